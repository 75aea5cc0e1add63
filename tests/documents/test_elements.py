"""What every paper must carry (domain §5.1), read back from the PDF and from the .docx, not from the content."""

import re

import pytest
from elements import ELEMENTS

from documents.fields import Type
from documents.kinds import KINDS
from documents.rendering_docx import render_docx
from documents.rendering_pdf import render_pdf
from law.terms import PaperKind as K

#: Papers beyond domain §5.1, held to their required values alone.
OTHERS = {
    K.REDIRECT_NOTICE, K.ORGANIZATION_BRIEFING, K.COORDINATION_NOTICE, K.INTERVIEW_NOTICE, K.CIRCULAR_NOTICE, K.LISTING_NOTICE,
    K.DELISTING_NOTICE,
}  # fmt: skip


def test_every_kind_is_held_to_its_words():
    assert set(ELEMENTS) | OTHERS == set(K)
    assert not set(ELEMENTS) & OTHERS


def values(kind, fields):
    """Each required value as it stands on paper."""
    for name in KINDS[kind].required:
        value = fields[name]
        field = KINDS[kind].whitelist[name]
        if field.type is Type.DATE:
            yield name, f"{value.year}年{value.month}月{value.day}日"
        elif field.type is Type.LIST:
            yield from ((name, entry) for entry in value)
        elif field.type is Type.TEXT and name != "query_code":
            yield name, value


@pytest.mark.parametrize("kind", sorted(K), ids=str)
def test_every_required_value_is_on_both_forms(kind, content_of, fields_of, pdf_text, docx_text):
    content = content_of(kind)
    squeeze = lambda text: re.sub(r"\s", "", text)  # noqa: E731
    pdf, docx = pdf_text(render_pdf(content)), squeeze(docx_text(render_docx(content)))
    lacking = [(name, form) for name, value in values(kind, fields_of(kind))
               for form, text in (("pdf", pdf), ("docx", docx)) if squeeze(value) not in text]  # fmt: skip
    assert lacking == []
    assert squeeze(content.organ) in pdf
    assert squeeze(content.organ) in docx


@pytest.mark.parametrize("kind", sorted(ELEMENTS), ids=str)
def test_the_elements_of_the_law_are_on_both_forms(kind, content_of, pdf_text, docx_text):
    """domain §5.1, row by row."""
    content = content_of(kind)
    pdf, docx = pdf_text(render_pdf(content)), re.sub(r"\s", "", docx_text(render_docx(content)))
    assert [word for word in ELEMENTS[kind] if word not in pdf] == []
    assert [word for word in ELEMENTS[kind] if word not in docx] == []


def test_a_public_notice_says_neither_the_whole_name_nor_the_matter(content_of):
    """公告送达: domain §1.3, 注意隐私脱敏."""
    assert not {"petitioner", "consignee", "subject", "claims", "address", "phone"} & set(
        KINDS[K.PUBLIC_NOTICE].whitelist
    )


@pytest.mark.parametrize("kind", [K.CIRCULAR, K.WORK_REPORT], ids=str)
def test_an_official_document_has_no_place_for_a_person(kind):
    assert [field.label for field in KINDS[kind].whitelist.values() if field.personal] == []
    assert "file_number" not in KINDS[kind].whitelist
