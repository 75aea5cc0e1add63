"""Fields for every kind of paper, and readers of what came out."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from documents.content import Content
from documents.drafting import build
from documents.fields import Field, Type
from documents.kinds import KINDS
from law.terms import PaperKind

ORGAN = "云溪县住房和城乡建设局"
DAY = date(2026, 9, 23)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

Fill = Callable[[Field], Any]


def _plain(field: Field) -> Any:
    return {
        Type.DATE: date(2026, 9, 30),
        Type.LIST: [f"{field.label}甲", f"{field.label}乙"],
        Type.YES: True,
        Type.TEXT: f"某{field.label}",
    }[field.type]


@pytest.fixture(scope="session")
def fields_of() -> Callable[..., dict[str, Any]]:
    """All fields of a kind (of an either-or group only the first), with texts made by ``text``."""

    def fields(kind: PaperKind, text: Callable[[Field], str] | None = None) -> dict[str, Any]:
        spec = KINDS[kind]
        surplus = {name for group in spec.either for name in group[1:]}
        made = {name: _plain(field) for name, field in spec.whitelist.items() if name not in surplus}
        if text:
            made |= {
                name: text(spec.whitelist[name]) for name, value in made.items() if isinstance(value, str)
            }
            made |= {
                name: [text(spec.whitelist[name])] for name, value in made.items() if isinstance(value, list)
            }
        return made

    return fields


@pytest.fixture(scope="session")
def content_of(fields_of: Callable[..., dict[str, Any]]) -> Callable[..., Content]:
    """The content of a kind with all its fields."""

    def content(kind: PaperKind, text: Callable[[Field], str] | None = None, **options: Any) -> Content:
        return build(
            kind, fields_of(kind, text), organ=ORGAN, number="云住建信告〔2026〕41号", on=DAY, **options
        )

    return content


@pytest.fixture(scope="session")
def docx_text() -> Callable[[bytes], str]:
    """Every paragraph of every part of a .docx, parsed strictly, one a line."""

    def text(data: bytes) -> str:
        found = []
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if not name.endswith((".xml", ".rels")):
                    continue
                root = ElementTree.fromstring(archive.read(name))  # noqa: S314 our own output
                for paragraph in root.iter(f"{_WORD}p"):
                    found.append("".join(node.text or "" for node in paragraph.iter(f"{_WORD}t")))
        return "\n".join(found)

    return text


@pytest.fixture(scope="session")
def pdf_text() -> Callable[[bytes], str]:
    """The text of a PDF without white space and page numbers."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is absent")

    def text(data: bytes) -> str:
        run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
        return re.sub(r"[\s\u200b]", "", re.sub(r"(?m)^\f?— \d+ —$", "", run.stdout.decode()))

    return text
