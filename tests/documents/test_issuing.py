"""A paper's life: issued with its number, opened, signed, kept; void but never gone (design D9)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from documents import issuing, numbering
from documents.drafting import ForeignFields, MissingFields
from documents.models import NumberSeries, Paper
from law.terms import PaperKind, Role, UnitKind
from organizations.models import Unit, User

DAY = date(2026, 9, 23)
LATER = date(2026, 9, 24)
KIND = PaperKind.ACCEPTANCE_NOTICE


@pytest.fixture
def organ(db):
    return Unit.objects.create(
        code="papers_housing",
        name="云溪县住房和城乡建设局",
        short_name="县住建局",
        letters="云住建",
        kind=UnitKind.DEPARTMENT,
        path="papers_housing/",
        phone="0999-5550133",
        address="云溪县建设路3号",
    )


@pytest.fixture
def head(organ):
    return User.objects.create(username="papers-head", name="郑国强", unit=organ, role=Role.UNIT_HEAD)


@pytest.fixture
def fields(fields_of):
    return fields_of(KIND)


@pytest.fixture
def paper(organ, head, fields):
    return issuing.issue(KIND, organ=organ, fields=fields, on=DAY, by=head)


def test_an_issued_paper_has_number_and_frozen_content_and_no_bytes(paper, docx_text):
    kept = Paper.objects.get(pk=paper.pk)
    assert (kept.number, kept.serial, kept.year, kept.title) == (
        "云住建信告〔2026〕1号",
        1,
        2026,
        "信访事项受理告知书",
    )
    assert kept.template_version == "2026-1"
    assert (kept.docx_sealed, kept.pdf_sealed) == (None, None)
    assert issuing.content_of(kept).number == kept.number
    assert "云住建信告〔2026〕1号" in docx_text(issuing.docx(kept))


def test_what_a_paper_says_is_sealed_in_its_row(paper):
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_sealed FROM documents_paper WHERE id = %s", [paper.pk])
        stored = bytes(cursor.fetchone()[0])
    assert "某信访人".encode() not in stored
    assert Paper.objects.get(pk=paper.pk).content["addressee"] == "某信访人："


def test_the_organs_own_phone_stands_where_none_is_given(organ, fields):
    del fields["contact_phone"], fields["contact_address"]
    assert issuing.missing(KIND, organ, fields) == ()
    text = str(issuing.preview(KIND, organ, fields).to_dict())
    assert "0999-5550133" in text
    assert "云溪县建设路3号" in text


def test_a_refused_paper_takes_no_number(organ, fields):
    del fields["handler"]
    with pytest.raises(MissingFields, match="受理告知书还缺：经办人"):
        issuing.issue(KIND, organ=organ, fields=fields, on=DAY)
    with pytest.raises(ForeignFields, match="证件"):
        issuing.issue(KIND, organ=organ, fields=fields | {"handler": "周", "identity": "1"}, on=DAY)
    assert not NumberSeries.objects.filter(organ_code="papers_housing").exists()
    assert issuing.issue(KIND, organ=organ, fields=fields | {"handler": "周"}, on=DAY).serial == 1


def test_a_preview_bears_no_number_and_says_so(organ, docx_text):
    content = issuing.preview(KIND, organ, {"petitioner": "陈桂英"})
    assert content.number == ""
    assert "预览稿，未编号，不得外发" in docx_text(issuing.render_docx(content))
    assert issuing.render_pdf(content).startswith(b"%PDF")


def test_a_paper_may_go_without_number(organ, fields):
    rows = [issuing.issue(KIND, organ=organ, fields=fields, on=DAY, numbered=False) for _ in range(2)]
    assert [(row.serial, row.number) for row in rows] == [(None, ""), (None, "")]


def test_bytes_are_kept_from_signing_on(paper, head):
    issuing.pdf(paper)
    assert Paper.objects.get(pk=paper.pk).pdf_sealed is None, "an unsigned paper keeps no bytes"
    issuing.sign(paper, head, LATER)
    data, page = issuing.docx(paper), issuing.pdf(paper)
    kept = Paper.objects.get(pk=paper.pk)
    assert (kept.docx_bytes, kept.pdf_bytes) == (data, page)
    Paper.objects.filter(pk=paper.pk).update(content_sealed=b"")
    assert issuing.pdf(Paper.objects.get(pk=paper.pk)) == page, "what was signed is opened, not made again"


def test_kept_bytes_that_do_not_match_their_digest_are_refused(paper, head):
    issuing.sign(paper, head, DAY)
    issuing.pdf(paper)
    Paper.objects.filter(pk=paper.pk).update(pdf_sha256="0" * 64)
    with pytest.raises(issuing.PaperRefused, match="摘要不符"):
        issuing.pdf(Paper.objects.get(pk=paper.pk))


def test_a_paper_is_signed_once(paper, head):
    issuing.sign(paper, head, DAY)
    with pytest.raises(issuing.PaperRefused, match="不能重复签发"):
        issuing.sign(Paper.objects.get(pk=paper.pk), head, LATER)


def test_a_void_paper_keeps_its_number_and_says_that_it_is_void(organ, paper, fields, docx_text):
    issuing.void(paper, "收件人写错", LATER)
    kept = Paper.objects.get(pk=paper.pk)
    assert (kept.number, kept.void_reason) == ("云住建信告〔2026〕1号", "收件人写错")
    assert "本件已于2026年9月24日作废，文号保留，不得使用" in docx_text(issuing.docx(kept))
    assert issuing.issue(KIND, organ=organ, fields=fields, on=DAY).number == "云住建信告〔2026〕2号"
    with pytest.raises(issuing.PaperRefused, match="已作废，不能签发"):
        issuing.sign(kept, kept.issued_by, LATER)
    with pytest.raises(issuing.PaperRefused, match="不能重复作废"):
        issuing.void(kept, "再次", LATER)


def test_voiding_needs_a_reason(paper):
    with pytest.raises(issuing.PaperRefused, match="理由"):
        issuing.void(paper, " ", LATER)


@pytest.mark.parametrize(
    "broken",
    [
        {"signed_on": DAY},
        {"voided_on": DAY},
        {"voided_on": DAY, "void_reason": ""},
        {"serial": None},
        {"number": ""},
    ],
)
def test_the_database_refuses_half_facts(paper, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(**broken)


def test_the_database_gives_a_number_once(organ, paper, fields):
    NumberSeries.objects.filter(organ_code=organ.code).update(last=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        issuing.issue(KIND, organ=organ, fields=fields, on=DAY)
    assert numbering.series_of(KIND) == "告"


def test_an_accusation_paper_never_stores_who_wrote(organ, fields_of):
    fields = fields_of(PaperKind.REGISTRATION, lambda field: "检举人陈某" if field.personal else "某")
    paper = issuing.issue(PaperKind.REGISTRATION, organ=organ, fields=fields, on=DAY, accusation=True)
    assert "检举人陈某" not in str(paper.content)


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_get_the_same_bytes(paper, head):
    issuing.sign(paper, head, DAY)
    together = Barrier(2)

    def open_it(_: int) -> bytes:
        try:
            together.wait(timeout=10)
            return issuing.docx(Paper.objects.get(pk=paper.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_it, range(2))
    assert first == second == Paper.objects.get(pk=paper.pk).docx_bytes
