"""The next lawful acts of one person on one file: a button and what follows, or a grey one and why not (design §6).

Who may and what is lawful is decided in ``cases.policies``; here stands only which of it is worth showing, and in
which words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse

from cases import beside, offers, policies
from cases.act_groups import FOLLOWS, Arranged, arranged
from cases.actions.referral import SIGNED_WAYS
from cases.models import Case, Claim, Deadline, Handling
from cases.presenting import is_statutory, short
from cases.procedure import ACTS
from cases.reading import File, is_running
from law.terms import ClaimWay, HandlingRole, HandlingState, Route
from organizations import switches
from organizations.roles import Permission

S = HandlingState
#: How far a state is in the course; an act whose state is behind can never be done again.
ORDER = {S.ARRIVED: 1, S.OBJECTED: 1, S.ACCEPTED: 2, S.STATUTORY: 2, S.SIGNED: 3, S.SERVED: 4,
         S.SIMPLE: 2, S.SIMPLE_REPLIED: 4}  # fmt: skip
#: In the simple procedure the unit's acts are its own (cases.beside_simple); the bureau's check is the same.
SIMPLE_STATES = frozenset({S.SIMPLE, S.SIMPLE_REPLIED})
CHECKS = frozenset({"conclude", "send_back"})


@dataclass(frozen=True)
class Offer:
    """How one act is offered: its button, its sentence, when it belongs to the handling at all, and why it waits."""

    button: str
    follows: str
    belongs: Callable[[File, Handling], bool]
    yet: str = ""
    never: str = ""


def _lead(file: File, row: Handling) -> bool:
    return row.role == HandlingRole.LEAD and row.route != Route.DISCIPLINE


def _petition(file: File, row: Handling) -> bool:
    return _lead(file, row) and not is_statutory(row)


def _statutory(file: File, row: Handling) -> bool:
    return _lead(file, row) and is_statutory(row)


def _sixty(file: File, row: Handling) -> bool:
    return _lead(file, row) and row.route == Route.PETITION


def _proposed(file: File, row: Handling) -> bool:
    return any(proposal.handling_id == row.pk for proposal in file.proposals)


#: In the order of the course; the first that is lawful is the page's solid button (those of NEVER_MAIN excepted).
OFFERS: dict[str, Offer] = {
    "decline_handling": Offer("审签引导、不予受理", "经办人已写好告知书：签发即书面告知，退回则继续办理。", _proposed),
    "notify_late": Offer("补发受理告知书", "已推定受理，告知仍然欠着；补发的按实际日期记，算逾期。",
                         lambda file, row: _lead(file, row) and row.presumed),
    "answer_imported": Offer("登记答复", "导入件没有答复记录；写下怎样答复的，60 日从收到之日算。", lambda file, row: row.state == "unrecorded"),
    "accept": Offer("发受理告知书", "书面告知接收情况、途径和程序；60 日从受理之日起算。", _petition),
    "take_statutory": Offer("告知法定途径", "书面告知由谁、按什么程序、多长期限办；不适用 60 日。", _statutory),
    "reply_assistance": Offer("写会办意见", "交主办单位；对外只有一份意见书，由主办单位署名。",
                              lambda file, row: row.role == HandlingRole.ASSISTING),
    "sign_opinion": Offer("签发意见", "签发后还要送达；只签发不算答复，60 日照走。", _petition, yet="先写处理意见书"),
    "draft_opinion": Offer("写处理意见书", "", _petition, yet="先书面告知受理"),
    "serve": Offer("登记送达", "发出当日即履行办理期限；信访人收到之日起 30 日内可申请复查。", _petition, yet="意见书没有签发"),
    "record_result": Offer("告知办理结果", "把法定途径的结论和救济途径书面告知信访人。", _statutory, yet="先书面告知走哪条途径"),
    "report_conclusion": Offer("写办结报告", "交办件要反馈结果并附办结报告。",
                               lambda file, row: _lead(file, row) and row.assigned, yet="意见书没有送达"),
    "confirm_arrival": Offer("登记送达日", "从送达之日起算信访人的 30 日复查申请期。", _petition),
    "conclude": Offer("认定办结", "程序和文书齐全才认定；审核不停任何期限。", _lead, yet="意见书没有送达"),
    "send_back": Offer("退回重办", "这份意见视为没有出具，60 日一直在走。", _lead),
    "refuse_objection": Offer("不同意退回", "书面说明理由，由原单位继续办；15 日没有停。", _lead),
    "uphold_objection": Offer("改派其他单位", "新单位的 15 日和 5 个工作日从今天重新起算。", _lead),
    "approve_extension": Offer("批准延期", "", _sixty, yet="还没有受理，60 日没有起算", never="意见已经签发"),
    "ask_extension": Offer("申请延期", "", _sixty, yet="还没有受理，60 日没有起算", never="意见已经签发"),
    "object_to": Offer("提出异议", "", _lead, never="已经书面告知，异议要在告知之前提出"),
    "propose_decline": Offer("提请引导或不予受理", "写好告知书，送负责人签发。", lambda file, row: _lead(file, row) and not _proposed(file, row)),
}  # fmt: skip
#: A choice between two decisions, or an exception: none of them is what the page urges.
NEVER_MAIN = frozenset({"send_back", "refuse_objection", "uphold_objection", "approve_extension", "ask_extension", "object_to",
                        "propose_decline"})  # fmt: skip


def acts(file: File) -> Arranged:
    """All that this person may do on the file now, or why not: what comes next in front, the rest in groups."""
    found = [
        *_first_things(file),
        *_on_handling(file),
        *_on_claims(file),
        *beside.offers(file),
        *_minor(file),
    ]
    return arranged(found)


def _on_handling(file: File) -> list[dict[str, Any]]:
    handling = file.focus.handling
    if handling is None or file.focus.ended:
        return []
    found = []
    for act, offer in OFFERS.items():
        if handling.state in SIMPLE_STATES and act not in CHECKS:
            continue
        if not offer.belongs(file, handling) or not policies.may(file.user, act, handling):
            continue
        if act == "ask_extension" and file.user.can(Permission.HEAD_UNIT):
            continue  # the head approves, there is nobody to ask
        reasons = policies.blockers(handling, act, on=file.today)
        view = (
            _allowed(file, handling, act, offer)
            if not reasons
            else _refused(handling, act, offer, reasons[0])
        )
        if view:
            found.append(view)
    return found


def _allowed(file: File, handling: Handling, act: str, offer: Offer) -> dict[str, Any]:
    button, follows = offer.button, offer.follows
    if act == "draft_opinion":
        if handling.route == Route.SUGGESTION:
            button = "写答复书"
        follows = _draft_words(file, handling)
    elif act in {"ask_extension", "approve_extension"}:
        follows = _extension_words(file, act)
    elif act == "object_to":
        row = _running(file, "objection")
        follows = (
            f"不属本单位职权的，{short(row.due_on)} 前书面说明理由；15 日照走。" if row else offer.follows
        )
    elif act == "accept" and handling.route == Route.SUGGESTION:
        follows = "书面告知接收情况和办理程序，研究论证后答复。"
    return _view(button, reverse("cases:act", args=[file.case.number, handling.pk, act]), follows, act)


def _view(label: str, href: str, follows: str, act: str, *, main: bool = True) -> dict[str, Any]:
    return beside.allowed(label, href, follows, act, main=main and act not in NEVER_MAIN)


def _refused(handling: Handling, act: str, offer: Offer, reason: str) -> dict[str, Any] | None:
    """A grey button where the reason helps; nothing where the act belongs to another course."""
    never, why = False, ""
    if reason.startswith(("不能：", "还不能：")):
        never, why = reason.startswith("不能："), reason.split("：", 1)[1]
    elif reason.startswith("当前状态"):
        sources = ACTS[act].sources or policies.NEEDS_STATE.get(act, ())
        here = ORDER.get(S(handling.state), 0)
        if min(ORDER[S(state)] for state in sources) > here:
            why = offer.yet
        elif max(ORDER[S(state)] for state in sources) < here:
            never, why = True, offer.never
    if not why:
        return None
    return beside.refused(offer.button, why, act, never=never)


def _draft_words(file: File, handling: Handling) -> str:
    opinion = file.opinion
    if opinion is None:
        return "投诉请求、事实和理由、处理意见、法律依据，四样齐了送负责人签发。"
    missing = policies.missing_parts(handling, opinion)
    state = f"还缺{'、'.join(missing)}。" if missing else "写齐了，等负责人签发。"
    return f"草稿第 {opinion.version} 稿，{short(opinion.drafted_on)} 存。{state}"


def _extension_words(file: File, act: str) -> str:
    row = _running(file, "handling")
    by = f"{short(row.due_on)} 前批准，" if row else ""
    if row and row.due_on < file.today:
        return f"届满日 {short(row.due_on)} 已过：现在批准也不改届满日，仍按逾期计。"
    asked = next(
        (
            event
            for event in file.events
            if event.act == "ask_extension" and event.handling == file.focus.handling
        ),
        None,
    )
    if act == "approve_extension" and asked:
        who = asked.by.name if asked.by else "经办人"
        return f"{who} {short(asked.on)} 申请 {asked.data.get('days', '')} 日。{by}并告知理由。"
    return f"情况复杂才可以，最多 30 日，{by}并告知理由。"


def _running(file: File, period: str) -> Deadline | None:
    return next((row for row in file.focus.deadlines if row.period == period and is_running(row)), None)


# --- on claims and the case --------------------------------------------------------------------------------------


def _first_things(file: File) -> list[dict[str, Any]]:
    """What comes before everything on this file: an accusation leaves the clerk's hands, counsel answers."""
    number, found = file.case.number, []
    if policies.may(file.user, "hand_on_accusation", file.case):
        found.append(_view("移交保密员", reverse("cases:case_act", args=[number, "hand_on_accusation"]),
                           "移交以后您看不到这一件。", "hand_on_accusation"))  # fmt: skip
    if policies.may(file.user, "notify_organization", file.case):
        found.append(_view("通报组织部门", reverse("cases:case_act", args=[number, "notify_organization"]),
                           "反映干部问题的，只通报件号和日期，材料密封移交。", "notify_organization", main=False))  # fmt: skip
        found.append(_view("告知检举控告途径", reverse("cases:case_act", args=[number, "tell_accuser"]),
                           "出具引导告知书，由您当面交给信访人；不载内容。", "tell_accuser", main=False))  # fmt: skip
    if any(row.counsel_id == file.user.pk and not row.opinion for row in file.counsel):
        found.append(_view("写法律意见", reverse("cases:case_act", args=[number, "give_counsel"]),
                           "只作参考，不作决定。", "give_counsel"))  # fmt: skip
    return found


def _on_claims(file: File) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for claim in file.claims:
        proposal = next(
            (row for row in file.proposals if row.claim_id == claim.pk and not row.handling_id), None
        )
        label = f"诉求 {claim.order}：" if len(file.claims) > 1 else ""
        if claim.way or file.case.merged_into_id:
            continue
        if proposal:
            found += _signing(file, claim, proposal, label)
        else:
            found += _undecided(file, claim, label)
    return found


def _undecided(file: File, claim: Claim, label: str) -> list[dict[str, Any]]:
    user, number, found = file.user, file.case.number, []

    def at(act: str) -> str:
        return reverse("cases:claim_act", args=[number, claim.pk, act])

    if policies.may(user, "transfer_to_discipline", claim):
        found.append(_view("转纪检监察机关", at("transfer_to_discipline"), label + "按干部管理权限移送，只记移送日。",
                           "transfer_to_discipline"))  # fmt: skip
    if policies.may(user, "forward", claim):
        row = _running(file, "forwarding") or _running(file, "superior_forwarding")
        due = f"；{short(row.due_on)} 前转送、交办或告知" if row else ""
        screen = _elsewhere("routing:screen", claim.pk)
        if screen:
            button = f"甄别诉求 {claim.order}" if label else "甄别这一项"
            found.append(_view(button, screen, f"{label}定途径和去向{due}。", "forward"))
        found.append(_view("送请律师提意见", at("ask_counsel"), label + "律师只提意见，不作决定；15 日照走。", "ask_counsel",
                           main=False))  # fmt: skip
    if policies.may(user, "take_in", claim):
        found.append(
            _view(
                "由本单位办理" + label,
                at("take_in"),
                "信访人直接向本单位提出的；告知期从收到之日算。",
                "take_in",
            )
        )
        found.append(
            _view(
                "告知向有权机关提出" + label,
                at("propose"),
                "不属本单位职权，或者依法不予、不再受理的：写好告知书，送负责人签发。",
                "propose",
                main=False,
            )
        )
        found.append(
            _view(
                "即时答复" + label,
                at("reply_directly"),
                "能当场答清的，记下答复内容。",
                "reply_directly",
                main=False,
            )
        )
    return found


def _elsewhere(name: str, *args: int) -> str:
    """A page of a package above this one, by name; empty where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def elsewhere_about(case: Case, name: str) -> str:
    """A page of a package above this one that begins something about this file."""
    address = _elsewhere(name)
    return f"{address}?case={case.number}" if address else ""


def _signing(file: File, claim: Claim, proposal: Any, label: str) -> list[dict[str, Any]]:
    way = ClaimWay(proposal.way)
    act = SIGNED_WAYS[way]
    if not policies.may(file.user, act, claim):
        return []
    what = f"{proposal.proposed_by.name} {short(proposal.proposed_on)} 提请"
    if proposal.unit:
        what += f"，去向{proposal.unit.short_name}"
    if proposal.proposed_by_id == file.user.pk and switches.value("second_pair_of_eyes"):
        return [beside.refused(f"签发{way.label}", f"{label}自己提出的要由另一人审签。内部要求", act)]
    return [
        _view(f"审签{way.label}", reverse("cases:claim_act", args=[file.case.number, claim.pk, "sign_proposal"]),
              f"{label}{what}。签发即生效，文书今天发出。", act),
        _view("退回重新甄别", reverse("cases:claim_act", args=[file.case.number, claim.pk, "refuse_proposal"]),
              label + "写明理由，退给提出人。", "refuse_proposal", main=False),
    ]  # fmt: skip


def _minor(file: File) -> list[dict[str, Any]]:
    """Small things that move nothing: a code, a mark, a report; only what is lawful today."""
    case, user, today = file.case, file.user, file.today
    handling = file.focus.handling
    found: list[tuple[str, str, str]] = []

    def offer(act: str, label: str, address: str = "") -> None:
        found.append((act, label, address or _case_act(file, act)))

    if case.state == "registered" and not case.in_compartment:
        if policies.may(user, "link_repeat", case) and not _own_link(file):
            offer("link_repeat", "认定重复")
        if policies.may(user, "seal_accusation", case):
            offer("seal_accusation", "转入检举控告通道")
    if not case.imported and not case.in_compartment and policies.may(user, "reissue_code", case):
        offer("reissue_code", "换发查询码")
    if policies.may(user, "rate", case) and _rating_open(file, today):
        offer("rate", "代录评价")
    if case.state != "archived" and policies.may(user, "propose_recusal", case):
        offer("propose_recusal", "申报、提出回避")
    if case.state == "closed" and policies.may(user, "archive", case):
        offer("archive", "归档")
    if handling and not file.focus.ended and policies.may(user, "consent_backdating", handling):
        offer("consent_backdating", "同意补录日期", _on(file, handling, "consent_backdating"))
    if policies.may(user, "apply_relief", case) and not case.merged_into_id:
        offer("apply_relief", "帮扶救助")
    if case.state in {"registered", "dispatched"}:
        if policies.may(user, "report_urgent", case):
            offer("report_urgent", "报重大紧急", elsewhere_about(case, "oversight:urgent_new"))
        if policies.may(user, "mark_attention", case):
            offer("mark_attention", "请专人接谈")
    if handling and not case.in_compartment and policies.may(user, "supervise", handling):
        offer("supervise", "发督办单", _elsewhere("oversight:new", handling.pk))
    late = file.focus.running is not None and file.focus.running.due_on < today
    return [
        beside.allowed(
            label, url, FOLLOWS[act], act, main=act == "archive", waits=act == "supervise" and late
        )
        for act, label, url in [*found, *offers.minor(file)]
    ]


def note_url(file: File) -> str:
    """Where a line is added to the file's story; empty for who may not."""
    return _own_part(file, "note") if policies.may(file.user, "note", file.case) else ""


def add_url(file: File) -> str:
    """Where a file is added; empty for who may not."""
    return _own_part(file, "attach") if policies.may(file.user, "note", file.case) else ""


def _own_part(file: File, act: str) -> str:
    """A unit adds to its own part of the file, the others to the file."""
    handling = file.focus.handling
    if handling and not file.whole:
        return reverse("cases:act", args=[file.case.number, handling.pk, act])
    return _case_act(file, act)


def _on(file: File, handling: Handling, act: str) -> str:
    return reverse("cases:act", args=[file.case.number, handling.pk, act])


def _case_act(file: File, act: str) -> str:
    return reverse("cases:case_act", args=[file.case.number, act])


def _own_link(file: File) -> bool:
    return any(row.petition.filed_as_id == file.case.pk for row in file.repeats)


def _rating_open(file: File, today: date) -> bool:
    """A rating of somebody else's work can be entered: one's own office is rated by the petitioner alone."""
    rows = [row for course in file.courses for row in course.deadlines]
    return any(
        row.period == "rating" and not row.voided_on and row.started_on <= today <= row.due_on
        and row.unit_id != file.user.unit_id
        for row in rows
    )  # fmt: skip
