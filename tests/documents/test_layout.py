"""The shape of paper (GB/T 9704-2012, domain §5.2), the same bytes every time, and nothing hidden inside."""

import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from jinja2.exceptions import SecurityError

from documents.content import Content, Layout
from documents.kinds import KINDS
from documents.measures import mark_points, signature_indents
from documents.rendering_docx import environment, render_docx
from documents.rendering_pdf import render_pdf
from law.terms import PaperKind

ALL = sorted(PaperKind)
LETTERS = [kind for kind in ALL if KINDS[kind].layout is Layout.LETTER]


@pytest.mark.parametrize("kind", ALL)
def test_the_same_content_gives_the_same_bytes(kind, content_of):
    content = content_of(kind)
    assert render_docx(content) == render_docx(Content.from_dict(content.to_dict()))
    assert render_pdf(content) == render_pdf(Content.from_dict(content.to_dict()))


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_has_the_measures_of_the_standard(kind, content_of):
    document = docx.Document(io.BytesIO(render_docx(content_of(kind))))
    section = document.sections[0]
    near = lambda value, mm: abs(value - Mm(mm)) < Mm(0.1)  # noqa: E731
    assert near(section.page_width, 210)
    assert near(section.page_height, 297)
    assert near(section.top_margin, 37)
    assert near(section.left_margin, 28)
    assert near(section.right_margin, 26)
    assert near(section.bottom_margin, 35)
    assert near(section.header_distance, 30), "发文机关标志上缘距上页边30mm"
    assert section.different_first_page_header_footer, "首页不显示页码"
    grid = section._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) * 22 / 1440 * 25.4 == pytest.approx(225, abs=0.5)
    first = "".join(paragraph.text for paragraph in section.first_page_footer.paragraphs)
    assert "电子件，以盖章件为准" in first
    assert "PAGE" not in section.first_page_footer._element.xml
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" in section.even_page_footer._element.xml


def test_a_letter_names_the_faces_of_the_standard(content_of):
    document = docx.Document(io.BytesIO(render_docx(content_of(PaperKind.OPINION))))
    faces = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            fonts = run._r.rPr.find(qn("w:rFonts"))
            faces.setdefault(run.text, (fonts.get(qn("w:eastAsia")), run.font.size.pt))
    assert faces["信访处理意见书"] == ("方正小标宋简体", 22)
    assert faces["云住建信告〔2026〕41号"] == ("仿宋_GB2312", 16)
    assert faces["一、投诉请求。"] == ("黑体", 16)
    assert faces["某事实和理由"] == ("楷体_GB2312", 16)


def test_the_number_stands_before_the_title_and_the_date_after_the_organ(content_of, docx_text):
    lines = [line for line in docx_text(render_docx(content_of(PaperKind.OPINION))).split("\n") if line]
    assert lines.index("云住建信告〔2026〕41号") < lines.index("信访处理意见书") < lines.index("某信访人：")
    assert lines.index("2026年9月23日") > lines.index("某信访人：")


@pytest.mark.parametrize("kind", ALL)
def test_nothing_is_hidden_in_the_docx(kind, content_of):
    canary = "陈桂英"
    archive = zipfile.ZipFile(
        io.BytesIO(render_docx(content_of(kind, lambda field: canary if field.personal else "某")))
    )
    assert not [
        name for name in archive.namelist() if re.search(r"thumbnail|customXml|app\.xml|comments", name)
    ]
    properties = docx.Document(io.BytesIO(archive.fp.getvalue())).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments, properties.keywords) == (
        "",
    ) * 4
    for name in archive.namelist():
        assert "python-docx" not in archive.read(name).decode(errors="ignore"), name
        if name.startswith("docProps/"):
            assert canary not in archive.read(name).decode()


@pytest.mark.parametrize("kind", ALL)
def test_nothing_is_hidden_in_the_pdf(kind, content_of):
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is absent")
    data = render_pdf(content_of(kind, lambda field: "陈桂英" if field.personal else "某"))
    told = subprocess.run(["pdfinfo", "-"], input=data, capture_output=True, check=True).stdout.decode()
    assert not re.search("Author|CreationDate|ModDate|陈桂英", told)
    assert content_of(kind, lambda field: "某").title in told


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (PaperKind.RECEIPT, (419.5, 595.3)),
        (PaperKind.REGISTRATION, (595.3, 841.9)),
        (PaperKind.SERVICE_RECEIPT, (595.3, 841.9)),
    ],
)
def test_slip_and_forms_fill_one_page_of_their_size(kind, size, content_of):
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is absent")
    told = subprocess.run(
        ["pdfinfo", "-"], input=render_pdf(content_of(kind)), capture_output=True, check=True
    ).stdout.decode()
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told).groups())
    assert (width, height) == pytest.approx(size, abs=1)
    assert re.search(r"Pages:\s+1\n", told)


def test_the_slip_shows_the_query_code_in_groups_of_four(fields_of, docx_text, pdf_text):
    from documents.drafting import build

    content = build(PaperKind.RECEIPT, fields_of(PaperKind.RECEIPT) | {"query_code": "7K4M92QX3TDR"})
    assert "7K4M 92QX 3TDR" in docx_text(render_docx(content))
    assert "7K4M92QX3TDR" in pdf_text(render_pdf(content))


@pytest.mark.parametrize(
    ("organ", "indents"),
    [
        ("云溪县住房和城乡建设局", (1.75, 4.0)),
        ("云溪县信访局", (4.25, 4.0)),
        ("中共云溪县纪律检查委员会、云溪县监察委员会", (0.0, 7.25)),
    ],
)
def test_the_organ_is_centred_over_the_date_four_characters_in(organ, indents):
    assert signature_indents(organ, "2026年9月23日") == pytest.approx(indents)


def test_a_long_name_gets_a_smaller_mark():
    assert mark_points("云溪县信访局") == 34
    long = "中共云溪县纪律检查委员会、云溪县监察委员会"
    assert mark_points(long) * len(long) <= 470


def test_the_template_engine_is_a_sandbox():
    with pytest.raises(SecurityError):
        environment().from_string("{{ ''.__class__.__mro__ }}").render()
    assert environment().from_string("{{ x }}").render(x="<{{ y }}>") == "&lt;&#123;&#123; y &#125;&#125;&gt;"


def test_a_frozen_content_with_an_unknown_key_is_refused(content_of):
    with pytest.raises(ValueError, match="surprise"):
        Content.from_dict(content_of(PaperKind.OPINION).to_dict() | {"surprise": 1})
