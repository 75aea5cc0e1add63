"""The annual reports: figures of the year, numbers by hand, texts, editions, the .docx and the command's contract."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import builders as b
import docx
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit.models import Record
from cases import actions as acts
from cases.actions import Destination
from law import clock
from law.terms import ClaimWay, Role, Route
from petition_bureau.management.commands import annual_report as command
from petition_bureau.management.contract import WrongUse
from reports import actions, annual, content
from reports.activities.figures import BY_ID as ACTIVITIES
from reports.drafts import REPORTS
from reports.models import ReportEntry, ReportText
from tests.reports import scenes as s
from tests.reports.test_pages import client, see

pytestmark = pytest.mark.django_db

ON = date(2026, 12, 31)
CONTRACT = [
    "petitions_total", "petitions_letter", "petitions_visit", "petitions_phone", "petitions_online", "first_letters",
    "first_visits", "collective_visits", "forwarded", "assigned", "supervised", "bureau_timely", "unit_timely_notice",
    "timely_conclusion", "satisfaction_unit", "one_time_resolution", "recommendations", "recommendations_adopted", "hearings",
]  # fmt: skip


def county() -> None:
    """Eleven petitions: 3 letters (1 repeat), 5 visits (1 collective), 1 call, 1 online, 1 accusation; 1 of last year."""
    first = s.closed(channel="letter")
    s.repeating(first, 60)
    b.registered(channel="letter")
    assigned(b.registered(channel="phone"))
    b.registered(channel="online")
    b.forwarded(people=6)
    s.answered(20)
    s.guided(4)
    b.registered(channel="letter", people=1)
    s.accusation()
    b.registered(received_on=date(2025, 12, 31))


def assigned(case: Any) -> None:
    proposal = b.lived(s.day(2), acts.propose, b.claim_of(case), by=b.person(Role.SCREENING), way=ClaimWay.ASSIGN,
                       route=Route.PETITION, reason="影响较大，需要交办", to=Destination(b.unit("water"), report_due_on=s.day(40)))  # fmt: skip
    b.lived(s.day(2), acts.sign_proposal, proposal, by=b.person(Role.BUREAU_LEADER))


def built(kind: str = "regulation", year: int = 2026) -> dict[str, Any]:
    """The report as it stands on the day."""
    book = annual.live_book(year, as_of=ON)
    return content.build(REPORTS[kind], content.source_of(REPORTS[kind], book, on=ON), book)


def by_id(year: int = 2026) -> dict[str, annual.Figure]:
    return {figure.id: figure for figure in annual.compute(year, as_of=ON)}


@pytest.mark.parametrize("kind", ["regulation", "rule_of_law"])
def test_what_imported_files_do_not_tell_is_said_beside_the_number(kind: str) -> None:
    def drafted() -> str:
        return json.dumps(built(kind), ensure_ascii=False, default=str)

    b.forwarded()
    assert "导入件" not in drafted()
    s.imported(1, s.day(3), None)
    found = by_id()
    assert (found["forwarded"].value, found["forwarded"].origin) == (1, "另有导入件 1 件，流转未记录")
    assert found["closed"].origin == ""
    assert "（另有导入件 1 件，流转未记录）" in drafted()


def test_the_figures_of_a_year_counted_by_hand() -> None:
    county()
    found = by_id()
    expected = {
        "petitions_total": 9, "petitions_letter": 3, "petitions_visit": 4, "petitions_phone": 1, "petitions_online": 1,
        "petitions_repeat": 1, "petitions_first": 8, "first_letters": 3, "first_visits": 3, "collective_visits": 1,
        "visitors": 9, "forwarded": 3, "assigned": 1, "guided": 1, "supervised": 0, "closed": 2,
    }  # fmt: skip
    assert {code: found[code].value for code in expected} == expected
    assert all(found[code].cases == found[code].value for code in expected if code != "visitors")
    # 书面告知: letter and visit on day 0 in time; the collective visit and the assigned one silent
    assert (found["unit_timely_notice"].value, found["unit_timely_notice"].cases) == (0.5, 4)
    assert (found["timely_conclusion"].value, found["timely_conclusion"].cases) == (1.0, 2)
    assert (found["satisfaction_unit"].value, found["satisfaction_unit"].cases) == (None, 0)
    hearings = found["hearings"]
    assert (hearings.label, hearings.value, hearings.unit, hearings.cases, hearings.source) == (
        "听证和案件评析", None, "起", None, "entered")  # fmt: skip


def test_a_year_without_data_is_zeros_and_unknown_rates() -> None:
    for figure in annual.compute(1999, as_of=ON):
        expected: tuple[Any, Any] = (
            (None, None) if figure.source == "entered" else (None if figure.is_rate else 0, 0)
        )
        assert (figure.value, figure.cases) == expected, figure.id


#: Of the registers of people and of templates only how many: they have pages of their own.
TOLD_IN_NUMBERS = {"guidance_notices", "counsel", "experts"}


def test_every_computed_figure_opens_into_its_cases() -> None:
    county()
    for figure in by_id().values():
        if figure.source != "computed" or figure.id in ACTIVITIES:
            continue
        if figure.id in TOLD_IN_NUMBERS:
            assert not figure.url
            continue
        assert figure.url, figure.id
        page = see(Role.WRITER, figure.url, ON)
        assert page.count("<tr data-row>") == figure.cases, figure.id
    book = annual.live_book(2026, as_of=ON)
    for line in (*book.fields, *book.complained_of, *book.channels, *book.months):
        assert see(Role.WRITER, line.url, ON).count("<tr data-row>") == line.n


def ask(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    with clock.on_day(ON):
        call_command(command.Command(), *arguments, "--json", stdout=out)
    assert out.getvalue().count("\n") == 1
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def words(document: Any) -> str:
    parts = [paragraph.text for paragraph in document.paragraphs]
    parts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(parts)


@pytest.mark.parametrize("kind", list(REPORTS))
def test_the_command_writes_the_report_and_tells_its_figures(kind: str, tmp_path: Path) -> None:
    county()
    writer = b.person(Role.WRITER)
    actions.enter(2026, "hearings", value=Decimal(13), source="听证台账", by=writer, on=ON)
    target = tmp_path / "报告.docx"
    answer = ask("2026", "--kind", kind, "--output", str(target))
    assert answer["file"] == str(target)
    figures = {figure["id"]: figure for figure in answer["figures"]}
    assert set(CONTRACT) <= set(figures)
    assert all(
        list(figure) == ["id", "label", "value", "unit", "cases", "source"] for figure in answer["figures"]
    )
    assert figures["hearings"] | {"label": ""} == {
        "id": "hearings", "label": "", "value": 13, "unit": "起", "cases": None, "source": "entered"}  # fmt: skip
    document = docx.Document(str(target))
    text = words(document)
    for number, section in zip("一二三四", REPORTS[kind].sections, strict=True):
        assert f"{number}、{section.title}" in text
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in document.tables[-1].rows}
    for figure in answer["figures"]:
        shown = "—" if figure["value"] is None else (
            f"{figure['value']:.2%}" if figure["unit"] == "比率" else f"{figure['value']:,}")  # fmt: skip
        assert rows[figure["label"]][1] == shown, figure["id"]
    assert rows["听证和案件评析"][4].startswith("※手工填报：听证台账")
    assert rows["复查"][1] == "—"
    assert "听证和案件评析 13 起※" in text, "marked where it is said as well"
    assert "污水倒灌" not in text, "totals only, no case is named"


def test_an_empty_year_is_still_a_report(tmp_path: Path) -> None:
    answer = ask("1999", "--kind", "regulation", "--output", str(tmp_path / "空.docx"))
    assert {f["value"] for f in answer["figures"] if f["source"] == "computed"} == {0, None}
    assert "本年没有登记" in words(docx.Document(str(tmp_path / "空.docx")))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("二〇二六", "--kind", "regulation", "--output", "x.docx"), "YEAR"),
        (("26", "--kind", "regulation", "--output", "x.docx"), "YEAR"),
        (("2026", "--kind", "monthly", "--output", "x.docx"), "--kind"),
        (("2026", "--kind", "regulation", "--output", "x.pdf"), "--output"),
        (("2026", "--kind", "regulation", "--output", "/nowhere/x.docx"), "--output"),
        (("2026", "--kind", "regulation"), "--output"),
    ],
)
def test_wrong_use_names_the_argument(arguments: tuple[str, ...], named: str) -> None:
    with pytest.raises(WrongUse, match=named):
        call_command(command.Command(), *arguments, "--json", stdout=StringIO())


def test_a_year_to_come_has_no_report() -> None:
    with clock.on_day(ON), pytest.raises(WrongUse, match="2027 年还没有开始"):
        call_command(
            command.Command(), "2027", "--kind", "regulation", "--output", "x.docx", stdout=StringIO()
        )


def post(url: str, **fields: object) -> Any:
    with clock.on_day(ON):
        return client(Role.WRITER).post(url, fields)


def test_a_number_by_hand_needs_its_source_and_can_be_taken_back() -> None:
    url = reverse("reports:annual_enter", args=[2026, "hearings"])
    refused = post(url, value="13", source="")
    assert refused.status_code == 400
    assert 'value="13"' in refused.content.decode(), "what was typed is kept"
    assert post(url, value="-1", source="听证台账").status_code == 400
    assert post(url, value="13", source="听证台账").status_code == 302
    entry = ReportEntry.objects.get()
    assert (entry.value, entry.source, entry.entered_by.role, entry.entered_on) == (
        13,
        "听证台账",
        Role.WRITER,
        ON,
    )
    assert by_id()["hearings"].value == 13
    assert post(url, withdraw="1").status_code == 302
    assert by_id()["hearings"].value is None, "unknown is not zero"
    assert set(Record.objects.values_list("verb", flat=True)) >= {
        "enter_report_figure",
        "withdraw_report_figure",
    }


def test_a_computed_figure_cannot_be_typed_over() -> None:
    assert (
        post(
            reverse("reports:annual_enter", args=[2026, "petitions_total"]), value="1", source="x"
        ).status_code
        == 404
    )


def test_the_writers_text_is_kept_whatever_the_figures_do() -> None:
    url = reverse("reports:annual_write", args=[2026, "regulation", "referral"])
    page = see(Role.WRITER, url, ON)
    assert "转送【转送】，交办【交办】" in page.replace(" 【", "【")
    assert "【转送】</th><td>0 件</td>" in page, "what the token stands for is beside the text"
    assert post(url, text="（一）转送。全年平稳。", version="0").status_code == 302
    b.forwarded()
    made = built()
    assert made["sections"][1]["text"] == "（一）转送。全年平稳。"
    assert post(url, text="", version="1").status_code == 302
    assert "转送 1 件" in built()["sections"][1]["text"]


def test_nobodys_text_is_overwritten() -> None:
    url = reverse("reports:annual_write", args=[2026, "regulation", "other"])
    post(url, text="甲写的", version="0")
    again = post(url, text="乙写的", version="0")
    assert again.status_code == 409
    page = again.content.decode()
    assert "甲写的" in page
    assert "乙写的" in page
    assert ReportText.objects.get().text == "甲写的"
    assert post(url, text="合起来的", version="1").status_code == 302


@pytest.mark.parametrize("role", [role for role in Role if role != Role.WRITER])
def test_only_the_writer_writes(role: Role) -> None:
    for name, arguments in [("annual_docx", [2026, "regulation"]), ("annual_enter", [2026, "hearings"]),
                            ("annual_write", [2026, "regulation", "data"]), ("annual_finish", [2026, "regulation"]),
                            ("annual_xlsx", [2026, "regulation"]), ("annual_parts", [2026, "regulation"])]:  # fmt: skip
        assert client(role).get(reverse(f"reports:{name}", args=arguments)).status_code == 403, name
    assert Client().get(reverse("reports:annual")).status_code == 302


# --- the three recommendations (条例第41条第1款第3项) ----------------------------------------------------------------


def recommended(kind: str, on: date = date(2026, 6, 1), **answer: Any) -> Any:
    from oversight import recommending
    from oversight.recommending import Draft

    accountable = kind == "accountability"
    draft = Draft(kind, b.unit("discipline" if accountable else "housing"), "回访", "6件", "", "建立制度",
                  b.unit("housing") if accountable else None)  # fmt: skip
    leader = b.person(Role.BUREAU_LEADER)
    row = b.lived(on, recommending.draft_recommendation, draft, by=leader)
    row = b.lived(on, recommending.sign_recommendation, row, by=leader)
    if answer:
        b.lived(on, recommending.answer_recommendation, row, by=leader, feedback="见来文", **answer)
    return row


def test_recommendations_are_counted_from_their_ledger_with_the_set_behind() -> None:
    from oversight import recommending

    recommended("improve", adoption="adopted")
    recommended("improve", adoption="partly")
    recommended("policy")
    recommended("accountability", adoption="adopted", units_held=1, persons_held=2)
    taken_back = recommended("policy")
    b.lived(
        date(2026, 6, 2),
        recommending.cancel_recommendation,
        taken_back,
        by=b.person(Role.BUREAU_LEADER),
        reason="有误",
    )
    recommended("improve", on=date(2025, 12, 31), adoption="not_adopted")
    found = by_id()
    expected = {
        "recommendations": 4, "recommendations_improve": 2, "recommendations_policy": 1, "recommendations_accountability": 1,
        "recommendations_adopted": 3, "recommendations_partly": 1, "recommendations_refused": 0, "recommendations_unanswered": 1,
        "units_held": 1, "persons_held": 2,
    }  # fmt: skip
    assert {code: found[code].value for code in expected} == expected
    assert {found[code].source for code in expected} == {"computed"}
    for code in expected:
        page = see(Role.WRITER, found[code].url, ON)
        assert page.count("<tr data-row>") == found[code].cases, code
    assert by_id(2025)["recommendations_refused"].value == 1
    text = json.dumps(built(), ensure_ascii=False, default=str)
    assert "提出三项建议 4 件" in text
    assert "按建议追究责任的人员 2 名" in text


def test_before_the_ledger_begins_the_numbers_are_entered_by_hand() -> None:
    """A year before the first recorded one keeps its numbers by hand; from then on they cannot be typed over."""
    url = reverse("reports:annual_enter", args=[2024, "recommendations"])
    assert by_id(2024)["recommendations"].value is None
    assert post(url, value="7", source="2024年台账").status_code == 302
    recommended("improve", on=date(2025, 6, 3))
    assert (by_id(2024)["recommendations"].value, by_id(2024)["recommendations"].source) == (7, "entered")
    assert (by_id(2026)["recommendations"].value, by_id(2026)["recommendations"].source) == (0, "computed")
    assert (
        post(
            reverse("reports:annual_enter", args=[2026, "recommendations"]), value="1", source="x"
        ).status_code
        == 404
    )


def test_a_cancelled_supervision_is_not_counted() -> None:
    from oversight import actions as supervision

    leader = b.person(Role.BUREAU_LEADER)
    row = b.lived(
        b.MONDAY, supervision.new_supervision, b.accepted(), by=leader, ground="拖延", requirements="说明"
    )
    assert by_id()["supervised"].value == 1
    b.lived(b.MONDAY, supervision.cancel_supervision, row, by=leader, reason="发错了")
    assert by_id()["supervised"].value == 0


# --- hearings, evaluations, 复查 and 复核 -----------------------------------------------------------------------------


def year_of_hearings() -> None:
    """Two hearings held (one matter evaluated as well), one cancelled; a 复查 upheld and one asked for, a 复核 asked for."""
    import reviewing

    from hearings import actions as hearing_actions
    from tests.hearings import scenes

    heard = scenes.concluded()
    scenes.held(scenes.served(scenes.noticed(b.accepted(), begins=14, ends=16)))
    scenes.cancelled()
    b.lived(scenes.CONCLUDED, hearing_actions.record_evaluation, heard.case, by=scenes.keeper(), held_on=scenes.CONCLUDED,
            experts=scenes.register()[:2], questions="？", opinion="！")  # fmt: skip
    reviewing.asked(reviewing.reviewed().handling, on=reviewing.DECIDED + b.days(3))
    reviewing.asked(reviewing.answered("water"))


def test_hearings_and_reviews_are_counted_from_their_records() -> None:
    """条例第41条; domain §7.3: the number of hearings has its records behind it, and opens into them."""
    year_of_hearings()
    found = by_id()
    expected = {"hearings": 3, "hearings_held": 2, "evaluations": 1, "reviews": 2, "reviews_upheld": 1, "reviews_annulled": 0,
                "reviews_declined": 0, "final_reviews": 1, "final_reviews_upheld": 0}  # fmt: skip
    assert {code: found[code].value for code in expected} == expected
    assert found["hearings"].cases == 2, "one matter was heard and evaluated"
    for code in expected:
        assert found[code].source == "computed"
        page = see(Role.WRITER, found[code].url, ON)
        assert page.count("<tr data-row>") == found[code].cases, code
    text = json.dumps(built(), ensure_ascii=False, default=str)
    assert "听证和案件评析 3 起" in text
    assert "复查 2 件（其中复查维持 1 件）；复核 1 件。" in text


def test_what_the_system_does_not_hold_is_added_by_hand_and_named_so() -> None:
    """Before the first record the whole number is entered; what was entered stays, as an addition and under its name."""
    url = reverse("reports:annual_enter", args=[2026, "hearings"])
    assert post(url, value="13", source="听证台账").status_code == 302
    year_of_hearings()
    found = by_id()
    assert (found["hearings"].value, found["hearings"].source) == (3, "computed")
    assert (found["hearings_elsewhere"].value, found["hearings_elsewhere"].source) == (13, "entered")
    assert "另计" in found["hearings_elsewhere"].label
    assert post(url, value="1", source="x").status_code == 404, "what is computed is not typed over"
    more = reverse("reports:annual_enter", args=[2026, "hearings_elsewhere"])
    with clock.on_day(ON):
        assert 'value="13"' in client(Role.WRITER).get(more).content.decode()
    assert post(more, value="4", source="系统启用前的纸质卷宗").status_code == 302
    assert by_id()["hearings_elsewhere"].value == 4
    assert post(more, withdraw="1").status_code == 302
    assert by_id()["hearings_elsewhere"].value is None
    assert by_id(2025)["hearings"].source == "entered"


def test_an_accusation_is_in_none_of_them() -> None:
    from cases.models import Case

    year_of_hearings()
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    assert by_id()["hearings"].source == "entered"
    assert by_id()["reviews"].source == "entered"
