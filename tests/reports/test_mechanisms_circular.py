"""月通报 (domain §8): drawn up from the frozen month; the issued paper says what was frozen; no unit is ranked."""

import io
from datetime import date, timedelta
from typing import Any

import builders as b
import docx
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from racing import at_once

from audit.models import Record
from cases import actions
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from documents.content import Block
from documents.drafting import build
from documents.layouts.tables import cells_of, row_of, widths
from law import clock
from law.terms import PaperKind, Role
from organizations.models import Unit
from reports import freezing, official, revising
from reports.figures import Tally
from reports.mechanisms import circular
from reports.mechanisms.circular import Frozen, frozen
from reports.mechanisms.models import MonthlyCircular
from reports.models import FrozenFigure
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
MONTH, CLOSED = date(2026, 3, 1), date(2026, 4, 5)


def closed_month() -> None:
    """March: two told in time, one late, one never; an accusation beside them."""
    s.notified(10)
    s.notified(20)
    s.notified(12, to="water")
    s.presumed()
    s.accusation()
    with clock.on_day(CLOSED):
        freezing.freeze("month", freezing.span_of("month", MONTH), by=None, on=CLOSED)


def drawn_up() -> MonthlyCircular:
    return b.lived(CLOSED, circular.draw_up, MONTH, by=b.person(Role.WRITER))


def signed() -> MonthlyCircular:
    row = drawn_up()
    b.lived(CLOSED, official.sign, row.document, by=b.person(Role.BUREAU_LEADER))
    row.refresh_from_db()
    return row


def rewritten() -> str:
    now = frozen(MONTH)
    assert now
    return circular.body(now, frozen(circular.month_before(MONTH)), circular.unit_names())


def test_the_issued_paper_says_what_was_frozen_whatever_changes_afterwards() -> None:
    closed_month()
    row = signed()
    paper = issuing.content_of(row.document.paper)
    told = "\n".join(block.text or block.heading for block in paper.blocks)
    # the silent unit tells at last, another petition is found: the live figures move
    late = s.Deadline.objects.filter(period="notice", met_on=None, voided_on=None).first()
    assert late is not None
    b.lived(
        CLOSED + timedelta(days=1), actions.notify_late, late.handling, by=b.person(Role.HANDLER, "housing")
    )
    s.notified(9)
    assert list(revising.differences(row.snapshot, CLOSED + timedelta(days=2)))
    assert rewritten() == row.document.body, "written again it is the same"
    again = issuing.content_of(official.OfficialDocument.objects.get(pk=row.document_id).paper)
    assert "\n".join(block.text or block.heading for block in again.blocks) == told


def test_its_numbers_are_those_of_the_snapshot() -> None:
    closed_month()
    kept = FrozenFigure.objects.get(code="unit_timely_notice", by="all")
    body = drawn_up().document.body
    assert f"| {kept.number}÷{kept.behind} |" in body
    assert "责任单位及时受理率" in body
    assert "检举控告不计" in body
    housing = next(
        line
        for line in body.splitlines()
        if line.startswith("| 县住建局 |") and line.count("|") == 5 and "%" not in line
    )
    assert [cell.strip() for cell in housing.split("|")[2:-1]] == ["0", "2", "0"], "one late, one never told"


def test_the_leader_signs_and_the_number_is_given() -> None:
    closed_month()
    row = signed()
    assert row.document.paper.number == "云信发〔2026〕1号"
    assert row.document.heading == "关于2026年3月全县信访工作情况的通报"
    kinds = [block.type for block in issuing.content_of(row.document.paper).blocks]
    assert kinds.count("table") == 3
    assert issuing.pdf(row.document.paper).startswith(b"%PDF")
    assert [record.verb for record in Record.objects.filter(verb__contains="circular")] == [
        "draw_up_circular"
    ]


def test_the_docx_opens_with_its_tables() -> None:
    closed_month()
    row = signed()
    opened = docx.Document(io.BytesIO(issuing.docx(row.document.paper)))
    cells = [[cell.text for cell in line.cells] for table in opened.tables for line in table.rows]
    tabled = [block for block in issuing.content_of(row.document.paper).blocks if block.type == "table"]
    for block in tabled:
        for line in cells_of(block.text):
            assert line in cells
    assert "TableHere" not in opened.element.xml
    assert issuing.docx(row.document.paper) == issuing.docx(row.document.paper)


# --- what it must not do ------------------------------------------------------------------------------------------


def month_of(**units: tuple[int, int]) -> Frozen:
    """A month with so many of so many told in time, by unit."""
    found = {(unit, "unit_timely_notice"): Tally(*tally) for unit, tally in units.items()}
    return Frozen(MONTH, CLOSED, "2026-2", 1, {}, found)


def test_units_stand_in_groups_of_like_volume_in_the_county_s_order() -> None:
    """条例第39条第1款; domain §8: 不以信访量排名."""
    names = circular.unit_names()
    now = month_of(water=(30, 40), housing=(25, 25), agriculture=(9, 9), township_02=(7, 9), justice=(1, 2))
    groups = circular.groups(now, names)
    assert [(title, members) for title, members in groups] == [
        ("到期 20 件以上的单位", ["housing", "water"]),
        ("到期 5 至 19 件的单位", ["agriculture", "township_02"]),
        ("到期不足 5 件的单位", ["justice"]),
    ]
    order = list(Unit.objects.order_by("position", "code").values_list("code", flat=True))
    for _, members in groups:
        assert members == sorted(members, key=order.index)
    body = circular.body(now, None, names)
    assert "排名" in body
    assert "第一名" not in body
    assert "信访量" not in body


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"), [(0, 0, "—"), (1, 1, "＊"), (0, 4, "＊"), (4, 5, "80.00%")]
)
def test_a_rate_of_few_ratings_points_to_nobody(numerator: int, denominator: int, said: str) -> None:
    """domain §9.3: cells under five are suppressed, in every column."""
    tally = Tally(numerator, denominator)
    assert circular.shown("satisfaction_unit", tally) == said
    month, of, _, changed = circular.beside("satisfaction_unit", tally, Tally(9, 10))
    if said == "＊":
        assert (month, of, changed) == ("＊", "—", "—")
    assert circular.shown("unit_timely_notice", Tally(1, 1)) == "100.00%", "an office's duty is no person's"


@pytest.mark.parametrize(("now", "before", "said"), [
    (Tally(9, 10), Tally(8, 10), "升 10.00 个百分点"), (Tally(8, 10), Tally(9, 10), "降 10.00 个百分点"),
    (Tally(9, 10), Tally(9, 10), "持平"), (Tally(9, 10), None, "—"), (Tally(0, 0), Tally(9, 10), "—")])  # fmt: skip
def test_month_on_month(now: Tally, before: Tally | None, said: str) -> None:
    assert circular.change(now, before) == said


def test_a_month_is_drawn_up_once_until_it_is_dropped() -> None:
    closed_month()
    row = drawn_up()
    with pytest.raises(NotLawfulNow, match="已经拟好"):
        drawn_up()
    b.lived(CLOSED, official.drop, row.document, by=b.person(Role.WRITER), reason="文字要大改")
    assert drawn_up().pk != row.pk


def test_a_month_not_frozen_has_no_circular() -> None:
    with pytest.raises(NotLawfulNow, match="还没有冻结"):
        drawn_up()


def test_only_the_writer_draws_it_up() -> None:
    closed_month()
    for role in (Role.BUREAU_LEADER, Role.SCREENING):
        with pytest.raises(NotYours):
            b.lived(CLOSED, circular.draw_up, MONTH, by=b.person(role))
    assert not MonthlyCircular.objects.exists()


def test_a_number_typed_over_is_noticed() -> None:
    closed_month()
    row = drawn_up()
    assert circular.strayed(row) == []
    document = row.document
    body = document.body.replace("| 责任单位及时受理率 | ", "| 责任单位及时受理率 | 9", 1)
    words = {
        "heading": document.heading,
        "recipient": document.recipient,
        "body": body,
        "attachments": "",
        "copy_to": document.copy_to,
    }
    b.lived(CLOSED, official.revise, document, by=b.person(Role.WRITER), **words)
    row.document.refresh_from_db()
    assert circular.strayed(MonthlyCircular.objects.get())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_draw_it_up_at_once_one_does() -> None:
    closed_month()
    writer = b.person(Role.WRITER)
    results = at_once(CLOSED, *(lambda: circular.draw_up(MONTH, by=writer, on=CLOSED),) * 2)
    assert sorted(type(result).__name__ for result in results) == ["MonthlyCircular", "NotLawfulNow"]
    assert official.OfficialDocument.objects.count() == 1


def test_the_pages_from_the_month_to_the_draft() -> None:
    closed_month()

    def client(role: str) -> Client:
        found = Client()
        found.force_login(b.person(role), backend=settings.AUTHENTICATION_BACKENDS[-1])
        return found

    month = reverse("reports:monthly_month", args=[MONTH])
    with clock.on_day(CLOSED):
        writer, leader = client(Role.WRITER), client(Role.BUREAU_LEADER)
        assert "还没有拟通报" in writer.get(reverse("reports:monthly")).content.decode()
        assert "拟月通报" in writer.get(month).content.decode()
        assert "拟月通报</button>" not in leader.get(month).content.decode()
        draft = reverse("reports:monthly_draft", args=[MONTH])
        assert leader.post(draft).status_code == 403
        made = writer.post(draft)
        assert made.status_code == 302
        record = writer.get(made.url).content.decode()
        assert '<th scope="col">指标</th>' in record, "the tables of the text are tables on the page"
        assert writer.post(draft).status_code == 409
        assert writer.get(reverse("reports:monthly_month", args=[date(2026, 2, 1)])).status_code == 404


# --- tables in an official document -------------------------------------------------------------------------------


def content(body: str) -> Any:
    return build(
        PaperKind.CIRCULAR,
        {"heading": "通报", "recipient": "各单位", "body": body},
        organ="云溪县信访局",
        on=CLOSED,
    )


def test_lines_between_bars_are_one_table() -> None:
    blocks = content("开头。\n| 单位 | 数 |\n| 甲 | 1 |\n中间。\n| 乙 | 2 |").blocks
    assert [block.type for block in blocks] == ["paragraph", "table", "paragraph", "table"]
    assert blocks[1] == Block("table", "| 单位 | 数 |\n| 甲 | 1 |")


@pytest.mark.parametrize("line", ["| 半截", "半截 |", "a | b", "||", "{{ organ }} | x"])
def test_other_lines_stay_words(line: str) -> None:
    kinds = {block.type for block in content(f"开头。\n{line}\n结尾。").blocks}
    assert ("table" in kinds) == (line == "||")


@pytest.mark.parametrize(
    "cell", ["{{ organ }}", "{% if 1 %}", "<w:t>x</w:t>", '#import "x"', "$a$", "＆&amp;", "a" * 80]
)
def test_what_is_typed_in_a_table_stays_words(cell: str) -> None:
    made = content("\n".join([row_of(("名称", "数")), row_of((cell, "1"))]))
    opened = docx.Document(io.BytesIO(issuing.render_docx(made)))
    assert opened.tables[0].cell(1, 0).text == cell
    assert issuing.render_pdf(made).startswith(b"%PDF")


def test_rows_of_unlike_length_are_filled_up_and_a_bar_in_a_cell_parts_nothing() -> None:
    assert cells_of("| a | b | c |\n| d |") == [["a", "b", "c"], ["d", "", ""]]
    assert cells_of(row_of(("甲|乙", ""))) == [["甲｜乙", ""]]
    assert sum(widths([["单位", "数"], ["县住房和城乡建设局", "1"]])) == pytest.approx(156)
