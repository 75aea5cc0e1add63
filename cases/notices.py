"""Who gets word of which act: numbers and acts only, never a name or content (design D15)."""

from datetime import date

from django.urls import reverse

from cases.models import (
    Attention,
    Case,
    CaseEvent,
    CounselRequest,
    Deadline,
    Dispute,
    Extension,
    Handling,
    Objection,
    Proposal,
    Recusal,
    RepeatLink,
    Review,
    Withdrawal,
)
from law.terms import ClaimWay, HandlingRole, RecusalState, ReviewLevel, ReviewOutcome, ReviewState, Role
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


# --- 复查、复核: to the body, the bureau's officers who record for it, and the unit whose opinion it is ---


def _review_word(key: str, to: list[int], text: str, row: Review, *, on: date) -> None:
    case = row.case
    if not case.in_compartment:
        word(f"review:{row.pk}:{key}", sorted(set(to)), f"{case.number}：{text}", on=on,
             url=reverse("cases:reviews_record", args=[row.pk]))  # fmt: skip


def _deciders(row: Review, *roles: str) -> list[int]:
    """The body's own people; for a body without accounts the bureau's, who record from the paper."""
    own = _people(row.organ, *roles)
    return own or _bureau(
        Role.BUREAU_LEADER if Role.UNIT_HEAD in roles and len(roles) == 1 else Role.SCREENING
    )


def review_requested(row: Review, *, on: date) -> None:
    level = ReviewLevel(row.level).label
    late = "（超过申请期限，请审查是否有正当理由）" if row.late else ""
    _review_word(
        "asked",
        _deciders(row, Role.HANDLER, Role.UNIT_HEAD),
        f"收到{level}申请{late}，请审查受理",
        row,
        on=on,
    )
    _review_word("asked-unit", _people(row.handling.unit, Role.HANDLER, Role.UNIT_HEAD),
                 f"信访人对处理意见申请{level}，由{row.organ.short_name}审查", row, on=on)  # fmt: skip


def review_accepted(row: Review, *, on: date) -> None:
    _review_word("accepted", _people(row.handling.unit, Role.HANDLER, Role.UNIT_HEAD),
                 f"{ReviewLevel(row.level).label}已受理，请配合提供案卷材料", row, on=on)  # fmt: skip


def review_drafted(row: Review, *, on: date) -> None:
    _review_word(f"drafted:{row.version}", _deciders(row, Role.UNIT_HEAD),
                 f"{ReviewLevel(row.level).label}意见已经拟好，请审签", row, on=on)  # fmt: skip


def review_signed(row: Review, *, on: date) -> None:
    level, outcome = ReviewLevel(row.level).label, ReviewOutcome(row.outcome).label
    _review_word(
        "signed",
        _people(row.handling.unit, Role.HANDLER, Role.UNIT_HEAD),
        f"{level}意见：{outcome}",
        row,
        on=on,
    )
    _review_word("to-serve", _deciders(row, Role.HANDLER), f"{level}意见已签发，请送达并登记回证", row, on=on)


def review_ended(row: Review, *, on: date) -> None:
    text = f"{ReviewLevel(row.level).label}：{ReviewState(row.state).label}"
    to = [*_people(row.handling.unit, Role.HANDLER, Role.UNIT_HEAD), *_bureau(Role.SCREENING)]
    _review_word(f"ended:{row.state}", to, text, row, on=on)


def to_be_redone(handling: Handling, *, on: date) -> None:
    to = _people(handling.unit, Role.HANDLER, Role.UNIT_HEAD)
    _tell(f"anew:{handling.pk}:{handling.version}", to, "处理意见被撤销，责令重新办理；六十日从今天重新起算",
          handling.claim.case, on=on)  # fmt: skip


def asked_to_talk(row: Attention, case: Case, *, on: date) -> None:
    """To the leaders, in words that say nothing of the letter: what stays in an inbox is no mark."""
    _tell(f"talk:{row.pk}", _bureau(Role.BUREAU_LEADER), "请安排专人接谈", case, on=on)


# --- 简易办理 ------------------------------------------------------------------------------------------------------


def simple_asked(handling: Handling, act: str, *, on: date) -> None:
    text = (
        "经办人提请简易办理，请在 3 个工作日内决定"
        if act == "ask_simple"
        else "经办人提请转为普通程序，请决定"
    )
    to = _people(handling.unit, Role.UNIT_HEAD)
    _tell(f"{act}:{handling.pk}:{on}", to, text, handling.claim.case, on=on)


def simple_replied(handling: Handling, *, not_content: bool, on: date) -> None:
    case = handling.claim.case
    if not_content:
        to = _people(handling.unit, Role.UNIT_HEAD)
        _tell(f"simple-unhappy:{handling.pk}", to, "信访人对简易答复不服，请转为普通程序", case, on=on)
        return
    _tell(f"check:{handling.pk}:{handling.version}", _bureau(Role.SCREENING),
          f"{handling.unit.short_name}已简易答复，待审核认定办结", case, on=on)  # fmt: skip


def simple_converted(handling: Handling, *, on: date) -> None:
    to = _people(handling.unit, Role.HANDLER)
    _tell(
        f"simple-converted:{handling.pk}",
        to,
        "已转为普通程序，60 日从原受理日起算",
        handling.claim.case,
        on=on,
    )


# --- disputes about competence, withdrawal ------------------------------------------------------------------------


def dispute_referred(row: Dispute, *, on: date) -> None:
    """The head of the body that decides; the conference's are put on an agenda by the bureau leader."""
    to = (
        _people(row.superior, Role.UNIT_HEAD, Role.COUNTY_LEADER)
        if row.superior
        else _bureau(Role.BUREAU_LEADER)
    )
    text = "有受理争议请您决定" if row.superior else "受理争议待提交联席会议"
    _tell_at(f"dispute:{row.pk}", to, text, row.case, reverse("cases:disputes_record", args=[row.pk]), on=on)


def dispute_decided(row: Dispute, *, on: date) -> None:
    told = [party.unit for party in row.parties.select_related("unit")]
    if row.lead and row.lead not in told:
        told.append(row.lead)
    to = [pk for unit in told for pk in _people(unit, Role.HANDLER, Role.UNIT_HEAD)] + _bureau(Role.SCREENING)
    lead = row.lead.short_name if row.lead else ""
    _tell_at(f"dispute-decided:{row.pk}", to, f"受理争议已决定，由{lead}主办", row.case,
             reverse("cases:disputes_record", args=[row.pk]), on=on)  # fmt: skip


def recusal_proposed(row: Recusal, to: list[int], *, on: date) -> None:
    _tell_at(
        f"recusal:{row.pk}",
        to,
        "有回避请您决定",
        row.case,
        reverse("cases:recusals_record", args=[row.pk]),
        on=on,
    )


def recusal_decided(row: Recusal, *, on: date) -> None:
    to = [key for key in (row.person_id, row.proposed_by_id, row.takes_over_id) if key]
    text = f"回避已决定：{RecusalState(row.state).label}"
    _tell_at(f"recusal-decided:{row.pk}", list(dict.fromkeys(to)), text, row.case,
             reverse("cases:recusals_record", args=[row.pk]), on=on)  # fmt: skip


def _tell_at(key: str, to: list[int], text: str, case: Case, url: str, *, on: date) -> None:
    """Word about a record beside the file, with the record's own address."""
    if not case.in_compartment:
        word(key, to, f"{case.number}：{text}", on=on, url=url)
