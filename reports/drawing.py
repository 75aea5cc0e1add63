"""Drawings of a report as PNG: the same bytes for the same content, with the fonts the papers use."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from documents.fonts import SANS, faces
from documents.rendering_pdf import legible_values
from reports.suppression import MARK

LAYOUTS = Path(__file__).parent / "layouts"
#: Dots per inch: sharp on paper, small in the file.
PPI = 200.0
#: The width of the page it is drawn on.
WIDTH_MM = 156


def png(chart: Mapping[str, Any]) -> bytes:
    """One drawing."""
    data = legible_values(dict(chart)) | {"mark": MARK}
    return bytes(
        typst.compile(
            str(LAYOUTS / "chart.typ"),
            root=str(LAYOUTS),
            font_paths=list(faces().directories),
            ignore_system_fonts=True,
            format="png",
            ppi=PPI,
            sys_inputs={"data": json.dumps(data), "fonts": json.dumps([SANS])},
        )
    )
