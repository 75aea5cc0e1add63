"""公文: 通报 and 报告, drafted by one and signed by another, numbered once (domain §5.1, GB/T 9704)."""

import uuid
from datetime import date, timedelta

import pytest
from builders import lived, person
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.policies import NotLawfulNow, NotYours
from documents import issuing, register
from law import clock
from law.terms import PaperKind, Role
from reports import official
from reports.official import OfficialDocument
from reports.official_ledger import LEDGER

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 5)
WORDS = {
    "heading": "关于2026年10月全县信访工作情况的通报",
    "recipient": "各乡镇人民政府，县直各部门",
    "body": "现通报如下。\n一、基本情况\n全县登记412件次。",
    "attachments": "各单位期限情况一览表",
    "copy_to": "县委办公室",
}


def draft(kind: str = PaperKind.CIRCULAR, **changes: str) -> OfficialDocument:
    return lived(DAY, official.draft, by=person(Role.WRITER), kind=kind, **{**WORDS, **changes})


def sign(row: OfficialDocument) -> OfficialDocument:
    return lived(DAY, official.sign, row, by=person(Role.BUREAU_LEADER))


def test_from_draft_to_number_to_void():
    row = draft()
    lived(DAY, official.revise, row, by=person(Role.WRITER), **(WORDS | {"body": "改过的正文。"}))
    row = sign(row)
    assert row.paper.number == "云信发〔2026〕1号"
    content = issuing.content_of(row.paper)
    assert content.title == WORDS["heading"]
    assert "改过的正文。" in [block.text for block in content.blocks]
    assert issuing.pdf(row.paper).startswith(b"%PDF")
    lived(DAY + timedelta(days=1), official.void, row, by=person(Role.BUREAU_LEADER), reason="数字有误")
    assert sign(draft()).paper.number == "云信发〔2026〕2号", "a void number is not given again"
    assert register.gaps() == []


def test_a_report_upwards_bears_who_signed_it():
    row = sign(draft(PaperKind.WORK_REPORT, heading="关于第三季度信访工作情况的报告"))
    assert issuing.content_of(row.paper).issuer == person(Role.BUREAU_LEADER).name
    assert row.paper.number == "云信报〔2026〕1号"


@pytest.mark.parametrize("name", ["heading", "recipient", "body"])
def test_a_draft_needs_its_parts(name):
    with pytest.raises(NotLawfulNow, match="请填写"):
        draft(**{name: " "})


def test_who_drafts_and_who_signs():
    row = draft()
    for wrong in (Role.INTAKE, Role.BUREAU_LEADER):
        with pytest.raises(NotYours):
            lived(DAY, official.draft, by=person(wrong), kind=PaperKind.CIRCULAR, **WORDS)
    for wrong in (Role.WRITER, Role.SCREENING):
        with pytest.raises(NotYours):
            lived(DAY, official.sign, row, by=person(wrong))


def test_what_is_signed_is_not_changed_and_what_is_dropped_not_signed():
    row = sign(draft())
    with pytest.raises(NotLawfulNow, match="签发"):
        lived(DAY, official.revise, row, by=person(Role.WRITER), **WORDS)
    dropped = draft()
    lived(DAY, official.drop, dropped, by=person(Role.WRITER), reason="并入季度报告")
    with pytest.raises(NotLawfulNow, match="不发"):
        sign(dropped)
    assert OfficialDocument.objects.filter(paper__isnull=False).count() == 1, "no number was taken"


def test_drafts_are_the_bureaus_own():
    row, sent = draft(), sign(draft())
    seen = {role: set(OfficialDocument.objects.visible_to(person(role)).values_list("pk", flat=True))
            for role in (Role.WRITER, Role.BUREAU_LEADER, Role.SCREENING, Role.INTAKE, Role.SYSADMIN)}  # fmt: skip
    assert seen == {Role.WRITER: {row.pk, sent.pk}, Role.BUREAU_LEADER: {row.pk, sent.pk}, Role.SCREENING: {sent.pk},
                    Role.INTAKE: set(), Role.SYSADMIN: set()}  # fmt: skip


def test_the_database_refuses_a_signature_without_a_paper():
    row = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDocument.objects.filter(pk=row.pk).update(signed_on=DAY, signed_by=person(Role.BUREAU_LEADER))
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficialDocument.objects.filter(pk=row.pk).update(dropped_on=DAY)


def test_the_pages_from_draft_to_signature():
    client = Client()
    client.force_login(person(Role.WRITER), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with clock.on_day(DAY):
        lacking = client.post(
            reverse(LEDGER.url("new")),
            {"form_key": str(uuid.uuid4()), "kind": "circular", **WORDS, "recipient": ""},
        )
        assert "请填写主送机关" in lacking.content.decode()
        assert "全县登记412件次" in lacking.content.decode(), "what was typed is kept"
        row = draft()
        record = reverse(LEDGER.url("record"), args=[row.pk])
        assert WORDS["heading"] in client.get(record).content.decode()
        leader = Client()
        leader.force_login(person(Role.BUREAU_LEADER), backend=settings.AUTHENTICATION_BACKENDS[-1])
        step = reverse(LEDGER.url("step"), args=[row.pk, "sign"])
        assert client.post(step, {"form_key": str(uuid.uuid4())}).status_code == 403
        assert leader.post(step, {"form_key": str(uuid.uuid4()), "version": "1"}).status_code == 302
        again = leader.post(step, {"form_key": str(uuid.uuid4()), "version": "2"})
        assert again.status_code == 409
        paper = reverse(
            LEDGER.url("paper"), args=[row.pk, OfficialDocument.objects.get(pk=row.pk).paper_id, "pdf"]
        )
        assert leader.get(paper).content.startswith(b"%PDF")
