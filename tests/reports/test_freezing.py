"""A frozen period: figures, terms and sets that nothing moves; what comes late is a dated revision."""

import re
from datetime import date
from typing import Any

import builders as b
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from audit.models import Record
from cases import actions as acts
from cases.models import Case, Deadline, Petition
from law import clock
from law.terms import Role
from organizations.models import Setting
from reports import counts, figures, freezing, members, revising, tasks
from reports.activities import actions as ledger
from reports.counts import COUNTS, TOTALS
from reports.figures import ALL, Span
from reports.indicators import FIRST_READINGS, INDICATORS
from reports.models import FrozenFigure, Revision, Snapshot
from reports.numbers import LEDGER, tally
from reports.sets import CountSet
from tests.reports import scenes as s
from tests.reports.activities.ledger import entered, writer
from tests.reports.test_pages import client, see

pytestmark = pytest.mark.django_db

APRIL = date(2026, 4, 5)
MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))


def frozen(code: str, by: str = ALL, key: str = "", kind: str = "month") -> FrozenFigure:
    return FrozenFigure.objects.get(code=code, by=by, key=key, snapshot__kind=kind)


def night(on: date) -> dict[str, Any]:
    with clock.on_day(on):
        return tasks.nightly_figures()


def test_a_month_and_its_quarter_are_frozen_on_their_closing_day_and_once() -> None:
    s.notified(3)
    b.forwarded(to="water")
    assert night(date(2026, 4, 4))["frozen"] == [], "the fifth has not come"
    assert night(APRIL)["frozen"] == ["2026年3月月报", "2026年第一季度季报"]
    assert night(APRIL)["frozen"] == []
    county = frozen("unit_timely_notice")
    assert (county.number, county.behind, len(county.rows or [])) == (1, 2, 2)
    assert frozen("unit_timely_notice", "unit", "water").behind == 1
    assert frozen("petitions_total").number == 2
    assert frozen("petitions_total", "channel", "visit").number == 2


def test_missed_closing_days_are_made_up() -> None:
    b.forwarded()
    night(date(2026, 4, 6))
    assert night(date(2026, 8, 6))["frozen"] == [
        "2026年4月月报", "2026年5月月报", "2026年6月月报", "2026年第二季度季报", "2026年上半年半年报", "2026年7月月报",
    ]  # fmt: skip
    made = night(date(2027, 1, 6))["frozen"]
    assert made[-4:] == ["2026年12月月报", "2026年第四季度季报", "2026年下半年半年报", "2026年全年"]


@pytest.mark.parametrize(
    ("kind", "day", "since", "until", "closes"),
    [
        ("month", date(2026, 2, 9), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 5)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 5)),
        ("quarter", date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 5)),
        ("half", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 5)),
        ("year", date(2026, 5, 5), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 5)),
    ],
)
def test_the_span_and_closing_day_of_a_period(
    kind: str, day: date, since: date, until: date, closes: date
) -> None:
    span = freezing.span_of(kind, day)
    assert (span, freezing.closes_on(span)) == (Span(since, until), closes)


def county() -> None:
    """Of every source something, on days of March and later."""
    first = s.closed(channel="letter")
    s.repeating(first, 60)
    b.forwarded(people=6)
    s.notified(3)
    s.rated("satisfied")
    s.rated("dissatisfied")
    s.guided(4)
    s.returned()
    s.imported(1, date(2026, 3, 3), date(2026, 4, 1))
    s.accusation()


@pytest.mark.parametrize("basis", ["due", "registered"])
def test_every_frozen_figure_is_what_a_live_count_gives_and_its_set_is_as_large(basis: Any) -> None:
    county()
    lines = {(line.code, line.by, line.key): line for line in freezing.counted(s.YEAR, basis, s.day(120))}
    table = figures.live(s.YEAR, basis=basis, as_of=s.day(120)) | figures.live(
        s.YEAR, by="unit", basis=basis, as_of=s.day(120)
    )
    rates = {at: line for at, line in lines.items() if at[0] in INDICATORS}
    assert {code for code, _, _ in rates} == set(INDICATORS)
    for (code, by, key), line in rates.items():
        assert tally(line) == table.get((ALL if by == ALL else key, code), figures.Tally()), (code, by, key)
    for code in (*COUNTS, *TOTALS):
        size = counts.size(code, s.YEAR)
        assert (lines[code, ALL, ""].number, lines[code, ALL, ""].behind) == (size.value, size.behind), code
        for by in freezing.KEYS_OF.get(code, ()):
            kept = {key: line.number for (of, how, key), line in lines.items() if (of, how) == (code, by)}
            assert kept == {key: size.value for (key, _), size in counts.sizes([code], s.YEAR, by).items()}
    assert all(len(line.rows or []) == len(line.cases or []) == line.behind for line in lines.values())
    secret = set(Case.objects.filter(in_compartment=True).values_list("pk", flat=True))
    assert secret
    assert not any(secret & set(line.cases or []) for line in lines.values())


def test_the_sets_of_all_counts_at_once_are_those_of_each_alone(django_assert_max_num_queries: Any) -> None:
    county()
    codes = (*COUNTS, *TOTALS)
    with django_assert_max_num_queries(45):
        together = members.of_counts(codes, s.YEAR)
    assert set(together) == set(codes)
    for code in codes:
        alone = members.of_count(code, s.YEAR)[ALL, ""]
        assert (together[code].hits, together[code].added) == (alone.hits, alone.added), code
    assert sum(bool(found.hits) for found in together.values()) > 15


def test_a_matter_led_by_two_units_is_under_both_and_once_in_the_whole() -> None:
    handling = b.forwarded()
    later = b.forwarded(to="water")
    later.claim.__class__.objects.filter(pk=later.claim.pk).update(case=handling.claim.case, order=2)
    found = members.of_count("led", s.YEAR, ("unit",))
    assert len(found[ALL, ""].hits) == 1
    assert {key: len(at.hits) for (by, key), at in found.items() if by == "unit"} == {
        "housing": 1,
        "water": 1,
    }


def test_the_terms_are_kept_and_the_digest_is_over_all_and_in_the_record() -> None:
    s.notified(3)
    Setting.objects.create(name="reading_repeat", value="after_closing")
    night(APRIL)
    snapshot = Snapshot.objects.get(kind="month")
    assert snapshot.readings == FIRST_READINGS | {"repeat": "after_closing"}
    assert freezing.is_whole(snapshot)
    entry = Record.objects.get(verb="freeze_figures", object_id=str(snapshot.pk))
    assert entry.reason.endswith(snapshot.digest)
    lines = list(snapshot.figures.all())
    for column, value in [("number", 7), ("cases", [5]), ("waiting", [1]), ("recorded", False), ("key", "x")]:
        kept = getattr(lines[0], column)
        setattr(lines[0], column, value)
        assert freezing.digest(snapshot, lines) != snapshot.digest, column
        setattr(lines[0], column, kept)
    snapshot.readings = dict(FIRST_READINGS)
    assert freezing.digest(snapshot, lines) != snapshot.digest


@pytest.mark.parametrize(
    "table", ["snapshot", "frozenfigure", "revision", "reportedition", "publication", "issuedfile"]
)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_frozen(table: str, statement: str) -> None:
    refused = pytest.raises(DatabaseError, match=r"append-only|permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(f"reports_{table}"))


def test_a_set_of_another_size_than_its_figure_is_refused() -> None:
    night(APRIL)
    s.notified(3)
    night(APRIL)
    snapshot = Snapshot.objects.get(kind="month")
    with pytest.raises(IntegrityError, match="frozen_set_is_as_large"), transaction.atomic():
        FrozenFigure.objects.create(snapshot=snapshot, code="x", number=2, behind=2, rows=[1], cases=[1])


# --- revisions --------------------------------------------------------------------------------------------------------


def test_a_late_correction_never_moves_the_figure_and_is_written_down_once() -> None:
    handling = s.notified(3)
    b.forwarded(to="water")
    night(APRIL)
    digest = Snapshot.objects.get(kind="month").digest
    assert night(date(2026, 4, 6))["revised"] == 0
    Deadline.objects.filter(handling=handling, period="notice").update(met_on=s.day(20))
    assert night(date(2026, 4, 7))["revised"] == 4, (
        "the county's and the unit's, in the month and in the quarter"
    )
    assert night(date(2026, 4, 7))["revised"] == 0
    assert night(date(2026, 4, 8))["revised"] == 0
    snapshot = Snapshot.objects.get(kind="month")
    row = Revision.objects.get(figure__snapshot=snapshot, figure__by=ALL)
    assert (row.figure.number, row.number, row.behind, row.found_on) == (1, 0, 2, date(2026, 4, 7))
    assert (row.changed, row.entered, row.left) == ([handling.claim.case.pk], [], [])
    assert row.why == "在分子内外变动 1 件"
    assert snapshot.digest == digest
    assert freezing.is_whole(snapshot)
    Deadline.objects.filter(handling=handling, period="notice").update(met_on=s.day(3))
    assert night(date(2026, 4, 9))["revised"] == 4
    assert Revision.objects.filter(figure=row.figure).first().why == "恢复为冻结时的数字"  # type: ignore[union-attr]
    assert night(date(2026, 4, 10))["revised"] == 0


def test_a_petition_registered_late_enters_and_one_sealed_leaves() -> None:
    case = b.registered(channel="letter")
    night(APRIL)
    Petition.objects.filter(case=case).update(channel="online")
    b.registered(received_on=s.day(2), channel="online")
    night(date(2026, 4, 8))
    month = Snapshot.objects.get(kind="month")
    found = {
        row.figure.code: row
        for row in Revision.objects.filter(figure__snapshot=month).select_related("figure")
    }
    assert (found["petitions_total"].number, len(found["petitions_total"].entered)) == (2, 1)
    assert (found["petitions_letter"].number, found["petitions_letter"].left) == (0, [case.pk])
    assert found["petitions_online"].why == "新进 2 件"


def test_one_in_and_one_out_is_a_revision_although_the_number_stands() -> None:
    case = b.registered(channel="letter")
    night(APRIL)
    Petition.objects.filter(case=case).update(channel="online")
    b.registered(received_on=s.day(2), channel="letter")
    night(date(2026, 4, 8))
    row = Revision.objects.get(figure__code="petitions_letter", figure__snapshot__kind="month")
    assert (row.number, len(row.entered), len(row.left)) == (1, 1, 1)


def test_people_corrected_without_a_new_row_are_a_revision() -> None:
    case = b.registered(channel="visit", people=5)
    night(APRIL)
    Petition.objects.filter(case=case).update(people=8)
    night(date(2026, 4, 8))
    row = Revision.objects.get(figure__code="visitors", figure__snapshot__kind="month")
    assert (row.number, row.why) == (8, "同一组案件，数值变了")


def test_what_was_not_yet_due_is_later_life_and_no_correction() -> None:
    """登记口径 leaves out what is not due: what becomes of it afterwards moves no frozen figure (domain §6)."""
    handling = b.accepted()
    with clock.on_day(s.day(10)):
        snapshot = freezing.freeze("annual", s.YEAR, by=None, on=s.day(10))
    assert snapshot.figures.get(code="timely_conclusion", by=ALL).pending == 1
    b.served(handling, s.day(30))
    b.lived(
        s.day(32),
        acts.rate,
        handling.claim.case,
        by=None,
        organ="unit",
        value="satisfied",
        handling=b.again(handling),
    )
    assert [
        row.figure.code for row in revising.differences(snapshot, s.day(40)) if row.figure.code in INDICATORS
    ] == []


def test_a_snapshot_is_compared_by_its_own_readings() -> None:
    handling = b.accepted()
    snapshot = freezing.freeze("annual", s.YEAR, by=None, on=s.day(10))
    Setting.objects.create(name="reading_timely_conclusion", value="national")
    assert [row.figure.code for row in revising.differences(snapshot, s.day(11))] == []
    assert handling.claim.case.pk


def test_the_activity_ledger_is_frozen_with_its_lines_and_withdrawing_one_is_a_revision() -> None:
    first = entered("training", on=date(2026, 3, 4), title="一期", sessions="1", persons="170余", today=APRIL)
    entered("training", on=date(2026, 3, 20), title="二期", sessions="1", persons="170", today=APRIL)
    b.registered()
    night(APRIL)
    line = frozen("activities.trainees")
    assert (line.amount_number, line.approximate, line.behind, line.recorded) == (340, True, 2, True)
    assert frozen("activities.honours").recorded is False
    with clock.on_day(APRIL):
        ledger.withdraw(first, reason="重复登记", by=writer(), on=APRIL)
    night(date(2026, 4, 9))
    row = Revision.objects.get(figure=line)
    assert (row.amount, row.behind, row.left) == (170, 1, [first.pk])
    page = see(Role.WRITER, reverse("reports:snapshot", args=[line.snapshot_id]))
    assert "340余" in page
    assert "移出 1 件" in page
    page = see(Role.WRITER, reverse("reports:frozen_set", args=[line.pk]))
    assert page.count("<tr data-row>") == 2, "the frozen lines, one of them withdrawn since"
    assert "撤回" in page


# --- pages ------------------------------------------------------------------------------------------------------------


def test_every_frozen_number_opens_into_its_set_even_after_the_matter_changed() -> None:
    county()
    snapshot = freezing.freeze("annual", s.YEAR, by=None, on=s.day(120))
    Petition.objects.update(channel="fax")
    Deadline.objects.update(met_on=None)
    for figure in snapshot.figures.filter(by=ALL):
        page = see(Role.WRITER, reverse("reports:frozen_set", args=[figure.pk]), s.day(121))
        told_in_numbers = figure.code in LEDGER and not LEDGER[figure.code].kinds
        assert page.count("<tr data-row>") == (0 if told_in_numbers else figure.behind), figure.code
        if figure.code in INDICATORS:
            assert page.count("<td>进分子</td>") == figure.number, figure.code


def test_the_snapshots_page_shows_revisions_with_the_difference_and_the_matters() -> None:
    handling = s.notified(3)
    b.forwarded(to="water")
    night(APRIL)
    Deadline.objects.filter(handling=handling, period="notice").update(met_on=s.day(20))
    night(date(2026, 4, 7))
    month = Snapshot.objects.get(kind="month")
    page = see(Role.BUREAU_LEADER, reverse("reports:snapshot", args=[month.pk]))
    assert page.count("<tr data-revision>") == 2
    assert "2026年4月7日" in page
    assert "1 ÷ 2" in page
    assert "0 ÷ 2" in page
    assert "分子 -1，分母 +0" in page
    assert "核对一致" in page
    link = re.search(r'href="(/figures/snapshots/figures/\d+/\?revision=\d+)"', page)
    assert link
    assert handling.claim.case.number in see(Role.BUREAU_LEADER, link[1])
    assert "有修订" in see(Role.BUREAU_LEADER, reverse("reports:snapshots"))


def test_a_matter_that_became_an_accusation_is_not_shown_in_the_frozen_set() -> None:
    case = b.registered(channel="letter")
    night(APRIL)
    Case.objects.update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    page = see(Role.WRITER, reverse("reports:frozen_set", args=[frozen("petitions_total").pk]))
    assert case.number not in page
    assert "1 条现在不在您可以看的范围" in page


def test_the_pages_need_few_queries_whatever_is_frozen(django_assert_max_num_queries: Any) -> None:
    county()
    night(APRIL)
    month = Snapshot.objects.get(kind="month")
    who = client(Role.WRITER)
    figure = frozen("petitions_total")
    with clock.on_day(APRIL):
        for url, most in [(reverse("reports:snapshots"), 14), (reverse("reports:snapshot", args=[month.pk]), 19),
                          (reverse("reports:frozen_set", args=[figure.pk]), 15)]:  # fmt: skip
            who.get(url)
            with django_assert_max_num_queries(most):
                assert who.get(url).status_code == 200


def test_the_live_set_stands_beside_the_frozen_one() -> None:
    b.registered(channel="letter")
    night(APRIL)
    page = see(Role.WRITER, reverse("reports:frozen_set", args=[frozen("petitions_letter").pk]))
    assert CountSet("petitions_letter", MARCH).url() in page
