"""文书送达: every paper to a petitioner, whether it was served, how and when; and the acts that serve, correct or void it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from cases import actions, policies
from cases.actions.service import ANSWERS, AT_ONCE, owes_service, void_blockers
from cases.forms.acts import SERVICE_CONDITIONS, DayInput, day, line, one_of, text
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
from cases.models import CasePaper, PaperService, Petitioner, Service
from cases.models.handling import Delivery
from cases.presenting import short
from documents.models import Paper
from law.terms import PaperKind, ServiceMethod, ThroughGround
from organizations.models import User
from organizations.roles import Permission

_STANDING = PaperService.objects.filter(paper=OuterRef("pk"), annulled_on=None)
_OWED = Q(to_petitioner=True, paper__voided_on=None) & ~Q(kind__in=[*ANSWERS, *AT_ONCE])


def rows_for(user: User) -> "QuerySet[CasePaper]":
    """The papers to petitioners that a person may open, with their services; none of an accusation."""
    rows = CasePaper.objects.visible_to(user).ordinary().filter(to_petitioner=True).exclude(kind__in=AT_ONCE)
    services = PaperService.objects.select_related("petitioner", "recorded_by", "annulled_by").order_by("pk")
    return (
        rows.select_related("case", "paper__organ", "paper__signed_by", "handling__unit")
        .defer("paper__content_sealed", "paper__docx_sealed", "paper__pdf_sealed")
        .prefetch_related(Prefetch("services", services))
    )


def owed(rows: Any, today: date) -> Any:
    """Not sent to anybody yet."""
    return rows.filter(_OWED, ~Exists(_STANDING))


def on_the_way(rows: Any, today: date) -> Any:
    return rows.filter(_OWED, Exists(_STANDING.filter(served_on=None)))


def served(rows: Any, today: date) -> Any:
    return rows.filter(_OWED, Exists(_STANDING.filter(served_on__isnull=False)))


def voided(rows: Any, today: date) -> Any:
    return rows.filter(paper__voided_on__isnull=False)


def standing(row: CasePaper) -> list[PaperService]:
    """The entries that count; from the prefetched rows."""
    return [each for each in row.services.all() if each.annulled_on is None]


def status_of(row: CasePaper) -> str:
    """How a paper stands with its petitioner, in few words; empty where it owes no service of its own."""
    if not owes_service(row):
        return ""
    entries = standing(row)
    if not entries:
        return "未送达"
    way = ServiceMethod(entries[-1].method).label
    days = [each.served_on for each in entries if each.served_on]
    people = f"，{len(entries)}人" if len(entries) > 1 else ""
    if not days:
        return f"{short(entries[-1].sent_on)} {way}发出，待回执{people}"
    return f"{short(max(days))} {way}{people}"


def _line(row: CasePaper, user: User, today: date) -> Line:
    status = "已作废" if row.paper.voided_on else status_of(row) or "随意见登记送达"
    return Line(
        what=f"{row.get_kind_display()}　{row.paper.number}",
        why=row.case.title,
        cells=(Cell(status), Cell(row.paper.organ.short_name)),
        due_on=row.on,
    )


def _facts(row: CasePaper, user: User) -> Pairs:
    paper = row.paper
    found = [
        {"label": "文号", "value": paper.number or "无文号"},
        {"label": "发文机关", "value": paper.organ.name},
        {"label": "成文日期", "value": f"{row.on}"},
        {"label": "送达", "value": status_of(row) or "随意见在承办页面登记"},
    ]
    if paper.voided_on:
        found.append({"label": "作废", "value": f"{paper.voided_on}：{paper.void_reason}"})
    return found


def _words(entry: Delivery) -> str:
    parts = [entry.proof]
    if entry.witness:
        parts.append(f"见证人：{entry.witness}")
    if entry.refused:
        parts.append("拒收")
    if entry.through_ground:
        parts.append(f"{ThroughGround(entry.through_ground).label}：{entry.through}")
    if entry.cause:
        parts.append(entry.cause)
    return "；".join(parts)


def _standing_words(entry: Delivery) -> str:
    if entry.annulled_on:
        return f"{'退件' if entry.returned else '已更正'}（{short(entry.annulled_on)}）：{entry.annul_reason}"
    return f"{entry.served_on} 送达" if entry.served_on else "待回执"


def _sections(row: CasePaper, user: User) -> list[Section]:
    if PaperKind(row.kind) in ANSWERS and row.handling_id:
        answers = Service.objects.filter(handling_id=row.handling_id).select_related("recorded_by")
        body: list[list[Any]] = [
            ["本人", ServiceMethod(each.method).label, f"{each.sent_on}", _standing_words(each), _words(each)]
            for each in answers
        ]
    else:
        body = [
            [each.petitioner.masked_name if each.petitioner else "信访人", ServiceMethod(each.method).label,
             f"{each.sent_on}", _standing_words(each), _words(each)]
            for each in row.services.all()
        ]  # fmt: skip
    conditions = [{"label": method.label, "value": words} for method, words in SERVICE_CONDITIONS.items()]
    return [
        Section("送达登记", qualifier="只追加，有误的更正后重新登记",
                head=("受送达人", "方式", "发出", "结果", "凭据"), body=body),
        Section("六种方式和送达日", pairs=conditions),
    ]  # fmt: skip


def _paper(row: CasePaper, user: User) -> list[Paper]:
    return [row.paper]


# --- the forms ---------------------------------------------------------------------------------------------------


class ServePaperForm(RecordForm):
    petitioner = forms.ChoiceField(label="受送达人", error_messages={"required": "请选择受送达人"})
    method = one_of("送达方式", ServiceMethod.choices())
    on = day("发出日", "交出、投邮、发出公告的那一天。")
    served_on = day("送达日", "邮寄、转交、电子的按回执填；没有回执的先不填。", required=False)
    proof = line("送达凭据", "回证签收、快递单号、到达回执、公告张贴处等。")
    witness = line("见证人", "留置送达必须填写。", required=False, most=60)
    refused = forms.BooleanField(label="拒收", required=False)
    cause = text(
        "拒收或公告的事由和经过",
        "公告送达必须写明下落不明或其他方式为什么无法送达。",
        required=False,
        most=300,
    )
    through_ground = forms.ChoiceField(
        label="转交事由", required=False, choices=[("", "不是转交"), *ThroughGround.choices()]
    )
    through = line("转交机关和经手人", "转交送达必须填写。", required=False, most=100)
    why_backdated = line("补录理由", "发出日早于今天的才填。", required=False)

    def prepare(self) -> None:
        self.people = {str(row.pk): row for row in _people(self.subject.row)}
        self.fields["petitioner"].choices = [  # type: ignore[attr-defined]
            (pk, f"{row.masked_name}{'（代表）' if row.representative else ''}{_served_through(row)}")
            for pk, row in self.people.items()
        ]
        self.fields["on"].initial = self.subject.today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["petitioner"] = self.people.get(str(cleaned.get("petitioner")))
        method = cleaned.get("method")
        if method == ServiceMethod.LEFT and not cleaned.get("witness", "").strip():
            self.add_error("witness", "留置送达请写明见证人（基层组织或单位代表），或注明已拍照录像")
        if method == ServiceMethod.THROUGH and not cleaned.get("through", "").strip():
            self.add_error("through", "转交送达请写明转交的机关和经手人")
        if method == ServiceMethod.PUBLIC and not cleaned.get("cause", "").strip():
            self.add_error("cause", "公告送达请写明原因和经过")
        on = cleaned.get("on")
        if on and on < self.subject.today and not cleaned.get("why_backdated", "").strip():
            self.add_error("why_backdated", "发出日早于今天，请写明补录理由和能证明日期的材料")
        return cleaned


class PaperArrivalForm(RecordForm):
    served_on = forms.DateField(label="送达日", help_text="回执载明的收件日。", widget=DayInput(),
                                error_messages={"required": "请填写送达日", "invalid": "送达日应写成 2026-03-02 这样的日期"})  # fmt: skip
    proof = line("回执", "单号、签收人。", required=False)


class AnnulForm(RecordForm):
    returned = one_of("是哪一种", [("yes", "邮件退回，没有送达"), ("no", "登记有误，要更正")])
    reason = text("理由", "退回的原因，或者原来登记的什么不对、凭什么材料更正。", most=200)


class VoidForm(RecordForm):
    reason = text("作废的理由", "文号保留，登记簿上写明理由，不再使用。", most=200)
    again = forms.BooleanField(label="重新出具：同样的文字，以新的文号、今天的日期", required=False)


# --- the steps ---------------------------------------------------------------------------------------------------


def _served_through(row: Petitioner) -> str:
    """An agent with written authority may sign in the person's place."""
    return f"，可由代理人{row.masked_agent}签收" if row.agent_sealed and row.agent_authorised else ""


def _people(row: CasePaper | None) -> list[Petitioner]:
    """Those who petitioned and have no standing entry yet, to whom the paper is addressed first."""
    if row is None:
        return []
    done = {each.petitioner_id for each in standing(row)}
    people = [
        each for each in Petitioner.objects.filter(petition=row.case.own_petition) if each.pk not in done
    ]
    return sorted(people, key=lambda each: (each.pk != row.petitioner_id, each.order))


def _may(act: str) -> Any:
    return lambda user, row: row is not None and policies.may(user, act, row) and owes_service(row)


def _is_answer(row: CasePaper) -> bool:
    return PaperKind(row.kind) in ANSWERS and row.handling is not None


def _waiting(row: CasePaper) -> PaperService | None:
    return next((each for each in standing(row) if each.served_on is None), None)


def _serve_blockers(row: CasePaper, on: date) -> list[str]:
    return [] if _people(row) else ["每位信访人都已登记送达"]


def _arrival_blockers(row: CasePaper, on: date) -> list[str]:
    return [] if _waiting(row) else ["没有等待回执的送达"]


def _annul_blockers(row: CasePaper, on: date) -> list[str]:
    if _is_answer(row):
        return policies.blockers(row.handling, "annul_service", on=on)  # type: ignore[arg-type]
    return [] if standing(row) else ["没有可以更正的送达登记"]


def _serve(subject: RecordSubject, data: dict[str, Any]) -> Any:
    names = ("method", "served_on", "proof", "petitioner", "witness", "refused", "cause", "through_ground", "through",
             "why_backdated")  # fmt: skip
    actions.serve_paper(subject.row, by=subject.user, on=data["on"], **{name: data[name] for name in names})
    return subject.row


def _arrive(subject: RecordSubject, data: dict[str, Any]) -> Any:
    waiting = _waiting(subject.row)
    if waiting is None:
        raise policies.NotLawfulNow("送达日已经登记")
    actions.confirm_paper_arrival(
        waiting, by=subject.user, on=subject.today, served_on=data["served_on"], proof=data["proof"]
    )
    return subject.row


def _annul(subject: RecordSubject, data: dict[str, Any]) -> Any:
    returned, reason = data["returned"] == "yes", data["reason"]
    if _is_answer(subject.row):
        actions.annul_service(
            subject.row.handling, by=subject.user, on=subject.today, reason=reason, returned=returned
        )
        return subject.row
    entries = standing(subject.row)
    if not entries:
        raise policies.NotLawfulNow("没有可以更正的送达登记")
    actions.annul_paper_service(
        entries[-1], by=subject.user, on=subject.today, reason=reason, returned=returned
    )
    return subject.row


def _may_annul(user: User, row: CasePaper | None) -> bool:
    if row is None:
        return False
    if _is_answer(row):
        return policies.may(user, "annul_service", row.handling)
    return _may("annul_paper_service")(user, row) and bool(standing(row))


def _void(subject: RecordSubject, data: dict[str, Any]) -> Any:
    made = actions.void_paper(
        subject.row, by=subject.user, on=subject.today, reason=data["reason"], again=data["again"]
    )
    return made or subject.row


LEDGER = Ledger(
    slug="papers-service", unit="份",
    title="文书送达",
    space="cases",
    permissions=(Permission.REGISTER, Permission.COUNTERSIGN),
    rows=rows_for,
    what="文书",
    heads=("送达", "发文机关"),
    views=(
        View("owed", "欠送达", owed, newest_first=False),
        View("way", "已发出，待回执", on_the_way, newest_first=False),
        View("served", "已送达", served),
        View("void", "已作废", voided),
        View("all", "全部"),
    ),
    line=_line,
    title_of=lambda row: f"{row.get_kind_display()} {row.paper.number}".strip(),
    facts=_facts,
    sections=_sections,
    papers=_paper,
    note="处理意见书、答复书在承办页面登记送达，复查申请期从那里起算；其他给信访人的文书在这里登记。",
    empty="没有这样的文书。",
    steps=(
        Step("serve", "登记送达", "登记怎样发出、凭什么、哪天送达，并出送达回证。", "条例第23条", ServePaperForm, _serve,
             _may("serve_paper"), _serve_blockers, button="登记送达", doer="出具单位",
             shows=lambda subject: [{"label": method.label, "value": words} for method, words in SERVICE_CONDITIONS.items()]),
        Step("arrive", "登记送达日", "回执载明的收件日为送达日。", "条例第23条", PaperArrivalForm, _arrive,
             lambda user, row: _may("confirm_paper_arrival")(user, row) and _waiting(row) is not None,
             _arrival_blockers, button="登记送达日", doer="出具单位"),
        Step("annul", "退件、更正", "原来的登记保留并写明理由，然后重新送达。", "", AnnulForm, _annul, _may_annul,
             _annul_blockers, main=False, doer="出具单位"),
        Step("void", "作废", "文号保留，登记簿上写明理由；履行告知义务的文书只能重新出具。", "", VoidForm, _void,
             lambda user, row: row is not None and policies.may(user, "void_paper", row),
             lambda row, on: void_blockers(row), main=False, doer="出具单位负责人"),
    ),
)  # fmt: skip


def address_of(row: CasePaper) -> str:
    """The page of one paper's service."""
    return reverse(LEDGER.url("record"), args=[row.pk])
