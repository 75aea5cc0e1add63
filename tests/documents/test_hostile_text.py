"""What a person typed comes out whole and inert, on every paper, in both forms (reliability T-28)."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest

from documents.drafting import build
from documents.fonts import legible
from documents.kinds import KINDS
from documents.rendering_docx import render_docx
from documents.rendering_pdf import render_pdf
from documents.text import MISSING, chinese_date, numeral, printable
from law.terms import PaperKind

ALL = sorted(PaperKind)
HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in y %}",
    "{%p if true %}",
    "{# gone #}",
    "{_{ 7*7 }_}",
    "{_% x %_}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    'A<B & "C"',
    "</w:t></w:r></w:p><w:p/>",
    "<![CDATA[x]]>&amp;&#x41;&lt;",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "a\x00b\x07c\x08d\x0be\x0cf\x1bg\x7fh",
    "甲\ud83d乙\udc00丙\ufffe丁",
    "左\u202e右\u2066中",
    "[facts][{subject}]{we}{petitioner}",
    '#eval("1+1") #read("common.typ") $x^2$ *粗* _斜_ `raw` @ref <label>',
    "\\u{41} // 注释 /* 块 */ https://example.org",
    "= 标题\n- 条\n+ 条",
    "=cmd|'/c calc'!A1",
    "𠮷野家 㐂 𬱖 Ω é ñ",
    "%s %(x)s {0} ${x} {}",
    "第一行\r\n第二行\n\n第四行\t制表",
    "两  个   空格",
]
#: Several at a time: every string meets every field of every kind.
CHUNKS = ["、".join(HOSTILE[start : start + 8]) for start in range(0, len(HOSTILE), 8)]


def text_of(hostile: str):
    return lambda field: f"始{hostile}终{field.name}"


@pytest.fixture(scope="module")
def expected(fields_of):
    """The printable lines of every text and list field of a kind."""

    def lines(kind, hostile):
        values = fields_of(kind, text_of(hostile))
        values.pop("query_code", None)  # printed in groups of four
        texts = [value for value in values.values() if isinstance(value, str)]
        texts += [entry for value in values.values() if isinstance(value, list) for entry in value]
        return [line for text in texts for line in printable(text).split("\n") if line.strip()]

    return lines


@pytest.mark.parametrize("kind", ALL)
def test_docx_carries_every_value_whole(kind, content_of, expected, docx_text):
    plain = zipfile.ZipFile(io.BytesIO(render_docx(content_of(kind))))
    for hostile in CHUNKS:
        data = render_docx(content_of(kind, text_of(hostile)))
        docx.Document(io.BytesIO(data))
        text = docx_text(data)
        for line in expected(kind, hostile):
            assert line in text, (hostile, line)
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert archive.namelist() == plain.namelist(), "no new part"
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert archive.read(name) == plain.read(name), "no new relationship"
            assert archive.read(name).count(b"w:fldSimple") == plain.read(name).count(b"w:fldSimple")
            assert b"w:instrText" not in archive.read(name)


@pytest.mark.parametrize("kind", ALL)
def test_pdf_carries_every_value_whole(kind, content_of, expected, pdf_text):
    for hostile in CHUNKS:
        # the foot of a page would part a value that runs over it
        text = pdf_text(render_pdf(replace(content_of(kind, text_of(hostile)), footer="", code="")))
        for line in expected(kind, hostile):
            assert re.sub(r"\s", "", legible(line)) in text, (hostile, line)


@pytest.mark.parametrize("kind", ALL)
def test_a_value_is_never_read_as_a_template(kind, fields_of):
    names = [name for name in KINDS[kind].whitelist if name not in {"query_code", "several"}]
    complete = fields_of(kind, lambda field: "".join(f"{{{name}}}[{{{name}}}]" for name in names))
    content = build(kind, complete)
    said = [block.text for block in content.blocks] + [
        line for row in content.rows for cell in row.cells for line in cell.lines
    ]
    assert any("".join(f"{{{name}}}[{{{name}}}]" for name in names) in text for text in said)


def test_a_long_text_is_not_cut(fields_of, docx_text, pdf_text):
    sentence = "水管自六月起每逢下雨倒灌，物业疏通两次无效。"
    facts = "".join(f"第{number}次：{sentence}" for number in range(400))
    for kind in (PaperKind.REGISTRATION, PaperKind.OPINION):
        content = build(kind, fields_of(kind) | {"facts": facts}, organ="云溪县信访局")
        assert facts in docx_text(render_docx(content))
        text = pdf_text(render_pdf(replace(content, footer="", code="")))
        assert facts in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b", f"a{MISSING}b"),
        ("\ud800", MISSING),
        ("\u202e", MISSING),
        ("\U0001ffff", MISSING),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a b"),
        ("正常文字 😀 𠮷", "正常文字 😀 𠮷"),
    ],
)
def test_what_cannot_be_printed_is_seen(typed, shown):
    assert printable(typed) == shown


def test_what_the_fonts_lack_is_written_as_its_code():
    assert legible("陈\U0001f600桂") == "陈〔U+1F600〕桂"
    assert legible("云信〔2026〕12号□—“”·") == "云信〔2026〕12号□—“”·"


def test_dates_and_ordinals_are_written_as_letters_write_them():
    from datetime import date

    assert chinese_date(date(2026, 9, 3)) == "2026年9月3日"
    assert [numeral(n) for n in (1, 9, 10, 11, 19, 20, 21, 30, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "十九",
        "二十",
        "二十一",
        "三十",
        "九十九",
    ]
    with pytest.raises(ValueError, match="1至99"):
        numeral(0)
