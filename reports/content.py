"""A report as plain content: what is frozen as an edition and what the .docx is made from, always the same from the same."""

from datetime import date
from typing import Any

from organizations.models import Unit
from reports import annual
from reports.drafts import Report, Section
from reports.models import ReportText
from reports.wording import plain


def texts_of(report: Report, year: int, figures: list[annual.Figure]) -> dict[str, str]:
    """The text of every section: the writer's, else the draft from the figures."""
    by_id = {figure.id: figure for figure in figures}
    written = {row.section: row.text for row in ReportText.objects.filter(year=year, kind=report.code)}
    return {
        section.code: written[section.code] if section.code in written else section.draft(year, by_id)
        for section in report.sections
    }


def build(report: Report, year: int, *, on: date) -> dict[str, Any]:
    """Title, sections, tables and figures of one report, JSON throughout."""
    figures = annual.compute(year, as_of=on)
    texts = texts_of(report, year, figures)
    bureau = Unit.objects.filter(code="bureau").values_list("name", flat=True).first() or ""
    return {
        "kind": report.code,
        "year": year,
        "title": f"{bureau}{report.title.format(year=year)}",
        "addressee": report.addressee,
        "opening": report.opening.format(year=year),
        "organ": bureau,
        "on": on.isoformat(),
        "sections": [_section(section, year, texts[section.code]) for section in report.sections],
        "figures": [figure.contract() | {"shown": plain(figure.value, rate=figure.is_rate), "origin": figure.origin}
                    for figure in figures],
    }  # fmt: skip


def _section(section: Section, year: int, text: str) -> dict[str, Any]:
    makers = {
        "fields": ("涉及领域", annual.fields),
        "units": ("被投诉较多的机关、单位", annual.complained_of),
    }
    tables = []
    for name in section.tables:
        title, lines = makers[name]
        rows = [[line.label, f"{line.n:,}", f"{line.last:,}"] for line in lines(year)]
        unit = "件次" if name == "fields" else "件"
        tables.append({"title": title, "head": [title, f"本年（{unit}）", f"上年（{unit}）"], "rows": rows})
    return {
        "code": section.code,
        "title": section.title,
        "text": text,
        "asked": section.asked,
        "tables": tables,
    }
