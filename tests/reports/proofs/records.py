"""What the proofs of the published reports share: a figure as it was published, records entered, the report generated.

Records are entered as people enter them: by acts on their own days, and by the sheets a clerk hands in. Nothing is
written into a table directly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import builders as b
import docx
from old_registers import GOOD, written
from openpyxl import Workbook, load_workbook

from cases import actions as acts
from cases import files
from cases.models import Case
from law import clock
from law.terms import ActivityKind, ClaimWay, Role, Route
from petition_bureau.older import handing_in
from reports import actions, annual, checks, content, editions
from reports.activities import importing, sheets
from reports.activities.actions import enter as enter_line
from reports.activities.entries import nothing_in
from reports.activities.models import Activity, ActivityImport
from reports.drafts import REPORTS
from tests.reports.activities.ledger import entry

COMPUTED, TYPED = "computed", "typed"


@dataclass(frozen=True)
class Published:
    """One figure of a published report (domain §7.3) and what must come of it.

    ``wording``: as published; ``id``: the figure; ``value``: the exact number behind it; ``said``: how the generated text
    must say it; ``chosen``: what the report leaves open and was chosen here; ``how``: computed, or typed by hand.
    """

    wording: str
    id: str
    value: float
    said: str
    chosen: str = ""
    how: str = COMPUTED


@dataclass(frozen=True)
class Generated:
    """A finished report: its figures, the draft as the writer gets it, the words of the .docx, the sheets of the .xlsx."""

    figures: Mapping[str, annual.Figure]
    draft: str
    text: str
    annex: Mapping[str, list[str]]
    companion: Mapping[str, Mapping[str, Any]]
    typed: Mapping[str, Mapping[str, Any]]
    findings: list[str]


# --- entering -----------------------------------------------------------------------------------------------------


def writer() -> Any:
    return b.person(Role.WRITER)


def noted(kind: str, title: str, on: date, until: date | None = None, *, body: str = "", speaker: str = "",
          unit: str = "bureau", **numbers: str) -> Activity:  # fmt: skip
    """One line of the activity ledger, entered on the last day of its year; ``figure`` only of a plan."""
    words = {"body": body, "speaker": speaker, "figure": numbers.pop("figure", "")}
    line = entry(kind, title, on=on, until=until, unit=unit, words=words, **numbers)
    return b.lived(date(on.year, 12, 31), enter_line, line, by=writer())


def none_of(kind: str, year: int) -> Activity:
    """「本年没有」: zero because somebody said so."""
    return b.lived(
        date(year, 12, 31), enter_line, nothing_in(ActivityKind(kind), year, b.unit("bureau")), by=writer()
    )


def noted_by_sheet(rows: list[dict[str, Any]], on: date) -> ActivityImport:
    """A sheet of activities, as the writer selects it on the page."""
    book, heads = Workbook(), list(dict.fromkeys(name for row in rows for name in row))
    sheet: Any = book.active
    for row in [heads, *([row.get(head) for head in heads] for row in rows)]:
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return b.lived(
        on, importing.apply, sheets.read("活动.xlsx", kept.getvalue()), name="活动.xlsx", by=writer()
    )


def handed_in(kind: str, rows: Iterable[dict[str, str]], on: date) -> int:
    """A sheet of an older register: uploaded, looked over, taken over by the same person. Returns how many were taken."""
    with clock.on_day(on):
        row = handing_in.hand_in(kind, "台账.csv", written(rows), by=writer(), on=on)
        row = handing_in.look_over(row, on=on)
        assert row.rejected == []
        row = handing_in.take_over(handing_in.apply(row, by=writer()), on=on)
    return row.taken


def matter(
    number: str, received: date, *, form: str = "来信", answered: int = 40, **cells: str
) -> dict[str, str]:
    """A row of the 办件台账: transferred on day 3, told and accepted on day 9, answered, served and closed in time."""
    days = {
        "转送交办日": 3,
        "书面告知日": 9,
        "受理日": 9,
        "答复日": answered,
        "送达日": answered + 1,
        "办结日": answered + 2,
    }
    told = {name: f"{received + timedelta(n)}" for name, n in days.items()}
    rated = {"对责任单位评价": "", "对责任单位评价日": ""}
    return GOOD | {"原编号": number, "登记日": f"{received}", "信访形式": form} | told | rated | cells


def rated(value: str, received: date, day: int = 50) -> dict[str, str]:
    """The cells of a rating; 未评价 has no day."""
    return {
        "对责任单位评价": value,
        "对责任单位评价日": "" if value == "未评价" else f"{received + timedelta(day)}",
    }


def lived_through(on: date, *, days: int = 20, rating: str = "", **changes: Any) -> Case:
    """A matter from the counter to its close by real acts, answered after ``days``."""
    handling = b.served(b.accepted(on=on, **changes), on + timedelta(days))
    if rating:
        b.lived(on + timedelta(days + 1), acts.rate, handling.claim.case, by=None, organ="unit", value=rating,
                handling=handling)  # fmt: skip
    return b.concluded(handling, on + timedelta(days + 2)).claim.case


def assigned(on: date, due: date, **changes: Any) -> Case:
    """交办 by the bureau's leader, with the day of the report."""
    case = b.registered(received_on=on, **changes)
    to = acts.Destination(b.unit("housing"), report_due_on=due)
    proposal = b.lived(on, acts.propose, b.claim_of(case), by=b.person(Role.SCREENING), way=ClaimWay.ASSIGN,
                       route=Route.PETITION, reason="影响较大，需要交办", to=to)  # fmt: skip
    b.lived(on, acts.sign_proposal, proposal, by=b.person(Role.BUREAU_LEADER))
    return case


def typed(year: int, figure: str, value: int, source: str, on: date) -> None:
    """A number entered by hand, with its source."""
    b.lived(on, actions.enter, year, figure, value=Decimal(value), source=source, by=writer())


# --- generating ---------------------------------------------------------------------------------------------------


def generated(year: int, on: date, kind: str = "rule_of_law") -> Generated:
    """Draft, finished .docx and companion of the year, opened again from what was kept."""
    report = REPORTS[kind]
    with clock.on_day(on):
        book = annual.live_book(year, as_of=on)
        parts = content.parts_of(content.source_of(report, book, on=on), book)
        edition = editions.finish(year, kind, by=writer(), on=on)
        document = docx.Document(BytesIO(_kept(edition, "docx")))
        xlsx = load_workbook(BytesIO(_kept(edition, "xlsx")))
        return Generated(
            figures=editions.book_of(edition).by_id,
            draft="\n".join(part.text for part in parts),
            text="\n".join(paragraph.text for paragraph in document.paragraphs),
            annex={row.cells[0].text: [cell.text for cell in row.cells] for row in document.tables[-1].rows},
            companion=_rows(xlsx["指标"]), typed=_rows(xlsx["手工填报"]), findings=checks.check(report, parts, book),
        )  # fmt: skip


def _kept(edition: Any, kind: str) -> bytes:
    with files.bytes_of(edition.files.get(kind=kind).file) as source:
        return source.read()


def _rows(sheet: Any) -> dict[str, dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


# --- proving ------------------------------------------------------------------------------------------------------


def prove(report: Generated, figure: Published) -> None:
    """It comes out as published: in the draft, in the .docx, in its annex, and as a number in the companion."""
    found = report.figures[figure.id]
    assert found.value == figure.value
    assert found.source == ("entered" if figure.how == TYPED else "computed")
    for text in (report.draft, report.text):
        assert figure.said in text
    shown, row = report.annex[found.label], report.companion[figure.id]
    assert row["数值"] == figure.value
    assert shown[1] == content.number_of(found)
    if figure.how == TYPED:
        source = f"{found.origin}"
        assert "填报" in source
        assert shown[4].startswith("※手工填报")
        assert source in shown[4]
        assert row["来源"] == f"手工填报：{source}"
        assert report.typed[figure.id]["来源、填报人和日期"] == source
    else:
        assert row["来源"].startswith("系统统计")


def unwritten_only(report: Generated) -> bool:
    """The draft needs nothing but the parts that no figure carries."""
    return all("还没有写" in finding for finding in report.findings)
