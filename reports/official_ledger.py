"""公文 as a ledger: drafts to sign, what was sent."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms

from cases.forms.acts import line, one_of, text
from cases.ledgers.spec import (
    Cell,
    Ledger,
    Line,
    Pairs,
    RecordForm,
    RecordSubject,
    Section,
    Step,
    View,
)
from documents.layouts.tables import cells_of, is_row
from documents.models import Paper
from law.terms import PaperKind
from organizations.models import User
from organizations.roles import Permission
from reports import official
from reports.official import OfficialDocument


class RevisionForm(RecordForm):
    heading = line("标题", "例：关于2026年10月全县信访工作情况的通报", most=50)
    recipient = line("主送机关", "例：各乡镇人民政府、街道办事处，县直各部门", most=120)
    body = text(
        "正文",
        "一段一行；「一、」「（一）」开头的短行作标题；「| 单位 | 件数 |」这样的几行连着写，印成表。",
        most=12000,
    )
    attachments = text("附件清单", "一行一件，没有的不填。", required=False, most=600)
    copy_to = line("抄送", required=False, most=120)


class DraftForm(RevisionForm):
    kind = one_of(
        "种类",
        [(kind.value, kind.label) for kind in official.KINDS],
        "通报发下级和同级；报告是上行文，印签发人姓名。",
    )

    field_order = ("kind", "heading", "recipient", "body", "attachments", "copy_to")


class ConfirmForm(RecordForm):
    """Nothing to write: the page says what follows."""


class ReasonForm(RecordForm):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": "请填写理由"})  # fmt: skip


WORDS = ("heading", "recipient", "body", "attachments", "copy_to")


def _draft(subject: RecordSubject, data: dict[str, Any]) -> OfficialDocument:
    return official.draft(
        by=subject.user, on=subject.today, kind=data["kind"], **{name: data[name] for name in WORDS}
    )


def _revise(subject: RecordSubject, data: dict[str, Any]) -> OfficialDocument:
    return official.revise(
        subject.row, by=subject.user, on=subject.today, **{name: data[name] for name in WORDS}
    )


def _initial(subject: RecordSubject) -> dict[str, Any]:
    return {name: getattr(subject.row, name) for name in WORDS}


def _label(row: OfficialDocument) -> str:
    return PaperKind(row.kind).label


def _state(row: OfficialDocument) -> str:
    if row.paper and row.paper.voided_on:
        return f"{row.paper.voided_on} 作废"
    if row.signed_on:
        return f"{row.signed_on} 签发"
    return f"{row.dropped_on} 决定不发" if row.dropped_on else "待签发"


def _line(row: OfficialDocument, user: User, today: date) -> Line:
    number = row.paper.number if row.paper else "未编号"
    return Line(what=row.heading, why=f"{_label(row)}　主送：{row.recipient}",
                cells=(Cell(number), Cell(_state(row), row.drafted_by.name)), done=f"{row.signed_on or row.drafted_on:%m-%d}")  # fmt: skip


def _facts(row: OfficialDocument, user: User) -> Pairs:
    found: Pairs = [
        {"label": "种类", "value": _label(row)},
        {"label": "主送机关", "value": row.recipient},
        {"label": "拟稿", "value": f"{row.drafted_by.name}　{row.drafted_on}"},
        {"label": "状态", "value": _state(row)},
    ]
    if row.paper:
        found.insert(1, {"label": "文号", "value": row.paper.number})
    if row.paper and row.paper.voided_on:
        found.append({"label": "作废的理由", "value": row.paper.void_reason})
    if row.dropped_on:
        found.append({"label": "不发的理由", "value": row.dropped_reason})
    return found


def _sections(row: OfficialDocument, user: User) -> list[Section]:
    """The body as it will be printed: words, and lines between bars as tables."""
    found: list[Section] = []
    for table, lines in groupby(row.body.splitlines(), key=is_row):
        text = "\n".join(lines)
        if table:
            head, *body = cells_of(text)
            found.append(Section("表", head=head, body=body))
        elif text.strip():
            found.append(Section("正文" if not found else "正文（续）", words=text))
    return found


def _papers(row: OfficialDocument, user: User) -> list[Paper]:
    return [row.paper] if row.paper else []


def _void_blockers(row: OfficialDocument, on: date) -> list[str]:
    return ["已经作废"] if row.paper and row.paper.voided_on else []


LEDGER = Ledger(
    slug="official", unit="份",
    title="公文",
    space="reports",
    permissions=(Permission.WRITE_REPORTS, Permission.SIGN_ASSIGNMENT, Permission.SEE_FIGURES),
    rows=lambda user: OfficialDocument.objects.visible_to(user).select_related("paper", "drafted_by"),
    what="公文",
    heads=("文号", "状态"),
    views=(
        View("open", "待签发", lambda rows, today: rows.filter(signed_on=None, dropped_on=None)),
        View("signed", "已签发", lambda rows, today: rows.filter(signed_on__isnull=False)),
        View("all", "全部"),
    ),
    line=_line,
    title_of=lambda row: row.heading,
    facts=_facts,
    sections=_sections,
    papers=_papers,
    note="通报、报告按 GB/T 9704 的文件格式印制；文号在签发时取，数字要与已冻结的报表一致。不写信访人姓名。",
    empty="没有公文。",
    new=Step("new", "拟一份公文", "存为草稿，由局领导签发。", "条例第41条", DraftForm, _draft,
             lambda user, row: official.may_draft(user), button="存为草稿", doer="统计报告员"),
    steps=(
        Step("sign", "签发", "取文号、定稿，不能再改。", "条例第41条", ConfirmForm,
             lambda subject, data: official.sign(subject.row, by=subject.user, on=subject.today),
             lambda user, row: official.may_sign(user), lambda row, on: official.blockers(row),
             shows=lambda subject: [{"label": "标题", "value": subject.row.heading},
                                    {"label": "主送机关", "value": subject.row.recipient},
                                    {"label": "正文", "value": subject.row.body}],
             button="签发公文", doer="信访局领导"),
        Step("revise", "改稿", "签发以前可以改。", "", RevisionForm, _revise, lambda user, row: official.may_draft(user),
             lambda row, on: official.blockers(row), initial=_initial, button="存为草稿", main=False, doer="统计报告员"),
        Step("drop", "不发", "草稿留着，写明理由，不取文号。", "", ReasonForm,
             lambda subject, data: official.drop(subject.row, by=subject.user, on=subject.today, reason=data["reason"]),
             lambda user, row: (official.may_draft(user) or official.may_sign(user)) and row.signed_on is None,
             lambda row, on: official.blockers(row), main=False, doer="统计报告员、信访局领导"),
        Step("void", "作废", "文号保留，登记簿上写明理由。", "", ReasonForm,
             lambda subject, data: official.void(subject.row, by=subject.user, on=subject.today, reason=data["reason"]),
             lambda user, row: official.may_sign(user) and row.paper is not None, _void_blockers, main=False,
             doer="信访局领导"),
    ),
)  # fmt: skip
