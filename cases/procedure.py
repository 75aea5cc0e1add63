"""The procedure as one table: act → edge, whose act, clocks, papers, article. Everything else reads it.

The state machines, the database's ``AllowedEdge`` rows, the clocks, the papers owed, the next lawful acts on the case
page and ``docs/states.md`` come from here; ``tests/architecture`` proves the table complete.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from law.terms import CaseState, HandlingState, PaperKind

H, C, K = HandlingState, CaseState, PaperKind


@dataclass(frozen=True, slots=True)
class Act:
    """One lawful act. ``machine``: whose state it moves (``handling``, ``case``), or ``claim``/``none``.

    ``starts``: periods it may start (which of them, the action decides by route); ``meets``, ``voids``: running
    periods it ends; ``papers``: issued with the act; ``case_edges``: what it may do to the case besides.
    """

    label: str
    machine: str
    who: str
    article: str
    sources: tuple[str, ...] = ()
    target: str = ""
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    papers: tuple[PaperKind, ...] = ()
    case_edges: tuple[str, ...] = ()
    statutory: bool = True


ACTS: Mapping[str, Act] = {
    # --- the bureau's side -------------------------------------------------------------------------------------
    "register": Act(
        "登记", "case", "登记员（收件单位）", "条例第22条第1款", (), C.REGISTERED,
        starts=("forwarding", "superior_forwarding", "notice"), papers=(K.REGISTRATION, K.RECEIPT),
    ),
    "link_repeat": Act(
        "认定重复", "case", "登记员、甄别员", "条例第19条第3款", (C.REGISTERED,), C.MERGED,
        voids=("forwarding", "superior_forwarding", "notice"), papers=(K.MERGER_NOTICE,), case_edges=("merge",),
        statutory=False,
    ),
    "confirm_repeat": Act(
        "确认并案", "none", "甄别员", "条例第19条第3款", voids=("forwarding", "superior_forwarding", "notice"),
        papers=(K.MERGER_NOTICE,), statutory=False,
    ),
    "unlink_repeat": Act(
        "撤销重复认定", "case", "登记员、甄别员", "条例第19条第3款", (C.MERGED,), C.REGISTERED,
        case_edges=("unmerge",), statutory=False,
    ),
    "split_claim": Act("拆分诉求", "claim", "甄别员、收件单位", "条例第31条", statutory=False),
    "split_accusation": Act(
        "拆出检举控告", "claim", "登记员、甄别员", "条例第30条第3款", case_edges=("close",), statutory=False,
    ),
    "take_in": Act(
        "本单位接收", "claim", "收件单位", "条例第23条第1款", starts=("notice",), case_edges=("dispatch",),
        statutory=False,
    ),
    "forward": Act(
        "转送", "claim", "甄别员签发", "条例第22条第1款第1项",
        starts=("notice", "objection", "rating"), meets=("forwarding", "superior_forwarding"),
        papers=(K.FORWARDING_LETTER, K.DESTINATION_NOTICE, K.ASSISTANCE_LETTER), case_edges=("dispatch",),
    ),
    "propose": Act("提请审签", "claim", "甄别员", "内部要求", statutory=False),
    "refuse_proposal": Act("退回重新甄别", "claim", "审签人", "内部要求", statutory=False),
    "sign_assignment": Act(
        "交办", "claim", "信访局领导签发", "条例第22条第1款第3项",
        starts=("notice", "objection", "assigned_report", "rating"), meets=("forwarding", "superior_forwarding"),
        papers=(K.ASSIGNMENT_LETTER, K.DESTINATION_NOTICE, K.ASSISTANCE_LETTER), case_edges=("dispatch",),
    ),
    "guide": Act(
        "引导告知", "claim", "甄别员提出，第二人复核", "条例第31条第1项至第5项",
        meets=("forwarding", "superior_forwarding", "notice"), papers=(K.GUIDANCE_NOTICE,), case_edges=("close",),
    ),
    "decline": Act(
        "不予受理", "claim", "甄别员提出，第二人复核", "条例第19条第3款",
        meets=("forwarding", "superior_forwarding", "notice"), papers=(K.DECLINE_NOTICE,), case_edges=("close",),
    ),
    "bar": Act(
        "不再受理", "claim", "甄别员提出，第二人复核", "条例第36条第3款",
        meets=("forwarding", "superior_forwarding", "notice"), papers=(K.BAR_NOTICE,), case_edges=("close",),
    ),
    "reply_directly": Act(
        "即时答复", "claim", "甄别员、收件单位", "条例第22条第1款",
        meets=("forwarding", "superior_forwarding", "notice"), case_edges=("close",),
    ),
    "file_away": Act(
        "存查", "claim", "甄别员提出，第二人复核", "条例第22条第1款",
        meets=("forwarding", "superior_forwarding", "notice"), case_edges=("close",),
    ),
    "hand_on_accusation": Act(
        "移交保密员", "case", "登记该件的登记员", "条例第30条第3款", statutory=False,
    ),
    "seal_accusation": Act(
        "转入检举控告通道", "case", "登记员、甄别员", "条例第30条第3款", statutory=False,
    ),
    "transfer_to_discipline": Act(
        "转纪检监察机关", "claim", "保密员", "条例第22条第2款",
        meets=("forwarding", "superior_forwarding", "notice"), papers=(K.DISCIPLINE_TRANSFER,), case_edges=("dispatch", "close"),
    ),
    "archive": Act("归档", "case", "登记员、甄别员", "档案法第14条", (C.CLOSED,), C.ARCHIVED,
                   case_edges=("archive",), statutory=False),
    "ask_counsel": Act("送请律师提出意见", "none", "甄别员", "内部要求", statutory=False),
    "give_counsel": Act("律师意见", "none", "律师", "内部要求", statutory=False),
    # --- the unit's side ---------------------------------------------------------------------------------------
    "accept": Act(
        "受理并书面告知", "handling", "承办单位", "条例第23条第3款", (H.ARRIVED,), H.ACCEPTED,
        starts=("handling", "suggestion_reply"), meets=("notice",), voids=("objection",), papers=(K.ACCEPTANCE_NOTICE,),
    ),
    "take_statutory": Act(
        "告知按法定途径办理", "handling", "承办单位", "条例第31条第1项至第5项", (H.ARRIVED,), H.STATUTORY,
        meets=("notice",), voids=("objection",), papers=(K.ACCEPTANCE_NOTICE,),
    ),
    "presume_acceptance": Act(
        "推定受理", "handling", "系统", "内部要求", (H.ARRIVED,), H.ACCEPTED, starts=("handling", "suggestion_reply"),
        voids=("objection",),
    ),
    "notify_late": Act(
        "补发受理告知", "handling", "承办单位", "条例第23条第3款", (H.ACCEPTED,), H.ACCEPTED,
        meets=("notice",), papers=(K.ACCEPTANCE_NOTICE,),
    ),
    "object_to": Act(
        "提出异议", "handling", "单位负责人", "条例第23条第3款", (H.ARRIVED,), H.OBJECTED,
        starts=("objection_decision",), meets=("objection",), papers=(K.OBJECTION_LETTER,),
    ),
    "refuse_objection": Act(
        "不同意退回", "handling", "甄别员", "条例第23条第3款", (H.OBJECTED,), H.ARRIVED,
        meets=("objection_decision",), papers=(K.OBJECTION_REFUSAL,),
    ),
    "uphold_objection": Act(
        "同意退回并改派", "handling", "甄别员", "条例第23条第3款", (H.OBJECTED,), H.RETURNED,
        starts=("notice", "objection", "assigned_report"), meets=("objection_decision",),
        voids=("notice", "assigned_report", "supervision_reply"), papers=(K.REASSIGNMENT_LETTER, K.DESTINATION_NOTICE),
    ),
    "propose_decline": Act("提请不予受理或引导", "none", "经办人", "内部要求", statutory=False),
    "decline_handling": Act(
        "不予（不再）受理、引导告知", "handling", "单位负责人", "条例第23条第1款", (H.ARRIVED,), H.DECLINED,
        meets=("notice",), voids=("objection", "assigned_report"),
        papers=(K.GUIDANCE_NOTICE, K.DECLINE_NOTICE, K.BAR_NOTICE), case_edges=("close",),
    ),
    "ask_extension": Act("申请延期", "none", "经办人", "条例第34条", statutory=False),
    "approve_extension": Act(
        "批准延期", "handling", "本单位负责人", "条例第34条", (H.ACCEPTED,), H.ACCEPTED, papers=(K.EXTENSION_NOTICE,),
    ),
    "draft_opinion": Act("起草意见", "none", "经办人", "条例第32条", statutory=False),
    "sign_opinion": Act(
        "签发意见", "handling", "本单位负责人", "条例第32条", (H.ACCEPTED,), H.SIGNED,
        papers=(K.OPINION, K.SUGGESTION_REPLY),
    ),
    "record_result": Act(
        "告知法定途径办理结果", "handling", "承办单位", "条例第31条", (H.STATUTORY,), H.SERVED,
        papers=(K.STATUTORY_RESULT,),
    ),
    "serve": Act(
        "送达意见", "handling", "承办单位", "条例第34条", (H.SIGNED,), H.SERVED,
        starts=("review_request", "rating"), meets=("handling", "suggestion_reply"), papers=(K.SERVICE_RECEIPT,),
    ),
    "confirm_arrival": Act(
        "登记送达日", "handling", "承办单位", "条例第35条", (H.SERVED,), H.SERVED, starts=("review_request", "rating"),
    ),
    "report_conclusion": Act(
        "提交办结报告", "handling", "承办单位", "条例第22条第1款第3项", (H.SERVED,), H.SERVED,
        meets=("assigned_report",), papers=(K.CONCLUSION_REPORT,),
    ),
    "conclude": Act(
        "审核认定办结", "handling", "信访局甄别员", "条例第22条第1款第3项", (H.SERVED,), H.CONCLUDED,
        case_edges=("close",),
    ),
    "send_back": Act(
        "退回重办", "handling", "信访局甄别员", "条例第40条", (H.SERVED,), H.ACCEPTED,
        voids=("review_request", "rating"),
    ),
    "reply_assistance": Act(
        "会办意见", "handling", "协办单位", "条例第24条", (H.ARRIVED,), H.CONCLUDED, voids=("notice", "objection"),
    ),
    "answer_imported": Act(
        "登记答复（导入件）", "handling", "承办单位", "条例第34条", (H.UNRECORDED,), H.ANSWERED, meets=("handling",),
        case_edges=("close",),
    ),
    "supervise": Act(
        "督办", "none", "信访局领导签发", "条例第40条第1款", starts=("supervision_reply",), papers=(K.SUPERVISION_NOTICE,),
    ),
    "reply_supervision": Act("回复督办", "none", "承办单位", "条例第40条第1款", meets=("supervision_reply",)),
    # --- the petitioner's side ---------------------------------------------------------------------------------
    "report_withdrawal": Act("登记撤回请求", "none", "登记员、承办单位", "条例第18条第4款", statutory=False),
    "withdraw": Act(
        "确认撤回", "handling", "信访局甄别员", "条例第18条第4款",
        (H.ARRIVED, H.OBJECTED, H.ACCEPTED, H.STATUTORY, H.SIGNED), H.WITHDRAWN,
        voids=("forwarding", "superior_forwarding", "notice", "objection", "objection_decision", "handling",
               "suggestion_reply", "assigned_report", "supervision_reply"),
        papers=(K.WITHDRAWAL_CONFIRMATION,), case_edges=("close",), statutory=False,
    ),
    "refuse_withdrawal": Act("不予确认撤回", "none", "信访局甄别员", "条例第18条第4款", statutory=False),
    "supplement": Act("收下补充材料", "none", "登记员、承办单位", "条例第19条", statutory=False),
    "urge": Act("登记催办", "none", "登记员、承办单位", "条例第21条第2款", statutory=False),
    "rate": Act("评价", "none", "信访人", "条例第21条第2款", meets=("rating",), statutory=False),
    "reissue_code": Act("换发查询码", "none", "登记员", "条例第21条第2款", statutory=False),
    "import_message": Act("导入", "case", "系统", "内部要求", starts=("handling",), statutory=False),
    "consent_backdating": Act("同意补录日期", "none", "信访局领导", "内部要求", statutory=False),
    "note": Act("补记一条", "none", "经办人、甄别员", "内部要求", statutory=False),
}  # fmt: skip

#: How the case itself moves; each is part of an act above.
CASE_EDGES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "dispatch": ((C.REGISTERED,), C.DISPATCHED),
    "close": ((C.REGISTERED, C.DISPATCHED), C.CLOSED),
    "archive": ((C.CLOSED,), C.ARCHIVED),
    "merge": ((C.REGISTERED,), C.MERGED),
    "unmerge": ((C.MERGED,), C.REGISTERED),
}

#: Whose turn it is, by state of the handling; complete and disjoint by test.
HANDLING_TURN: Mapping[str, str] = {
    H.ARRIVED: "承办单位",
    H.OBJECTED: "信访局",
    H.RETURNED: "—",
    H.ACCEPTED: "承办单位",
    H.STATUTORY: "承办单位",
    H.SIGNED: "承办单位",
    H.SERVED: "信访局",
    H.CONCLUDED: "—",
    H.DECLINED: "—",
    H.UNRECORDED: "承办单位",
    H.ANSWERED: "—",
    H.TRANSFERRED: "—",
    H.WITHDRAWN: "—",
}

#: What an arriving state owes on paper, until the act that issues it.
PAPERS_OWED: Mapping[str, tuple[PaperKind, ...]] = {
    H.ARRIVED: (K.ACCEPTANCE_NOTICE,),
    H.ACCEPTED: (K.OPINION,),
    H.SIGNED: (K.SERVICE_RECEIPT,),
    H.STATUTORY: (K.STATUTORY_RESULT,),
}

#: States a row may be born in.
BIRTHS: Mapping[str, tuple[str, ...]] = {
    "handling": (H.ARRIVED, H.UNRECORDED, H.ANSWERED, H.TRANSFERRED),
    "case": (C.REGISTERED, C.DISPATCHED, C.CLOSED),
}


def edges(name: str) -> dict[str, Any]:
    """The edge of a handling's act, as ``django_fsm.transition`` wants it."""
    act = ACTS[name]
    return {"source": list(act.sources), "target": act.target}


def allowed_edges() -> list[tuple[str, str, str]]:
    """(machine, source, target) of every lawful change of state; births have an empty source."""
    rows = {
        ("handling", source, act.target)
        for act in ACTS.values()
        if act.machine == "handling"
        for source in act.sources
    }
    rows |= {("case", source, target) for sources, target in CASE_EDGES.values() for source in sources}
    rows |= {(machine, "", state) for machine, states in BIRTHS.items() for state in states}
    return sorted(rows)
