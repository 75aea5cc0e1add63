"""Hearings on the page of a file: what may be done next, and how they stand."""

from typing import Any

from django.urls import reverse

from cases import beside, policies
from cases.beside import Panel, View
from cases.models import Handling
from cases.presenting import short
from cases.reading import File
from hearings import eligibility
from hearings.actions.base import state_blockers
from hearings.models import Evaluation, Hearing
from hearings.presenting import hours_of
from law.terms import HandlingRole, HandlingState, HearingOccasion, HearingOpinion, HearingState
from organizations.roles import Permission

S = HearingState
#: The next step of each state, and its button.
NEXT = {
    S.PROPOSED: ("approve_hearing", "决定是否听证"),
    S.APPROVED: ("draw_panel", "抽取评议人"),
    S.EMPANELLED: ("notify_hearing", "定听证时间"),
    S.POSTPONED: ("notify_hearing", "另定听证时间"),
    S.NOTICED: ("hold_hearing", "登记听证送达、笔录"),
    S.HELD: ("conclude_hearing", "登记听证结论"),
}


def stand() -> None:
    """Beside every file from now on."""
    beside.register("hearings", offers=offers, panels=panels, tables={
        "hearing": lambda case: Hearing.objects.filter(case=case),
        "evaluation": lambda case: Evaluation.objects.filter(case=case),
    })  # fmt: skip


def _rows(file: File) -> list[Hearing]:
    """The hearings of the file the person may see, newest first; read once for offers and panel."""
    found: list[Hearing] | None = getattr(file, "_hearings", None)
    if not beside.has(file, "hearing"):
        return []
    if found is None:
        related = ("handling__unit", "organ", "room__unit", "review__organ", "review__handling__claim__case")
        rows = Hearing.objects.visible_to(file.user).filter(case=file.case).select_related(*related)
        found = list(rows)
        file._hearings = found  # type: ignore[attr-defined]
    return found


def offers(file: File) -> list[View]:
    """The next step of each hearing that is the person's, then the proposal of a new one."""
    found = []
    for hearing in _rows(file):
        act, label = NEXT.get(HearingState(hearing.state), ("", ""))
        if act and policies.may(file.user, act, hearing) and not state_blockers(hearing, act):
            where = reverse("hearings:hearings_record", args=[hearing.pk])
            found.append(
                beside.allowed(
                    label,
                    where,
                    f"{HearingOccasion(hearing.occasion).label}：{S(hearing.state).label}。",
                    act,
                )
            )
    handling = file.focus.handling
    if handling and _worth_offering(file, handling):
        found += _propose(file, handling)
    if handling and handling.state == HandlingState.ACCEPTED and _may_evaluate(file, handling):
        where = f"{reverse('hearings:evaluations_new')}?case={file.case.number}"
        found.append(
            beside.allowed("登记评析", where, "比听证简便：专家意见只作参考，不停期限。", "record_evaluation")
        )
    return found


def _may_evaluate(file: File, handling: Handling) -> bool:
    """As the policy says, from what the page has read already."""
    user = file.user
    if user.in_bureau:
        return user.can(Permission.COUNTERSIGN)
    return user.can(Permission.HANDLE) and any(row.unit_id == user.unit_id for row in file.handlings)


def _worth_offering(file: File, handling: Handling) -> bool:
    """Where it can be or could never be: while the unit works, to the unit that works."""
    working = (
        handling.state in {HandlingState.ACCEPTED, HandlingState.STATUTORY}
        and handling.role == HandlingRole.LEAD
    )
    return working and policies.may(file.user, "propose_hearing", handling)


def _propose(file: File, handling: Handling) -> list[View]:
    live = any(row.handling_id == handling.pk and row.occasion == HearingOccasion.HANDLING
               and row.state not in {S.REFUSED, S.CONCLUDED, S.CANCELLED} for row in _rows(file))  # fmt: skip
    if live:
        return []
    why = eligibility.why_not(handling)
    if why:
        never = why.startswith("不能：")
        return [
            beside.refused(
                "提请听证",
                why.removeprefix("不能：").removeprefix("还不能："),
                "propose_hearing",
                never=never,
            )
        ]
    where = f"{reverse('hearings:hearings_new')}?handling={handling.pk}"
    return [
        beside.allowed("提请听证", where, "重大、复杂、疑难的可以听证；办理期限照走。", "propose_hearing")
    ]


def panels(file: File) -> list[Panel]:
    """One row for each hearing and evaluation."""
    found = []
    rows: list[dict[str, Any]] = [
        {"label": HearingOccasion(row.occasion).label, "value": _standing(row), "link": "打开",
         "url": reverse("hearings:hearings_record", args=[row.pk])}
        for row in _rows(file)
    ]  # fmt: skip
    if rows:
        found.append(Panel("听证", rows, qualifier="不停办理、复查期限"))
    if not beside.has(file, "evaluation"):
        return found
    evaluations = Evaluation.objects.visible_to(file.user).filter(case=file.case).select_related("organ")
    told: list[dict[str, Any]] = [
        {"label": short(row.on), "value": f"{row.organ.short_name}：{row.opinion[:40]}", "link": "打开",
         "url": reverse("hearings:evaluations_record", args=[row.pk])}
        for row in evaluations
    ]  # fmt: skip
    if told:
        found.append(Panel("案件评析", told, qualifier="只作参考"))
    return found


def _standing(row: Hearing) -> str:
    if row.state == S.CONCLUDED and row.concluded_on:
        return f"{HearingOpinion(row.finding).label}（{short(row.concluded_on)}）"
    return "，".join(filter(None, [S(row.state).label, hours_of(row)]))
