"""公文的文件格式 (GB/T 9704-2012, domain §5.2), measured on the page."""

import io
import re
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from documents.content import Layout
from documents.kinds import KINDS
from documents.rendering_docx import render_docx
from documents.rendering_pdf import render_pdf
from law.terms import PaperKind

OFFICIAL = [kind for kind in sorted(PaperKind) if KINDS[kind].layout is Layout.DOCUMENT]


def test_there_are_official_documents():
    assert {PaperKind.CIRCULAR, PaperKind.WORK_REPORT} <= set(OFFICIAL)


def words_of(data: bytes) -> list[tuple[int, str, float, float, float]]:
    """(page, text, left, top, right) of every word in mm."""
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True)
    text = run.stdout.decode().replace('xmlns="http://www.w3.org/1999/xhtml"', "")
    text = re.sub(r"<!DOCTYPE[^>]*>", "", text)
    found = []
    for number, page in enumerate(ElementTree.fromstring(text).iter("page"), 1):  # noqa: S314 our own output
        for word in page.iter("word"):
            left, top, right = (float(word.get(name)) / 72 * 25.4 for name in ("xMin", "yMin", "xMax"))
            found.append((number, word.text or "", left, top, right))
    return found


@pytest.mark.parametrize("kind", OFFICIAL, ids=str)
def test_the_mark_stands_35_mm_below_the_edge_of_the_type_area(kind, content_of):
    marks = [row for row in words_of(render_pdf(content_of(kind))) if row[1].endswith("文件")]
    page, _, left, top, right = marks[0]
    assert page == 1
    assert top == pytest.approx(37 + 35, abs=2.5)
    assert (left + right) / 2 == pytest.approx(28 + 78, abs=1), "居中"


@pytest.mark.parametrize("times", [1, 60], ids=["short", "long"])
@pytest.mark.parametrize("kind", OFFICIAL, ids=str)
def test_the_imprint_stands_at_the_foot_of_the_last_page(kind, times, content_of):
    content = content_of(kind)
    words = words_of(render_pdf(replace(content, blocks=content.blocks * times)))
    printed = [row for row in words if row[1].endswith("印发")]
    assert printed[-1][0] == max(row[0] for row in words), "版记在最后一面"
    assert printed[-1][3] == pytest.approx(297 - 35 - 6, abs=4), "版记的末条线与版心下边缘重合"


def test_a_report_bears_its_signer_beside_the_number_and_a_circular_does_not(content_of, pdf_text):
    """上行文应当标注签发人姓名 (GB/T 9704)."""
    words = words_of(render_pdf(content_of(PaperKind.WORK_REPORT)))
    number = next(row for row in words if row[1].startswith("云住建信"))
    signer = next(row for row in words if "签发人" in row[1])
    assert number[3] == pytest.approx(signer[3], abs=0.5)
    assert "签发人" not in pdf_text(render_pdf(content_of(PaperKind.CIRCULAR)))


@pytest.mark.parametrize("kind", OFFICIAL, ids=str)
def test_the_docx_has_the_measures_of_the_standard(kind, content_of):
    document = docx.Document(io.BytesIO(render_docx(content_of(kind))))
    section = document.sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [37, 26, 35, 28]
    assert not section.different_first_page_header_footer, "首页也有页码"
    mark = document.paragraphs[0]
    assert mark.text.endswith("文件")
    assert mark.paragraph_format.space_before == pytest.approx(Mm(35), abs=Mm(0.2))
    sizes = {run.text: run.font.size.pt for paragraph in document.paragraphs for run in paragraph.runs}
    assert sizes["某公文标题"] == 22
    floats = document.tables[0]._tbl.tblPr.find(qn("w:tblpPr"))
    assert (floats.get(qn("w:vertAnchor")), floats.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    width = document.tables[0]._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))
    assert 155.8 <= int(width) / 1440 * 25.4 < 156, "与版心等宽；一样宽的，LibreOffice 不让它浮到页底"


def test_headings_of_the_body_take_the_faces_of_their_level(fields_of):
    """一、黑体 → （一）楷体 → 正文仿宋 (GB/T 9704)."""
    from documents.drafting import build

    body = "现通报如下。\n一、基本情况\n（一）受理\n各单位按期告知。\n一、这一行太长，写成了整段的话，以句号结尾，就不是标题。"
    blocks = build(PaperKind.CIRCULAR, fields_of(PaperKind.CIRCULAR) | {"body": body}).blocks
    assert [(block.type, block.heading) for block in blocks] == [
        ("paragraph", ""), ("item", "一、基本情况"), ("quote", ""), ("paragraph", ""), ("paragraph", ""),
    ]  # fmt: skip


def test_a_long_document_numbers_every_page(content_of):
    content = content_of(PaperKind.CIRCULAR)
    long = replace(content, blocks=content.blocks * 60)
    words = [text for _, text, *_ in words_of(render_pdf(long))]
    pages = max(page for page, *_ in words_of(render_pdf(long)))
    assert pages >= 3
    assert all(str(n) in words for n in range(1, pages + 1))
