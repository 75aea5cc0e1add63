"""A report as plain content: what is frozen as an edition and what the files are made from, always the same from the same.

``source_of`` gathers what was typed (texts with their tokens, numbers by hand); with a book it is ``built`` into content.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from organizations.models import Unit
from reports import public as publishing
from reports import tokens
from reports.achievements import five_ways
from reports.annual import ENTERED, Book, Figure, Line, described
from reports.drafts import Report, Section, unwritten
from reports.models import ReportFrame, ReportPart, ReportText
from reports.suppression import MARK, NOTE
from reports.tokens import Piece
from reports.wording import NotSayable, against, amount, pct, plain

#: The part that can be framed by 五个法治化.
FRAMED = "achievements"
#: A drawing with more bars than this cannot be read.
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its text: as typed, and resolved."""

    section: Section
    raw: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return tokens.plain(self.pieces)


def is_framed(report: Report, year: int) -> bool:
    return ReportFrame.objects.filter(year=year, kind=report.code, five=True).exists()


def sections_of(report: Report, year: int) -> list[Section]:
    """The parts the law asks for, and those the writer added after them, in the order of the report."""
    five, added = is_framed(report, year), list(ReportPart.objects.filter(year=year, kind=report.code))
    found = []
    for section in report.sections:
        found.append(replace(section, draft=five_ways) if five and section.code == FRAMED else section)
        found += [
            Section(row.code, row.title, "增加的部分", unwritten, added=True)
            for row in added
            if row.after == section.code
        ]
    return found


def source_of(report: Report, book: Book, *, on: date) -> dict[str, Any]:
    """What the report is made of besides counted figures, as it stands now."""
    written = {row.section: row.text for row in ReportText.objects.filter(year=book.year, kind=report.code)}
    return {
        "organ": Unit.objects.filter(code="bureau").values_list("name", flat=True).first() or "",
        "on": on.isoformat(),
        "five": is_framed(report, book.year),
        "parts": [
            {"code": section.code, "title": section.title, "asked": section.asked, "tables": list(section.tables),
             "added": section.added, "raw": written[section.code] if section.code in written else section.draft(book)}
            for section in sections_of(report, book.year)
        ],
        "entries": dict(book.entries), "earlier": dict(book.earlier),
    }  # fmt: skip


def parts_of(source: dict[str, Any], book: Book, hidden: frozenset[str] = frozenset()) -> list[Part]:
    """The parts of a source, resolved with a book."""
    return [
        Part(Section(row["code"], row["title"], row["asked"], unwritten, tuple(row["tables"]), row["added"]), row["raw"],
             tuple(tokens.pieces(row["raw"], book, hidden)))
        for row in source["parts"]
    ]  # fmt: skip


def build(report: Report, source: dict[str, Any], book: Book, *, public: bool = False) -> dict[str, Any]:
    """Title, parts, tables, drawings and figures of one report, JSON throughout."""
    hidden = publishing.hidden(book) if public else frozenset()
    sections = [_part(part, book, public=public) for part in parts_of(source, book, hidden)]
    figures = [_figure(figure, hidden, public=public) for figure in book.figures]
    return {
        "kind": report.code, "year": book.year, "title": f"{source['organ']}{report.title.format(year=book.year)}",
        "addressee": "" if public else report.addressee, "opening": report.opening.format(year=book.year),
        "organ": source["organ"], "on": source["on"], "public": public, "sections": sections, "figures": figures,
        "definitions": book.now.definitions, "readings": dict(book.now.readings),
        "incomparable": book.unlike_years, "note": NOTE if public else "",
    }  # fmt: skip


def _figure(figure: Figure, hidden: frozenset[str], *, public: bool) -> dict[str, Any]:
    """A figure for the annex and the companion table; of one left out nothing is told."""
    found = described(figure)
    row = figure.contract() | {
        "shown": number_of(figure), "origin": figure.origin,
        "definition": found.definition, "basis": found.basis, "attributed": found.attributed,
        "last": figure.last, "change": change(figure), "incomparable": figure.incomparable, "shown_last": _shown_last(figure),
    }  # fmt: skip
    if figure.id in hidden:
        return row | {
            "value": None,
            "cases": None,
            "shown": MARK,
            "origin": "",
            "last": None,
            "shown_last": MARK,
            "change": "",
        }
    if public:
        row |= {"cases": None, "origin": "" if figure.is_rate or figure.source == ENTERED else figure.origin}
        if f"{figure.id}·上年" in hidden:
            row |= {"last": None, "shown_last": MARK, "change": ""}
    return row


def number_of(figure: Figure) -> str:
    """The number in a table; one of which a part was reported as 余 says so."""
    return f"{plain(figure.value, rate=figure.is_rate)}{'余' if figure.approximate and figure.value else ''}"


def _shown_last(figure: Figure) -> str:
    return "—" if figure.last is None else pct(figure.last) if figure.is_rate else amount(figure.last)


def change(figure: Figure) -> str:
    """The change since last year in a phrase; empty where it cannot be said."""
    if figure.value is None or figure.last is None:
        return ""
    try:
        return against(figure.value, figure.last, figure.unit, rate=figure.is_rate)
    except NotSayable:
        return ""


def _part(part: Part, book: Book, *, public: bool) -> dict[str, Any]:
    return {
        "code": part.section.code, "title": part.section.title, "text": part.text, "asked": part.section.asked,
        "added": part.section.added, "tables": [table(name, book, public=public) for name in part.section.tables],
    }  # fmt: skip


def table(name: str, book: Book, *, public: bool = False) -> dict[str, Any]:
    """One table of the report, and the drawing that goes with it."""
    title, first, lines, unit, drawn = {
        "channels": ("信访形式", "形式", book.channels, "件次", "bars"),
        "months": ("逐月登记", "月份", book.months, "件次", "columns"),
        "fields": ("涉及领域", "领域", book.fields, "件次", "bars"),
        "units": ("被投诉较多的机关、单位", "机关、单位", book.complained_of, "件", ""),
    }[name]
    gone = publishing.hidden_cells(lines) if public else set()
    alone = bool(book.unlike_years)
    rows = [
        [line.label, MARK if (i, 0) in gone else f"{line.n:,}",
         "—" if alone else MARK if (i, 1) in gone else f"{line.last:,}"]
        for i, line in enumerate(lines)
    ]  # fmt: skip
    made: dict[str, Any] = {
        "name": name, "title": title, "head": [first, f"本年（{unit}）", f"上年（{unit}）"], "rows": rows,
        "numbers": [[None if (i, 0) in gone else line.n, None if alone or (i, 1) in gone else line.last]
                    for i, line in enumerate(lines)],
    }  # fmt: skip
    return made | {"chart": _chart(made, drawn, unit, book, lines)}


def _chart(
    made: dict[str, Any], kind: str, unit: str, book: Book, lines: list[Line]
) -> dict[str, Any] | None:
    """What a drawing shows: the lines that are there, this year and last, told in words as well."""
    if not kind or not any(line.n or line.last for line in lines):
        return None
    bars = [[row[0], *numbers] for row, numbers in zip(made["rows"], made["numbers"], strict=True)][
        :MOST_BARS
    ]
    last = "" if book.unlike_years else f"{book.year - 1}年"
    told = "；".join(
        f"{label} {_told(n)}{f'（上年 {_told(then)}）' if last else ''}" for label, n, then in bars
    )
    return {
        "kind": kind, "title": f"{book.year}年{made['title']}（{unit}）", "now": f"{book.year}年", "last": last, "bars": bars,
        "alt": f"{'柱形图' if kind == 'columns' else '条形图'}，{book.year}年{made['title']}，单位{unit}：{told}。",
    }  # fmt: skip


def _told(n: int | None) -> str:
    return MARK if n is None else f"{n:,}"
