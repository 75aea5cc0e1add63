"""Who gets word of which act: numbers and acts only, never a name or content (design D15)."""

from datetime import date

from django.urls import reverse

from cases.models import (
    Case,
    CaseEvent,
    CounselRequest,
    Deadline,
    Extension,
    Handling,
    Objection,
    Proposal,
    RepeatLink,
    Withdrawal,
)
from law.terms import ClaimWay, HandlingRole, Role
from notifications.outbox import word
from organizations.models import Unit, User


def _people(unit: Unit, *roles: str) -> list[int]:
    return list(User.objects.filter(unit=unit, role__in=roles, is_active=True).values_list("pk", flat=True))


def _bureau(*roles: str) -> list[int]:
    return list(
        User.objects.filter(unit__kind="bureau", role__in=roles, is_active=True).values_list("pk", flat=True)
    )


def _tell(key: str, to: list[int], text: str, case: Case, *, on: date) -> None:
    if case.in_compartment:
        return  # the cleared look into the compartment; no word leaves it (条例第30条第3款)
    word(key, to, f"{case.number}：{text}", on=on, url=reverse("cases:detail", args=[case.number]))


def repeat_to_confirm(link: RepeatLink, *, on: date) -> None:
    case = link.petition.filed_as
    _tell(
        f"repeat:{link.pk}",
        _bureau(Role.SCREENING),
        "登记员提请并入原件，请核对确认；确认前本件期限照走",
        case,
        on=on,
    )


def withdrawal_to_verify(row: Withdrawal, *, on: date) -> None:
    to = [pk for pk in _bureau(Role.SCREENING) if pk != row.reported_by_id]
    _tell(f"withdrawal:{row.pk}", to, "信访人提出撤回，请向本人核实是否自愿", row.case, on=on)


def withdrawn(row: Withdrawal, *, on: date) -> None:
    for handling in Handling.objects.filter(claim__in=row.claims.all()).select_related("unit"):
        to = _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)
        _tell(
            f"withdrawn:{row.pk}:{handling.pk}", to, "信访人撤回，经核实确系自愿，办理终止", row.case, on=on
        )


def supplemented(event: CaseEvent, *, on: date) -> None:
    to = [pk for handling in _live(event.case) for pk in _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)]
    _tell(
        f"supplement:{event.pk}", sorted({*to} - {event.by_id}), "信访人补充了材料，请查看", event.case, on=on
    )


def urged(event: CaseEvent, owing: list[Deadline], *, on: date) -> None:
    """Those whose turn it is; nobody learns more than that the petitioner asked."""
    to: set[int] = set()
    for row in owing:
        to |= set(
            _bureau(Role.SCREENING) if row.unit.is_bureau else _people(row.unit, Role.HANDLER, Role.UNIT_HEAD)
        )
    _tell(f"urged:{event.pk}", sorted(to), "信访人催办，请按期办理并告知进展", event.case, on=on)


def _live(case: Case) -> list[Handling]:
    return list(Handling.objects.live().filter(claim__case=case).select_related("unit"))


def arrived(handling: Handling, *, on: date) -> None:
    if handling.role == HandlingRole.ASSISTING:
        text = "请会办：向主办单位提出会办意见"
    else:
        text = f"{'交办' if handling.assigned else '转送'}到达，请在期限内书面告知或提出异议"
    to = _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)
    _tell(f"arrived:{handling.pk}", to, text, handling.claim.case, on=on)


def proposal(row: Proposal, *, on: date) -> None:
    label = ClaimWay(row.way).label
    if row.handling is not None:
        to = _people(row.handling.unit, Role.UNIT_HEAD)
    elif not row.claim.case.receiving_unit.is_bureau:
        to = _people(row.claim.case.receiving_unit, Role.UNIT_HEAD)
    elif row.way == ClaimWay.ASSIGN:
        to = _bureau(Role.BUREAU_LEADER)
    else:
        to = [pk for pk in _bureau(Role.BUREAU_LEADER, Role.SCREENING) if pk != row.proposed_by_id]
    _tell(f"proposal:{row.pk}", to, f"提请审签「{label}」", row.claim.case, on=on)


def proposal_refused(row: Proposal, *, on: date) -> None:
    _tell(
        f"refused:{row.pk}",
        [row.proposed_by_id],
        "提请审签的处理方式被退回，请重新甄别",
        row.claim.case,
        on=on,
    )


def counsel_asked(row: CounselRequest, *, on: date) -> None:
    _tell(f"counsel:{row.pk}", [row.counsel_id], "请您提出法律意见", row.case, on=on)


def counsel_answered(row: CounselRequest, *, on: date) -> None:
    _tell(f"counselled:{row.pk}", [row.asked_by_id], "律师意见已经提交", row.case, on=on)


def presumed(handling: Handling, *, on: date) -> None:
    to = _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)
    owed = (
        "已推定受理，60 日已经起算"
        if handling.notice_exempt
        else "没有书面告知，已推定受理，60 日已经起算；告知书仍须补发"
    )
    _tell(f"presumed:{handling.pk}", to, f"满十五日，{owed}", handling.claim.case, on=on)


def objected(row: Objection, *, on: date) -> None:
    _tell(f"objection:{row.pk}", _bureau(Role.SCREENING), f"{row.handling.unit.short_name}提出异议，请核实",
          row.handling.claim.case, on=on)  # fmt: skip


def objection_decided(row: Objection, *, on: date) -> None:
    to = _people(row.handling.unit, Role.HANDLER, Role.UNIT_HEAD)
    text = "异议成立，同意退回" if row.upheld else "异议不成立，请继续办理（15 日没有停）"
    _tell(f"objection-decided:{row.pk}", to, text, row.handling.claim.case, on=on)


def extension_asked(handling: Handling, days: int, *, on: date) -> None:
    _tell(f"extension-asked:{handling.pk}:{on}", _people(handling.unit, Role.UNIT_HEAD),
          f"经办人申请延期 {days} 日，请在届满日前决定", handling.claim.case, on=on)  # fmt: skip


def extended(row: Extension, due: date, *, on: date) -> None:
    text = f"已延期 {row.days} 日，至 {due}" if row.in_time else f"届满后补批延期 {row.days} 日，仍按逾期计"
    to = _people(row.handling.unit, Role.HANDLER)
    _tell(f"extended:{row.pk}", to, text, row.handling.claim.case, on=on)


def opinion_signed(handling: Handling, *, on: date) -> None:
    _tell(f"signed:{handling.pk}:{handling.version}", _people(handling.unit, Role.HANDLER),
          "处理意见已签发，请送达并登记回证", handling.claim.case, on=on)  # fmt: skip


def awaiting_check(handling: Handling, *, on: date) -> None:
    _tell(f"check:{handling.pk}:{handling.version}", _bureau(Role.SCREENING),
          f"{handling.unit.short_name}已送达，待审核认定办结", handling.claim.case, on=on)  # fmt: skip


def sent_back(handling: Handling, *, on: date) -> None:
    to = _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)
    _tell(f"sent-back:{handling.pk}:{handling.version}", to, "审核不合格，退回重办；办理期限没有停",
          handling.claim.case, on=on)  # fmt: skip


def closed(case: Case, *, on: date) -> None:
    if case.own_petition.registered_by_id:
        _tell(
            f"closed:{case.pk}:{case.version}",
            [case.own_petition.registered_by_id],
            "事项已经办结",
            case,
            on=on,
        )
