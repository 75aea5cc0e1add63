"""Content to PDF by typst; what a person typed travels as JSON strings, never as markup."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from documents.content import Content, Layout
from documents.fonts import faces, legible
from documents.layouts.tables import cells_of
from documents.measures import banner_points, code_points, mark_points, signature_indents

#: An unbroken Latin run longer than this may be wider than a cell of a form.
_LONG_RUN = re.compile(r"[!-~]{13,}")
#: The official number of a matter: it may go on in the next line after a hyphen, nowhere else.
_CASE_NUMBER = re.compile(r"\d{6}-\d-\d{8}-\d{5}")
LAYOUTS = Path(__file__).parent / "layouts"


def render_pdf(content: Content, font_dirs: tuple[str, ...] = ()) -> bytes:
    """The paper as PDF, the same bytes for the same content and fonts; no names in its metadata.

    ``font_dirs``: folders with the office's licensed 仿宋 and 小标宋, preferred where present.
    """
    chosen = faces(font_dirs)
    organ_indent, date_indent = signature_indents(content.organ, content.date)
    plain = asdict(content)
    for block in plain["blocks"]:
        if block["type"] == "table":
            block["cells"] = cells_of(block["text"])
    data = legible_values(plain) | {
        "mark-size": mark_points(content.organ),
        "banner-size": banner_points(content.organ),
        "code-size": code_points(content.code),
        "organ-indent": organ_indent,
        "date-indent": date_indent,
    }
    return bytes(
        typst.compile(
            str(LAYOUTS / f"{Layout(content.layout).value}.typ"),
            root=str(LAYOUTS),
            font_paths=list(chosen.directories),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data), "fonts": json.dumps(chosen.families)},
        )
    )


def _breakable(run: re.Match[str]) -> str:
    """A long run with places where a line may end."""
    if _CASE_NUMBER.search(run.group()):
        return run.group().replace("-", "-\u200b")
    return "\u200b".join(run.group())


def legible_values(value: Any) -> Any:
    """Every string with its undrawable characters spelled out and its long runs breakable."""
    if isinstance(value, str):
        # a zero-width space lets a long run break: nothing leaves the page
        return _LONG_RUN.sub(_breakable, legible(value))
    if isinstance(value, dict):
        return {key: legible_values(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [legible_values(entry) for entry in value]
    return value
