"""The procedure as one table: act → edge, whose act, clocks, papers, article. Everything else reads it.

The state machines, the database's ``AllowedEdge`` rows, the clocks, the papers owed, the next lawful acts on the case
page and ``docs/states.md`` come from here; ``tests/architecture`` proves the table complete.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.courses import COURSES, IMPORT, Course
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
        voids=("forwarding", "superior_forwarding", "simple_forwarding", "notice"), papers=(K.MERGER_NOTICE,),
        case_edges=("merge",), statutory=False,
    ),
    "confirm_repeat": Act(
        "确认并案", "none", "甄别员", "条例第19条第3款",
        voids=("forwarding", "superior_forwarding", "simple_forwarding", "notice"), papers=(K.MERGER_NOTICE,), statutory=False,
    ),
    "unlink_repeat": Act(
        "撤销重复认定", "case", "登记员、甄别员", "条例第19条第3款", (C.MERGED,), C.REGISTERED,
        case_edges=("unmerge",), statutory=False,
    ),
    "split_claim": Act("拆分诉求", "claim", "甄别员、收件单位", "条例第31条", statutory=False),
    "split_accusation": Act(
        "拆出检举控告", "claim", "登记员、甄别员", "条例第30条第3款", case_edges=("dispatch", "close"), statutory=False,
    ),
    "take_in": Act(
        "本单位接收", "claim", "收件单位", "条例第23条第1款", starts=("notice",), case_edges=("dispatch",),
        statutory=False,
    ),
    "forward": Act(
        "转送", "claim", "甄别员签发", "条例第22条第1款第1项",
        starts=("notice", "objection", "rating"), meets=("forwarding", "superior_forwarding", "simple_forwarding"),
        papers=(K.FORWARDING_LETTER, K.POLITICAL_LEGAL_LETTER, K.DESTINATION_NOTICE, K.ASSISTANCE_LETTER, K.SCREENING_SHEET),
        case_edges=("dispatch",),
    ),
    "propose": Act("提请审签", "claim", "甄别员", "内部要求", statutory=False),
    "refuse_proposal": Act("退回重新甄别", "claim", "审签人", "内部要求", statutory=False),
    "sign_assignment": Act(
        "交办", "claim", "信访局领导签发", "条例第22条第1款第3项",
        starts=("notice", "objection", "assigned_report", "rating"), meets=("forwarding", "superior_forwarding"),
        voids=("simple_forwarding",),
        papers=(K.ASSIGNMENT_LETTER, K.DESTINATION_NOTICE, K.ASSISTANCE_LETTER, K.SCREENING_SHEET), case_edges=("dispatch",),
    ),
    "guide": Act(
        "引导告知", "claim", "甄别员提出，第二人复核", "条例第31条第1项至第5项",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",),
        papers=(K.GUIDANCE_NOTICE, K.SCREENING_SHEET), case_edges=("close",),
    ),
    "decline": Act(
        "不予受理", "claim", "甄别员提出，第二人复核", "条例第19条第3款",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",),
        papers=(K.DECLINE_NOTICE, K.REDIRECT_NOTICE, K.SCREENING_SHEET), case_edges=("close",),
    ),
    "bar": Act(
        "不再受理", "claim", "甄别员提出，第二人复核", "条例第36条第3款",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",),
        papers=(K.BAR_NOTICE, K.SCREENING_SHEET), case_edges=("close",),
    ),
    "reply_directly": Act(
        "即时答复", "claim", "甄别员、收件单位", "条例第22条第1款",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",), papers=(K.SCREENING_SHEET,),
        case_edges=("close",),
    ),
    "file_away": Act(
        "存查", "claim", "甄别员提出，第二人复核", "条例第22条第1款",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",), papers=(K.SCREENING_SHEET,),
        case_edges=("close",),
    ),
    "hand_on_accusation": Act(
        "移交保密员", "case", "登记该件的登记员", "条例第30条第3款", statutory=False,
    ),
    "seal_accusation": Act(
        "转入检举控告通道", "case", "登记员、甄别员", "条例第30条第3款", statutory=False,
    ),
    "transfer_to_discipline": Act(
        "转纪检监察机关", "claim", "保密员", "条例第22条第2款",
        meets=("forwarding", "superior_forwarding", "notice"), voids=("simple_forwarding",),
        papers=(K.DISCIPLINE_TRANSFER,), case_edges=("dispatch", "close"),
    ),
    "archive": Act("归档", "case", "登记员、甄别员", "档案法第14条", (C.CLOSED,), C.ARCHIVED,
                   papers=(K.FILE_INDEX,), case_edges=("archive",), statutory=False),
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
        papers=(K.GUIDANCE_NOTICE, K.DECLINE_NOTICE, K.REDIRECT_NOTICE, K.BAR_NOTICE), case_edges=("close",),
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
        starts=("review_request", "rating"), meets=("handling", "suggestion_reply"),
        papers=(K.SERVICE_RECEIPT, K.PUBLIC_NOTICE),
    ),
    "confirm_arrival": Act(
        "登记送达日", "handling", "承办单位", "条例第35条", (H.SERVED,), H.SERVED, starts=("review_request", "rating"),
    ),
    "report_conclusion": Act(
        "提交办结报告", "handling", "承办单位", "条例第22条第1款第3项", (H.SERVED,), H.SERVED,
        meets=("assigned_report",), papers=(K.CONCLUSION_REPORT,),
    ),
    "conclude": Act(
        "审核认定办结", "handling", "信访局甄别员", "条例第22条第1款第3项", (H.SERVED, H.SIMPLE_REPLIED), H.CONCLUDED,
        voids=("notice",), case_edges=("close",),
    ),
    "annul_service": Act(
        "退件、更正送达", "handling", "承办单位", "条例第35条", (H.SERVED,), H.SIGNED,
    ),
    "send_back": Act(
        "退回重办", "handling", "信访局甄别员", "条例第40条", (H.SERVED, H.SIMPLE_REPLIED), H.ACCEPTED,
        starts=("handling", "suggestion_reply"),
        voids=("review_request", "rating"), papers=(K.RETURN_NOTICE,),
    ),
    "reply_assistance": Act(
        "会办意见", "handling", "协办单位", "条例第24条", (H.ARRIVED,), H.CONCLUDED, voids=("notice", "objection"),
        papers=(K.ASSISTANCE_REPLY,),
    ),
    "answer_imported": Act(
        "登记答复（导入件）", "handling", "承办单位", "条例第34条", (H.UNRECORDED,), H.ANSWERED, meets=("handling",),
        case_edges=("close",),
    ),
    "supervise": Act(
        "督办", "none", "信访局领导签发", "条例第40条第1款", starts=("supervision_reply",), papers=(K.SUPERVISION_NOTICE,),
    ),
    "reply_supervision": Act("回复督办", "none", "承办单位", "条例第40条第1款", meets=("supervision_reply",)),
    # --- review and final review (条例第35条、第36条) -------------------------------------------------------------
    "request_review": Act(
        "申请复查、复核", "none", "信访人申请，信访局登记", "条例第35条、条例第36条第1款", starts=("review", "final_review"),
    ),
    "accept_review": Act(
        "受理复查、复核", "none", "复查、复核机关（信访局照文书记录）", "条例第35条、条例第36条第1款",
        meets=("review_request", "final_review_request"), papers=(K.REVIEW_ACCEPTANCE,),
    ),
    "decline_review": Act(
        "不予受理复查、复核", "none", "复查、复核机关负责人（信访局领导照文书记录）", "条例第35条、条例第36条第1款",
        meets=("review", "final_review"), papers=(K.REVIEW_DECLINE,),
    ),
    "withdraw_review": Act(
        "撤回复查、复核申请", "none", "信访人撤回，信访局登记", "条例第35条、条例第36条第1款", voids=("review", "final_review"),
        statutory=False,
    ),
    "draft_review": Act("起草（录入）复查、复核意见", "none", "复查、复核机关（信访局照文书记录）", "条例第35条、条例第36条第1款"),
    "sign_review": Act(
        "签发（记录）复查、复核意见", "none", "复查、复核机关负责人（信访局领导照文书记录）", "条例第35条、条例第36条第1款",
        papers=(K.REVIEW_OPINION, K.FINAL_REVIEW_OPINION),
    ),
    "start_anew": Act(
        "撤销后重新办理", "handling", "复查、复核机关负责人（信访局领导照文书记录）", "条例第35条、条例第36条第1款",
        (H.SERVED, H.CONCLUDED), H.ACCEPTED,
        starts=("handling",), voids=("review_request", "final_review_request", "rating"), case_edges=("reopen",),
    ),
    "leave_out_hearing": Act("扣除听证时间", "none", "复核机关（信访局照文书记录）", "条例第36条第2款"),
    "serve_review": Act(
        "送达复查、复核意见", "none", "复查、复核机关（信访局照回证记录）", "条例第35条、条例第36条第1款",
        starts=("final_review_request",), meets=("review", "final_review"), papers=(K.SERVICE_RECEIPT,),
    ),
    "confirm_review_arrival": Act(
        "登记复查、复核意见送达日", "none", "复查、复核机关（信访局照回执记录）", "条例第36条第1款", starts=("final_review_request",),
    ),
    # --- supervision beyond the first paper, talks, recommendations, the day of a 交办 (oversight) ----------------
    "raise_supervision": Act(
        "提级督办", "none", "信访局领导签发", "条例第40条第1款", starts=("supervision_reply",),
        voids=("supervision_reply",), papers=(K.SUPERVISION_NOTICE,),
    ),
    "close_supervision": Act("督办销号", "none", "信访局领导", "条例第40条第1款"),
    "cancel_supervision": Act(
        "撤销督办", "none", "信访局领导", "内部要求", voids=("supervision_reply",), statutory=False,
    ),
    "record_talk": Act("对接", "none", "信访局甄别员、局领导", "条例第14条第2项"),
    "follow_up_talk": Act("记下对接落实情况", "none", "信访局、承办单位", "条例第14条第3项"),
    "recommend": Act(
        "提出三项建议", "none", "信访局领导签发", "条例第40条第1款、条例第40条第2款、条例第40条第3款",
        papers=(K.RECOMMENDATION_IMPROVE, K.RECOMMENDATION_POLICY, K.RECOMMENDATION_ACCOUNTABILITY),
    ),
    "answer_recommendation": Act("反馈建议采纳情况", "none", "受建议的机关、单位", "条例第40条第4款"),
    "cancel_recommendation": Act("撤回建议", "none", "信访局领导", "内部要求", statutory=False),
    "ask_report_extension": Act("申请延长限办日期", "none", "承办单位", "内部要求", statutory=False),
    "decide_report_extension": Act("审定限办日期延长", "none", "交办的信访局领导", "内部要求", statutory=False),
    # --- 简易办理 (国信发〔2016〕8号) and ways out of the channel ----------------------------------------------------
    "suggest_simple": Act(
        "建议简易办理", "claim", "甄别员", "条例第22条第1款", starts=("simple_forwarding",), statutory=False,
    ),
    "ask_simple": Act("提请简易办理", "none", "经办人", "内部要求", statutory=False),
    "accept_simple": Act(
        "决定简易办理并告知", "handling", "本单位负责人", "条例第23条第3款", (H.ARRIVED,), H.SIMPLE,
        starts=("simple_acceptance", "simple_handling"), meets=("notice", "simple_acceptance"), voids=("objection",),
        papers=(K.SIMPLE_APPROVAL, K.ACCEPTANCE_NOTICE),
    ),
    "reply_simple": Act(
        "简易答复", "handling", "承办单位", "条例第31条", (H.SIMPLE,), H.SIMPLE_REPLIED,
        starts=("rating",), meets=("simple_handling",), papers=(K.SIMPLE_REPLY,),
    ),
    "ask_conversion": Act("提请转普通程序", "none", "经办人", "内部要求", statutory=False),
    "convert_simple": Act(
        "转为普通程序", "handling", "本单位负责人", "条例第34条", (H.SIMPLE, H.SIMPLE_REPLIED), H.ACCEPTED,
        starts=("handling", "suggestion_reply"), voids=("simple_handling",),
        papers=(K.SIMPLE_APPROVAL, K.ACCEPTANCE_NOTICE),
    ),
    "tell_accuser": Act(
        "告知检举控告途径", "none", "保密员", "条例第30条第1款", papers=(K.GUIDANCE_NOTICE,),
    ),
    "notify_organization": Act(
        "通报组织部门", "none", "保密员", "条例第30条第2款", papers=(K.ORGANIZATION_BRIEFING,),
    ),
    # --- disputes about competence, units that merge, withdrawal, conferences -----------------------------------
    "refer_dispute": Act(
        "报请决定承办单位", "none", "甄别员、信访局领导", "条例第24条第1款", meets=("objection_decision",),
        papers=(K.DISPUTE_REFERRAL,),
    ),
    "withdraw_dispute": Act("撤回报请", "none", "甄别员、信访局领导", "条例第24条第1款", statutory=False),
    "decide_dispute": Act(
        "决定主办单位", "handling", "共同的上一级机关、联席会议", "条例第24条第1款", (H.OBJECTED,), H.RETURNED,
        starts=("notice", "assigned_report"), voids=("notice", "assigned_report", "supervision_reply"),
        papers=(K.DESIGNATION_NOTICE, K.DESTINATION_NOTICE),
    ),
    "confirm_unit": Act(
        "决定由原单位承办", "handling", "共同的上一级机关、联席会议", "条例第24条第1款", (H.OBJECTED,), H.ARRIVED,
        papers=(K.DESIGNATION_NOTICE,),
    ),
    "succeed_handling": Act("由承接单位继续办理", "none", "系统管理员（机构变动）", "条例第24条第2款", statutory=False),
    "succeed_case": Act("由承接单位接收", "none", "系统管理员（机构变动）", "条例第24条第2款", statutory=False),
    "propose_recusal": Act("申报、提出回避", "none", "本人，或者受理提议的工作人员", "条例第28条第3款", statutory=False),
    "decide_recusal": Act(
        "决定是否回避", "none", "其单位负责人，负责人的由上一级；听证评议人的由举行机关负责人", "条例第28条第3款", papers=(K.RECUSAL_DECISION,),
    ),
    "conference_decision": Act(
        "联席会议决定", "none", "联席会议召集人", "条例第39条第3款",
        papers=(K.CONFERENCE_MINUTES, K.COORDINATION_NOTICE, K.INTERVIEW_NOTICE, K.CIRCULAR_NOTICE, K.LISTING_NOTICE),
    ),
    "reply_conference": Act("反馈议定事项落实情况", "none", "责任单位", "条例第39条第3款"),
    "end_conference": Act(
        "核对销号", "none", "信访局领导", "条例第39条第3款", papers=(K.DELISTING_NOTICE,),
    ),
    # --- hearings (条例第31条第6项、第36条第2款); the machine is the course of a hearing, the acts are in the package above ---
    "propose_hearing": Act("提请听证", "none", "承办人", "条例第31条第6项"),
    "approve_hearing": Act("批准听证", "none", "举行机关负责人", "条例第31条第6项"),
    "refuse_hearing": Act("不同意举行听证", "none", "举行机关负责人", "条例第31条第6项"),
    "draw_panel": Act("抽取听证评议人", "none", "举行机关承办人", "内部要求", statutory=False),
    "replace_panelist": Act("评议人退出和递补", "none", "举行机关承办人", "条例第28条第3款"),
    "notify_hearing": Act("通知听证", "none", "举行机关承办人", "条例第31条第6项", papers=(K.HEARING_NOTICE, K.HEARING_CALL)),
    "serve_hearing_notice": Act("送达听证通知", "none", "举行机关承办人", "条例第31条第6项", papers=(K.SERVICE_RECEIPT,)),
    "postpone_hearing": Act("听证延期", "none", "举行机关承办人", "条例第31条第6项"),
    "cancel_hearing": Act("取消听证", "none", "举行机关承办人", "条例第31条第6项"),
    "hold_hearing": Act("举行听证", "none", "举行机关承办人", "条例第31条第6项", papers=(K.HEARING_MINUTES,)),
    "conclude_hearing": Act("听证评议结论", "none", "举行机关承办人", "条例第31条第6项", papers=(K.HEARING_SUMMARY,)),
    "draft_publication": Act("拟公示复核意见", "none", "复核机关承办人", "条例第36条第2款"),
    "send_back_publication": Act("退回公示文本", "none", "复核机关负责人", "条例第36条第2款"),
    "publish_opinion": Act("公示复核意见", "none", "复核机关负责人（第二人复核）", "条例第36条第2款"),
    "withdraw_publication": Act("撤下公示", "none", "复核机关负责人", "条例第36条第2款"),
    "record_evaluation": Act("案件评析", "none", "承办单位、信访局", "内部要求", statutory=False),
    # --- the petitioner's side ---------------------------------------------------------------------------------
    "report_withdrawal": Act("登记撤回请求", "none", "登记员、承办单位", "条例第18条第4款", statutory=False),
    "withdraw": Act(
        "确认撤回", "handling", "信访局甄别员", "条例第18条第4款",
        (H.ARRIVED, H.OBJECTED, H.ACCEPTED, H.STATUTORY, H.SIGNED, H.SIMPLE), H.WITHDRAWN,
        voids=("forwarding", "superior_forwarding", "simple_forwarding", "simple_handling", "notice", "objection", "objection_decision", "handling",
               "suggestion_reply", "assigned_report", "supervision_reply"),
        papers=(K.WITHDRAWAL_CONFIRMATION,), case_edges=("dispatch", "close"), statutory=False,
    ),
    "refuse_withdrawal": Act("不予确认撤回", "none", "信访局甄别员", "条例第18条第4款", statutory=False),
    "supplement": Act("收下补充材料", "none", "登记员、承办单位", "条例第19条", statutory=False),
    "urge": Act("登记催办", "none", "登记员、承办单位", "条例第21条第2款", statutory=False),
    "rate": Act("评价", "none", "信访人", "条例第21条第2款", meets=("rating",), statutory=False),
    "reissue_code": Act("换发查询码", "none", "登记员", "条例第21条第2款", statutory=False),
    "import_message": Act("导入", "case", "系统", "内部要求", starts=("handling",), statutory=False),
    "consent_backdating": Act("同意补录日期", "none", "信访局领导", "内部要求", statutory=False),
    "note": Act("补记一条", "none", "经办人、甄别员", "内部要求", statutory=False),
    # --- mediation and settlement: beside the course, no clock stops ------------------------------------------
    "hand_to_mediation": Act("引导调解、和解", "none", "承办单位", "条例第33条", papers=(K.MEDIATION_TRANSFER,)),
    "consent_to_mediation": Act("双方同意调解", "none", "承办单位", "条例第33条"),
    "end_mediation": Act("调解终止", "none", "承办单位", "条例第33条"),
    "agree_in_mediation": Act(
        "达成调解（和解）协议", "none", "承办单位", "条例第33条", papers=(K.MEDIATION_AGREEMENT, K.RECONCILIATION_AGREEMENT),
    ),
    "confirm_agreement": Act("登记司法确认", "none", "承办单位", "条例第37条第1款", statutory=False),
    "follow_agreement": Act("回访协议履行", "none", "承办单位", "条例第37条第1款", statutory=False),
    # --- help in hardship ---------------------------------------------------------------------------------------
    "apply_relief": Act("告知、帮助申请救助", "none", "登记员、甄别员、承办单位", "条例第37条第2款"),
    "record_relief_result": Act("登记救助结果", "none", "帮助申请的单位", "条例第37条第2款"),
    # --- urgent matters: reported in parallel, never in place of registration and transfer ----------------------
    "report_urgent": Act("重大紧急信息首报", "none", "信访局、承办单位", "条例第25条第1款", papers=(K.URGENT_REPORT,)),
    "send_urgent": Act("报送重大紧急信息", "none", "信访局、承办单位", "条例第25条"),
    "follow_up_urgent": Act("重大紧急信息续报", "none", "信访局、承办单位", "条例第25条第1款", papers=(K.URGENT_REPORT,)),
    "finish_urgent": Act("重大紧急信息终报", "none", "信访局、承办单位", "条例第25条第1款", papers=(K.URGENT_REPORT,)),
    "tie_urgent": Act("重大紧急信息对应到件", "none", "信访局、承办单位", "条例第25条第1款", statutory=False),
    "ask_decision": Act("报请决定", "none", "信访局领导", "条例第22条第1款第1项"),
    "record_decision": Act("登记党委政府的决定", "none", "信访局", "条例第22条第1款第1项"),
    # --- attention to safety: a mark of the letter that ends by itself; kept out of the file's story ------------
    "mark_attention": Act("请专人接谈", "none", "登记员、甄别员、信访局领导", "内部要求", statutory=False),
    "record_reception_talk": Act("记下接谈", "none", "登记员、甄别员、信访局领导", "内部要求", statutory=False),
    "close_attention": Act("结束安全关注", "none", "登记员、甄别员、信访局领导", "内部要求", statutory=False),
    # --- leaders: receptions, sponsored cases, backlog (oversight.leaders) ----------------------------------------
    "receive_visit": Act("领导接访接谈", "none", "信访局登记员、甄别员", "条例第18条第2款"),
    "assign_visit": Act("接访交办事项", "none", "接访领导、信访局领导", "条例第18条第2款"),
    "reply_visit": Act("回复接访交办", "none", "承办单位", "条例第18条第2款"),
    "revisit": Act("接访回访", "none", "信访局登记员、甄别员", "条例第18条第2款"),
    "sponsor": Act("确定领导包案", "none", "信访局领导", "条例第18条第2款"),
    "plan_sponsorship": Act("定包案方案", "none", "包案领导、责任单位", "条例第18条第2款"),
    "advance_sponsorship": Act("记包案进展", "none", "包案领导、责任单位", "条例第18条第2款"),
    "ask_sponsorship_check": Act("提请包案验收", "none", "包案领导、责任单位负责人", "条例第18条第2款"),
    "accept_sponsorship": Act("包案验收通过", "none", "信访局，包案领导和责任单位以外的人", "条例第18条第2款"),
    "return_sponsorship": Act("包案验收退回", "none", "信访局，包案领导和责任单位以外的人", "条例第18条第2款"),
    "end_sponsorship": Act("终止包案", "none", "信访局领导", "条例第18条第2款"),
    "propose_backlog": Act("提请列入积案台账", "none", "信访局甄别员、领导", "内部要求", statutory=False),
    "enter_backlog": Act("列入积案台账", "none", "信访局领导", "内部要求", statutory=False),
    "refuse_backlog": Act("不列入积案台账", "none", "信访局领导", "内部要求", statutory=False),
    "resolve_backlog": Act("认定积案化解", "none", "承办单位、信访局甄别员", "内部要求", statutory=False),
    "verify_backlog": Act("复核积案化解，销号", "none", "信访局，认定人以外的人", "内部要求", statutory=False),
    "return_backlog": Act("积案化解退回", "none", "信访局，认定人以外的人", "内部要求", statutory=False),
    # --- papers and archive ------------------------------------------------------------------------------------
    "record_interview": Act("记谈话笔录", "none", "承办单位", "条例第31条第6项", papers=(K.INTERVIEW_RECORD,)),
    "record_execution": Act("登记执行情况", "none", "承办单位", "条例第32条第2款"),
    "list_evidence": Act("列证据目录", "none", "承办单位", "条例第31条第6项", papers=(K.EVIDENCE_LIST,)),
    "serve_paper": Act("送达文书", "none", "出具单位", "条例第23条", papers=(K.SERVICE_RECEIPT, K.PUBLIC_NOTICE)),
    "confirm_paper_arrival": Act("登记文书送达日", "none", "出具单位", "条例第23条"),
    "annul_paper_service": Act("文书退件、更正送达", "none", "出具单位", "内部要求", statutory=False),
    "void_paper": Act("作废文书", "none", "出具单位负责人", "内部要求", statutory=False),
    # --- hot topics, and files that come with their course from an older register (cases.old_register) --------------
    "tag": Act("标注热点", "none", "登记员、甄别员", "内部要求", statutory=False),
    "import_case": Act(
        "导入登记", "case", "统计报告员、甄别员，系统", "内部要求",
        starts=("forwarding", "superior_forwarding", "notice", "objection", "handling", "suggestion_reply", "assigned_report", "rating"),
        statutory=False,
    ),
    "import_transfer": Act("导入转送、交办等去向", "none", "统计报告员、甄别员，系统", "内部要求",
                           meets=("forwarding", "superior_forwarding"), statutory=False),
    "import_notice": Act("导入书面告知", "none", "统计报告员、甄别员，系统", "内部要求", meets=("notice",), statutory=False),
    "import_acceptance": Act("导入受理", "none", "统计报告员、甄别员，系统", "内部要求", statutory=False),
    "import_extension": Act("导入批准延期", "none", "统计报告员、甄别员，系统", "内部要求", statutory=False),
    "import_answer": Act("导入答复", "none", "统计报告员、甄别员，系统", "内部要求", meets=("handling", "suggestion_reply"), statutory=False),
    "import_service": Act("导入送达", "none", "统计报告员、甄别员，系统", "内部要求", statutory=False),
    "import_rating": Act("导入评价", "none", "统计报告员、甄别员，系统", "内部要求", meets=("rating",), statutory=False),
    "import_withdrawal": Act(
        "导入撤回", "none", "统计报告员、甄别员，系统", "内部要求",
        voids=("forwarding", "superior_forwarding", "notice", "objection", "handling", "suggestion_reply", "assigned_report"), statutory=False,
    ),
    "import_oversight": Act("导入积案、接访、包案", "none", "统计报告员、甄别员", "内部要求", statutory=False),
    "import_conclusion": Act("导入办结", "none", "统计报告员、甄别员，系统", "内部要求", statutory=False),
}  # fmt: skip

#: Official documents about no single matter: issued by acts on records of their own.
OFFICIAL_PAPERS = (K.CIRCULAR, K.WORK_REPORT)

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
    H.SIMPLE: "承办单位",
    H.SIMPLE_REPLIED: "信访局",
}

#: What an arriving state owes on paper, until the act that issues it.
PAPERS_OWED: Mapping[str, tuple[PaperKind, ...]] = {
    H.ARRIVED: (K.ACCEPTANCE_NOTICE,),
    H.ACCEPTED: (K.OPINION,),
    H.SIGNED: (K.SERVICE_RECEIPT,),
    H.STATUTORY: (K.STATUTORY_RESULT,),
}

#: The handling's own course: its steps are the acts of its machine.
HANDLING_COURSE = Course(
    "承办",
    HandlingState,
    (H.ARRIVED, H.UNRECORDED, H.ANSWERED, H.TRANSFERRED),
    {name: (act.sources, act.target) for name, act in ACTS.items() if act.machine == "handling"},
    imports=(H.ACCEPTED, H.STATUTORY, H.WITHDRAWN),
)
#: Every course of the house.
ALL_COURSES: Mapping[str, Course] = {"handling": HANDLING_COURSE, **COURSES}


def allowed_edges() -> list[tuple[str, str, str]]:
    """(machine, source, target) of every lawful change of state; births have an empty source, or ``import``."""
    edges = {(machine, *edge) for machine, course in ALL_COURSES.items() for edge in course.edges()}
    births = {(machine, IMPORT, state) for machine, course in ALL_COURSES.items() for state in course.imports}
    return sorted(edges | births)
