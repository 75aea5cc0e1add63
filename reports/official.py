"""公文: 通报 and 报告, drafted by the report writer, signed and numbered by the bureau's leader (domain §5.1, §8)."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit import chain
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from documents.models import Paper
from law.terms import PaperKind
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission

#: What may be drafted here.
KINDS = (PaperKind.CIRCULAR, PaperKind.WORK_REPORT)


class OfficialDocumentQuerySet(models.QuerySet["OfficialDocument"]):
    def visible_to(self, user: User) -> "OfficialDocumentQuerySet":
        """The bureau's writers and leaders; what is signed also the others who see the county's figures."""
        if user.in_bureau and (user.can(Permission.WRITE_REPORTS) or user.can(Permission.SIGN_ASSIGNMENT)):
            return self.all()
        return self.filter(signed_on__isnull=False) if user.can(Permission.SEE_FIGURES) else self.none()


class OfficialDocument(models.Model):
    """One 通报 or 报告 about the work as a whole; its figures are those of the reports, it names no petitioner."""

    kind = models.CharField("种类", max_length=30)
    heading = models.CharField("标题", max_length=60)
    recipient = models.CharField("主送机关", max_length=200)
    body = models.TextField("正文")
    attachments = models.TextField("附件清单", blank=True)
    copy_to = models.CharField("抄送", max_length=200, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_on = models.DateField("拟稿日")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_on = models.DateField("签发日", null=True, blank=True)
    dropped_on = models.DateField("不发日", null=True, blank=True)
    dropped_reason = models.CharField("不发的理由", max_length=200, blank=True)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfficialDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "公文"
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signed_by__isnull=True, paper__isnull=True)
                | Q(signed_on__isnull=False, signed_by__isnull=False, paper__isnull=False),
                name="official_document_signed_has_its_paper",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True, dropped_reason="")
                | (Q(dropped_on__isnull=False, signed_on__isnull=True) & ~Q(dropped_reason="")),
                name="official_document_dropped_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


def may_draft(user: User) -> bool:
    return user.in_bureau and user.can(Permission.WRITE_REPORTS)


def may_sign(user: User) -> bool:
    return user.in_bureau and user.can(Permission.SIGN_ASSIGNMENT)


def blockers(row: OfficialDocument) -> list[str]:
    """Why a draft can no longer be changed or signed."""
    if row.signed_on:
        return [f"已于 {row.signed_on} 签发"]
    return [f"已于 {row.dropped_on} 决定不发"] if row.dropped_on else []


@action
def draft(
    *,
    by: User,
    on: date,
    kind: str,
    heading: str,
    recipient: str,
    body: str,
    attachments: str = "",
    copy_to: str = "",
) -> OfficialDocument:
    """拟稿."""
    _require(may_draft, by, "拟稿")
    if kind not in KINDS:
        raise NotLawfulNow("请选择通报或报告")
    row = OfficialDocument(kind=kind, drafted_by=by, drafted_on=on)
    _write(row, heading=heading, recipient=recipient, body=body, attachments=attachments, copy_to=copy_to)
    row.save()
    chain.record("draft_official_document", by=by, about=row)
    return row


@action
def revise(row: OfficialDocument, *, by: User, on: date, **words: str) -> OfficialDocument:
    """改稿, until it is signed."""
    _require(may_draft, by, "改稿")
    row = _open(row)
    _write(row, **words)
    row.version += 1
    row.save()
    chain.record("revise_official_document", by=by, about=row)
    return row


@action
def sign(row: OfficialDocument, *, by: User, on: date) -> OfficialDocument:
    """签发: the number is given, the words are frozen (GB/T 9704 文件格式)."""
    _require(may_sign, by, "签发公文")
    row = _open(row)
    fields = {
        "heading": row.heading, "recipient": row.recipient, "body": row.body, "copy_to": row.copy_to,
        "attachments": [line for line in row.attachments.splitlines() if line.strip()],
    }  # fmt: skip
    if row.kind == PaperKind.WORK_REPORT:
        fields["issuer"] = by.name
    row.signed_by, row.signed_on = by, on
    row.version += 1
    row.paper = issuing.issue(row.kind, organ=by.unit, fields={name: value for name, value in fields.items() if value},
                              on=on, by=by, signed=True)  # fmt: skip
    row.save()
    chain.record("sign_official_document", by=by, about=row)
    return row


@action
def drop(row: OfficialDocument, *, by: User, on: date, reason: str) -> OfficialDocument:
    """不发, with the reason; no number was taken."""
    if not may_sign(by):
        _require(may_draft, by, "决定不发")
    row = _open(row)
    if len(reason.strip()) < 4:
        raise NotLawfulNow("请写明不发的理由")
    row.dropped_on, row.dropped_reason = on, reason.strip()[:200]
    row.version += 1
    row.save()
    chain.record("drop_official_document", by=by, about=row, reason=reason.strip())
    return row


@action
def void(row: OfficialDocument, *, by: User, on: date, reason: str) -> OfficialDocument:
    """作废 what was signed: its number stays in the register with the reason (domain §3.7)."""
    _require(may_sign, by, "作废公文")
    row = OfficialDocument.objects.select_for_update().get(pk=row.pk)
    if row.paper is None:
        raise NotLawfulNow("还没有签发，没有文号可以作废；不发的请用「不发」")
    if row.paper.voided_on:
        raise NotLawfulNow(f"已于 {row.paper.voided_on} 作废")
    if len(reason.strip()) < 4:
        raise NotLawfulNow("请写明作废的理由，登记簿上要留")
    issuing.void(row.paper, reason.strip()[:200], on)
    row.version += 1
    row.save()
    chain.record("void_paper", by=by, about=row.paper, reason=reason.strip())
    return row


def _open(row: OfficialDocument) -> OfficialDocument:
    row = OfficialDocument.objects.select_for_update().get(pk=row.pk)
    reasons = blockers(row)
    if reasons:
        raise NotLawfulNow(*reasons)
    return row


def _write(row: OfficialDocument, **words: str) -> None:
    for name, label in (("heading", "标题"), ("recipient", "主送机关"), ("body", "正文")):
        if not words.get(name, "").strip():
            raise NotLawfulNow(f"请填写{label}")
    for name in ("heading", "recipient", "body", "attachments", "copy_to"):
        setattr(row, name, words.get(name, "").strip())


def _require(rule: Callable[[User], bool], by: User, what: str) -> None:
    if not rule(by):
        who = "统计报告员" if rule is may_draft else "信访局领导"
        raise NotYours(f"您的岗位不能「{what}」。此事由{who}办理。")
