"""Content to .docx: docxtpl in a sandbox, values escaped so that nothing a person typed can act."""

import zipfile
from dataclasses import asdict
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from documents.content import Content, Layout
from documents.layouts import tables
from documents.layouts.skeletons import INDENT, skeleton
from documents.layouts.wordml import twips
from documents.measures import banner_points, code_points, mark_points, signature_indents

#: docxtpl turns ``{_{`` back into ``{{`` after rendering; as references the marks survive that unread.
_REFERENCES = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})
#: A fixed day in every archive entry: the same content gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _inert(value: Any) -> Any:
    """Every value printed by a template, escaped whole."""
    if not isinstance(value, str):
        return value
    return Markup(str(escape(value)).translate(_REFERENCES))  # noqa: S704 escaped in this very line


def environment() -> SandboxedEnvironment:
    """The engine of the skeletons: sandboxed, autoescaped, every value inert, an unknown place an error."""
    return SandboxedEnvironment(autoescape=True, finalize=_inert, undefined=StrictUndefined)


def render_docx(content: Content) -> bytes:
    """The paper as an editable .docx: the same bytes for the same content, no personal metadata."""
    template = DocxTemplate(BytesIO(skeleton(Layout(content.layout))))
    template.render(_context(content), environment())
    if any(block.type == "table" for block in content.blocks):
        tables.place(template.docx, content.blocks)
    _scrub(template.docx.core_properties, content)
    stream = BytesIO()
    template.save(stream)
    return repacked(stream.getvalue())


def _context(content: Content) -> dict[str, Any]:
    context = asdict(content)
    for row in context["rows"]:
        row["height_twips"] = twips(row["height"])
    organ_indent, date_indent = signature_indents(content.organ, content.date)
    return context | {
        "mark_size": round(mark_points(content.organ) * 2),
        "banner_size": round(banner_points(content.organ) * 2),
        "banner_line": str(round(banner_points(content.organ) * 20 * 1.1)),
        "code_size": round(code_points(content.code) * 2),
        "organ_indent": str(round(organ_indent * INDENT / 2 * 20)),
        "date_indent": str(round(date_indent * INDENT / 2 * 20)),
    }


def _scrub(properties: Any, content: Content) -> None:
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category", "identifier"):
        setattr(properties, name, "")
    properties.title = content.title[:100]  # 255 at most, and a title is not a text
    properties.revision = 1
    element = properties._element
    for stamp in [
        child for child in element if str(child.tag).endswith(("}created", "}modified", "}lastPrinted"))
    ]:
        element.remove(stamp)


def repacked(data: bytes) -> bytes:
    """The same archive with entries in order and one fixed time."""
    stream = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda entry: (entry != "[Content_Types].xml", entry)):
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
