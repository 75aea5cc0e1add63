"""On the case page: mediation offered and how it stands, 三到位, relief, a letter that worries (``cases.beside``)."""

from typing import Any

from django.urls import reverse

from cases import beside, in_place, policies
from cases.beside import Panel, View
from cases.mediation_ledger import MEDIATION_LEDGER, court_row, manner
from cases.models import Attention, Mediation, Relief
from cases.models.mediation import MEDIATION_AGREED, MEDIATION_OPEN
from cases.presenting import short
from cases.reading import File, works_on_files
from cases.relief_ledger import RELIEF_LEDGER, result
from law.terms import HandlingRole, HandlingState, MediationState

#: States in which an opinion stands and its parts can be read.
ANSWERED = frozenset({HandlingState.SIGNED, HandlingState.SERVED, HandlingState.CONCLUDED})
#: The next step of a mediation, by its state.
NEXT_STEP = {
    MediationState.HANDED_OVER: (
        "consent",
        "登记双方同意",
        "征得双方同意才调解；不同意的登记终止，本件照常办理。",
    ),
    MediationState.CONSENTED: ("agree", "登记调解结果", "谈成的出具协议书；没有谈成的登记终止。"),
}


def register() -> None:
    """Stand beside every file."""
    beside.register("mediation", offers=_offers, panels=_mediations,
                    tables={"mediation": lambda case: Mediation.objects.filter(case=case)})  # fmt: skip
    beside.register("in_place", panels=_in_place)
    beside.register(
        "relief", panels=_reliefs, tables={"relief": lambda case: Relief.objects.filter(case=case)}
    )
    beside.register("attention", panels=_attention,
                    tables={"attention": lambda case: Attention.objects.filter(petition__filed_as=case)})  # fmt: skip


def _rows(file: File) -> list[Mediation]:
    """The mediations of the file this person may see, looked up once."""
    found: list[Mediation] | None = file.__dict__.get("mediations")
    if not beside.has(file, "mediation"):
        return []
    if found is None:
        rows = Mediation.objects.visible_to(file.user).filter(case=file.case)
        found = file.__dict__["mediations"] = list(rows)
    return found


def _offers(file: File) -> list[View]:
    handling = file.focus.handling
    if handling is None or file.focus.ended or not policies.may(file.user, "hand_to_mediation", handling):
        return []
    going = next(
        (row for row in _rows(file) if row.handling_id == handling.pk and row.state in MEDIATION_OPEN), None
    )
    if going:
        step, label, follows = NEXT_STEP[MediationState(going.state)]
        href = reverse(MEDIATION_LEDGER.url("step"), args=[going.pk, step])
        return [beside.allowed(label, href, follows, "hand_to_mediation", waits=True)]
    agreed = any(row.handling_id == handling.pk and row.state in MEDIATION_AGREED for row in _rows(file))
    if agreed or handling.role != HandlingRole.LEAD or policies.not_mediable(handling):
        return []
    href = reverse("cases:act", args=[file.case.number, handling.pk, "hand_to_mediation"])
    return [
        beside.allowed(
            "引导调解、和解", href, "双方都同意才调解；不停 60 日，随时可以退出。", "hand_to_mediation"
        )
    ]


def _mediations(file: File) -> list[Panel]:
    rows: list[dict[str, Any]] = []
    for row in _rows(file)[:3]:
        address = reverse(MEDIATION_LEDGER.url("record"), args=[row.pk])
        rows.append(
            {"label": manner(row), "value": MediationState(row.state).label, "url": address, "link": "打开"}
        )
        if row.perform_by and row.state in {MediationState.AGREED, MediationState.NOT_PERFORMED}:
            rows.append({"label": "履行期限", "value": f"最迟 {short(row.perform_by)}"})
        court = court_row(row, file.today)
        if court:
            rows.append(court)
    return [Panel("调解、和解", rows, qualifier="不停任何期限")] if rows else []


def _in_place(file: File) -> list[Panel]:
    """三到位 of the opinion in focus."""
    handling, opinion = file.focus.handling, file.opinion
    if handling and opinion is None and handling.state in ANSWERED:
        opinion = policies.standing_opinion(handling)
    if opinion is None or not works_on_files(file.user):
        return []
    return [Panel("三到位", in_place.parts(opinion), qualifier="意见书里写明的，条例第27条")]


def _reliefs(file: File) -> list[Panel]:
    if not beside.has(file, "relief"):
        return []
    rows = Relief.objects.visible_to(file.user).filter(case=file.case)[:5]
    address = RELIEF_LEDGER.url("record")
    shown = [
        {"label": f"{row.label}　{short(row.applied_on)}", "value": f"{row.body}：{result(row)}",
         "url": reverse(address, args=[row.pk]), "link": "打开"}
        for row in rows
    ]  # fmt: skip
    return [Panel("帮扶救助", shown, qualifier="不影响办结")]


def _attention(file: File) -> list[Panel]:
    """While it stands, for who works on the file; nothing of it afterwards."""
    if not works_on_files(file.user) or not beside.has(file, "attention"):
        return []
    rows = Attention.objects.standing(file.today).filter(petition=file.case.own_petition)
    row = rows.select_related("talked_by").first()
    if row is None:
        return []
    talked = (
        f"{row.talked_by.name} {short(row.talked_on)} 已接谈"
        if row.talked_by and row.talked_on
        else "请专人接谈"
    )
    shown: list[dict[str, Any]] = [{"label": "安全关注", "value": talked}]
    if policies.may(file.user, "record_reception_talk", file.case):
        act = "close_attention" if row.talked_on else "record_reception_talk"
        shown[0] |= {"url": reverse("cases:case_act", args=[file.case.number, act]),
                     "link": "结束" if row.talked_on else "记下接谈"}  # fmt: skip
        if not row.talked_on:
            shown.append({"label": "标错了", "value": "没有这种情形", "link": "结束",
                          "url": reverse("cases:case_act", args=[file.case.number, "close_attention"])})  # fmt: skip
    return [Panel("请专人接谈", shown, qualifier="只属于这封信，结束即消失")]
