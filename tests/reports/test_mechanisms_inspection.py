"""半年督查 (条例第38条): planned, sampled by a lot anyone can draw again, told to the unit, put right, checked."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import builders as b
import docx
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.models import Record
from cases import actions
from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from law import clock, lot
from law.terms import InspectionKind, RectificationVerdict, Role
from notifications.models import Outbox
from reports.mechanisms import inspecting, work_docx
from reports.mechanisms.inspecting import Plan
from reports.mechanisms.models import Inspection, InspectionSheet
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 6)
V = RectificationVerdict


def days(n: int) -> date:
    return DAY + timedelta(days=n)


def wanted(**changes: Any) -> Plan:
    words: dict[str, Any] = {"year": 2026, "half": 1, "title": "2026年上半年信访工作督查", "kind": InspectionKind.ONSITE,
             "team": "赵睿哲带队", "starts_on": DAY, "ends_on": days(10), "units": [b.unit("housing"), b.unit("water")], "sampled": 2}  # fmt: skip
    return Plan(**(words | changes))


def planned(**changes: Any) -> Inspection:
    return b.lived(DAY, inspecting.plan, wanted(**changes), by=b.person(Role.BUREAU_LEADER))


def sheet(code: str = "housing", row: Inspection | None = None) -> InspectionSheet:
    return (row or planned()).sheets.select_related("unit", "inspection").get(unit__code=code)


def found(row: InspectionSheet | None = None, on: date = DAY + timedelta(days=2)) -> InspectionSheet:
    row = row or sheet()
    return b.lived(
        on,
        inspecting.record_findings,
        row,
        by=b.person(Role.SCREENING),
        visited_on=on,
        findings="告知接近期限才发出",
    )


def told(
    row: InspectionSheet | None = None, on: date = DAY + timedelta(days=4), **changes: Any
) -> InspectionSheet:
    words = {"requirement": "专人每日核对期限", "rectify_by": days(20)} | changes
    return b.lived(on, inspecting.tell, row or found(), by=b.person(Role.BUREAU_LEADER), **words)


def answered(row: InspectionSheet | None = None, on: date = DAY + timedelta(days=15)) -> InspectionSheet:
    row = row or told()
    return b.lived(on, inspecting.answer, row, by=b.person(Role.UNIT_HEAD, row.unit.code), text="已明确专人")


def test_from_the_plan_to_what_was_put_right() -> None:
    b.person(Role.UNIT_HEAD, "housing")
    row = b.lived(
        days(18),
        inspecting.check,
        answered(),
        by=b.person(Role.SCREENING),
        verdict=V.DONE,
        remark="抽看三件，都按期",
    )
    assert (row.verdict, row.checked_on) == (V.DONE, days(18))
    verbs = [each.verb for each in Record.objects.order_by("seq") if "inspection" in each.verb]
    assert verbs == [
        "plan_inspection",
        "record_inspection",
        "tell_inspection",
        "answer_inspection",
        "check_inspection",
    ]
    assert Outbox.objects.filter(key=f"inspection:{row.pk}:feedback").count() == 1


def test_not_put_right_it_gets_another_day_and_the_first_answer_stays() -> None:
    row = b.lived(days(18), inspecting.check, answered(), by=b.person(Role.SCREENING), verdict=V.MORE, remark="仍有两件迟发",
                  rectify_by=days(30))  # fmt: skip
    assert (row.answered_on, row.rectify_by, row.checked_on) == (None, days(30), None)
    assert [(each["answer"], each["remark"]) for each in row.history] == [("已明确专人", "仍有两件迟发")]
    row = b.lived(
        days(32),
        inspecting.check,
        answered(row, on=days(28)),
        by=b.person(Role.SCREENING),
        verdict=V.DONE,
        remark="到位",
    )
    assert (row.verdict, len(row.history)) == (V.DONE, 1)


def test_a_unit_without_faults_is_told_so_and_owes_nothing() -> None:
    row = told(requirement="", rectify_by=None)
    with pytest.raises(NotLawfulNow, match="没有要求整改"):
        answered(row)


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_it_holds_the_unit_s_own_half_year() -> None:
    """Told late once, in time once; signed and not served once."""
    s.notified(10)
    s.notified(20)
    s.notified(5, to="water")
    b.signed(b.accepted(), b.MONDAY + timedelta(days=3))
    row = planned()
    lines = {each["code"]: each for each in sheet(row=row).figures}
    assert (lines["unit_timely_notice"]["of"], lines["unit_timely_notice"]["more"]) == ("2÷3", "超期 1 件")
    assert lines["opinions_unserved"]["shown"] == "1"
    assert {each["code"]: each for each in sheet("water", row).figures}["unit_timely_notice"]["of"] == "1÷1"


def test_few_ratings_are_not_shown() -> None:
    """domain §9.3."""
    s.rated("satisfied")
    line = next(each for each in sheet().figures if each["code"] == "satisfaction_unit")
    assert (line["shown"], line["of"]) == ("＊", "")


def test_what_is_late_recorded_is_counted() -> None:
    handling = b.forwarded()
    with clock.on_day(b.MONDAY + timedelta(days=5)):
        actions.accept(
            handling,
            by=b.person(Role.HANDLER, "housing"),
            on=b.MONDAY + timedelta(days=3),
            why_backdated="当日已当面告知，有回证",
        )
    line = next(each for each in sheet().figures if each["code"] == "backdated")
    assert line["shown"] == "1"


def test_the_sample_can_be_drawn_again_by_anybody() -> None:
    made = [b.forwarded().claim.case_id for _ in range(6)]
    s.accusation()
    s.imported(1, date(2026, 3, 2), None)
    row = sheet()
    assert set(row.sample) <= set(made)
    assert len(row.sample) == 2
    assert lot.order(row.seed, made)[:2] == row.sample
    assert row.seed.split("|")[-1] == lot.digest(str(key) for key in made), (
        "the seed names the list it was drawn from"
    )
    assert inspecting.draw(b.unit("housing"), inspecting.half_span(2026, 1), row.inspection_id, DAY, 2) == (
        row.seed,
        row.sample,
    )


def test_the_lot_prefers_no_number() -> None:
    """Over many seeds each of ten numbers comes first about as often."""
    first = [lot.order(f"2026-07-06|督查{n}|housing|x", range(10))[0] for n in range(2000)]
    assert all(140 < first.count(number) < 260 for number in range(10))


def test_what_became_an_accusation_is_not_in_the_sample_any_more() -> None:
    """条例第30条第3款."""
    case = b.registered()
    row = sheet()
    row.sample = [case.pk]
    row.save(update_fields=["sample"])
    officer = b.person(Role.SCREENING)
    assert inspecting.sampled_cases(row, officer) == [case]
    b.lived(DAY, actions.seal_accusation, case, by=officer, accused=[])
    assert inspecting.sampled_cases(row, officer) == []
    assert case.number not in str(inspecting.content(row, officer))


def test_the_figures_stay_those_of_the_day_of_the_plan() -> None:
    s.notified(10)
    row = sheet()
    s.notified(20)
    before = row.figures
    row.refresh_from_db()
    assert row.figures == before


def test_the_docx_opens() -> None:
    s.notified(10)
    row = answered()
    made = inspecting.content(row, b.person(Role.SCREENING))
    opened = docx.Document(io.BytesIO(work_docx.render(made)))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "云溪县住房和城乡建设局督查单" in text
    assert "告知接近期限才发出" in text
    assert "条例第38条" in text
    assert [cell.text for cell in opened.tables[0].rows[1].cells][:3] == [
        "责任单位及时受理率",
        "100.00%",
        "1÷1",
    ]
    assert Case.objects.get().number in "".join(
        cell.text for row in opened.tables[1].rows for cell in row.cells
    )


@pytest.mark.parametrize(("year", "half", "since", "until"), [
    (2026, 1, date(2026, 1, 1), date(2026, 6, 30)), (2026, 2, date(2026, 7, 1), date(2026, 12, 31))])  # fmt: skip
def test_the_halves_of_a_year(year: int, half: int, since: date, until: date) -> None:
    span = inspecting.half_span(year, half)
    assert (span.since, span.until) == (since, until)


# --- refused ------------------------------------------------------------------------------------------------------

UNLAWFUL: dict[str, tuple[Callable[[], Any], str]] = {
    "without a team": (lambda: planned(team=" "), "督查组"),
    "without units": (lambda: planned(units=[]), "被督查单位"),
    "ends before it starts": (lambda: planned(ends_on=DAY - timedelta(days=1)), "不能早于"),
    "a half-year to come": (lambda: planned(year=2027), "还没有开始"),
    "too large a sample": (lambda: planned(sampled=99), "抽查 1 至 20 件"),
    "visited tomorrow": (
        lambda: b.lived(DAY, inspecting.record_findings, sheet(), by=b.person(Role.SCREENING), visited_on=days(1), findings="x"), "不能晚于今天"),
    "told before anything was found": (lambda: told(sheet()), "先记录发现的问题"),
    "told a requirement without a day": (lambda: told(rectify_by=None), "要一起写"),
    "told twice": (lambda: told(told()), "已经反馈"),
    "rewritten after it was told": (lambda: found(told(), on=days(5)), "已经反馈给单位"),
    "answered twice": (lambda: answered(answered()), "已经答复"),
    "checked before the answer": (
        lambda: b.lived(days(6), inspecting.check, told(), by=b.person(Role.SCREENING), verdict=V.DONE, remark="x"), "还没有答复"),
    "more without another day": (
        lambda: b.lived(days(18), inspecting.check, answered(), by=b.person(Role.SCREENING), verdict=V.MORE, remark="x"), "另定"),
}  # fmt: skip


@pytest.mark.parametrize("scene", UNLAWFUL)
def test_what_is_refused_says_why(scene: str) -> None:
    act, said = UNLAWFUL[scene]
    with pytest.raises(NotLawfulNow, match=said):
        act()


NOT_THEIRS: dict[str, Callable[[], Any]] = {
    "planned by an officer": lambda: b.lived(DAY, inspecting.plan, wanted(), by=b.person(Role.SCREENING)),
    "found by the writer": lambda: b.lived(DAY, inspecting.record_findings, sheet(), by=b.person(Role.WRITER), visited_on=DAY, findings="x"),
    "told by the unit": lambda: b.lived(days(4), inspecting.tell, found(), by=b.person(Role.UNIT_HEAD, "housing")),
    "answered by another unit": lambda: b.lived(days(9), inspecting.answer, told(), by=b.person(Role.UNIT_HEAD, "water"), text="x"),
    "answered by the handler": lambda: b.lived(days(9), inspecting.answer, told(), by=b.person(Role.HANDLER, "housing"), text="x"),
    "checked by the unit": lambda: b.lived(
        days(18), inspecting.check, answered(), by=b.person(Role.UNIT_HEAD, "housing"), verdict=V.DONE, remark="x"),
}  # fmt: skip


@pytest.mark.parametrize("scene", NOT_THEIRS)
def test_whose_act_it_is(scene: str) -> None:
    with pytest.raises(NotYours):
        NOT_THEIRS[scene]()


def test_the_database_refuses_what_was_told_without_findings() -> None:
    row = sheet()
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionSheet.objects.filter(pk=row.pk).update(told_on=DAY, told_by=b.person(Role.SCREENING))


# --- the pages ----------------------------------------------------------------------------------------------------


def client(role: str, code: str = "bureau") -> Client:
    found = Client()
    found.force_login(b.person(role, code))
    return found


def test_a_unit_sees_its_own_sheet_once_told_and_answers() -> None:
    inspection = planned()
    mine, other = found(sheet(row=inspection)), found(sheet("water", inspection))
    record = reverse("reports:inspection_sheets_record", args=[mine.pk])
    with clock.on_day(days(9)):
        head = client(Role.UNIT_HEAD, "housing")
        assert head.get(record).status_code == 404, "not the draft"
        told(mine)
        told(other)
        page = head.get(record).content.decode()
        assert "告知接近期限才发出" in page
        assert "答复整改情况" in page
        assert head.get(reverse("reports:inspection_sheets_record", args=[other.pk])).status_code == 404
        assert head.get(reverse("reports:inspection_sheet_docx", args=[other.pk])).status_code == 404
        assert head.get(reverse("reports:inspection_sheet_docx", args=[mine.pk])).content.startswith(b"PK")
        assert head.get(reverse("reports:inspections_record", args=[inspection.pk])).status_code == 403
        step = reverse("reports:inspection_sheets_step", args=[mine.pk, "answer"])
        assert head.post(step, {"answer": ""}).status_code == 200
        assert head.post(step, {"answer": "已明确专人"}).status_code == 302
        refused = head.post(step, {"answer": "再答一次"})
        assert (refused.status_code, "再答一次" in refused.content.decode()) == (409, True)
    mine.refresh_from_db()
    assert mine.answer == "已明确专人"


def test_the_leader_plans_on_the_page() -> None:
    with clock.on_day(DAY):
        leader = client(Role.BUREAU_LEADER)
        new = reverse("reports:inspections_new")
        page = leader.get(new).content.decode()
        assert "云溪县住房和城乡建设局" in page
        assert "云溪县信访局</label>" not in page, "the bureau does not inspect itself"
        data = {"title": "2026年上半年信访工作督查", "year": "2026", "half": "1", "kind": "onsite", "team": "赵睿哲带队", "starts_on": "2026-07-06",
                "ends_on": "2026-07-16", "sampled": "3", "units": [str(b.unit("housing").pk)]}  # fmt: skip
        done = leader.post(new, data)
        assert done.status_code == 302
        assert "待督查" in leader.get(done.url).content.decode()
    assert InspectionSheet.objects.get().unit.code == "housing"
