"""The letters to the petitioner: what happens next and by when, what can be done, whom to ask."""

from dataclasses import replace
from datetime import date

from documents.phrases import ABOUT, ASK, petitioner_letter
from documents.specification import Part
from law.terms import PaperKind

_THANKS = Part("感谢{you}对我们工作的信任、支持和监督。")

DESTINATION_NOTICE = petitioner_letter(
    PaperKind.DESTINATION_NOTICE,
    "信访事项去向告知书",
    ("received_on", "destination", "way", "transferred_on"),
    ("destination_phone", "notice_due", "report_due"),
    Part(
        ABOUT
        + "{we}已于{received_on}收到并登记。依照《信访工作条例》第二十二条第一款，现将办理去向告知如下："
    ),
    Part("{we}已于{transferred_on}将该事项{way}{destination}[（电话：{destination_phone}）]。", "去向"),
    Part(
        "{destination}应当自收到之日起15日内，最迟{notice_due}，书面告知{you}接收情况以及处理途径和程序；不属于"
        "其职权范围、经{we}核实同意退回的，{we}将另行确定承办单位并告知{you}。"
        "[{we}已要求其在{report_due}前反馈办理结果。]",
        "下一步",
        when="notice_due",
    ),
    Part("{destination}将按照有关规定办理并告知{you}。", "下一步", unless="notice_due"),
    Part(
        "{you}可以补充材料，可以凭查询码或者信访件编号查询办理进展。到期没有收到书面告知的，请与{we}联系，{we}将予以"
        "督促。" + ASK,
        "查询和联系",
    ),
    _THANKS,
)

ACCEPTANCE_NOTICE = petitioner_letter(
    PaperKind.ACCEPTANCE_NOTICE,
    "信访事项受理告知书",
    ("received_on", "accepted_on", "route", "handler"),
    ("from_organ", "claims", "procedure", "other_parts"),
    Part(
        ABOUT + "{we}于{received_on}收到[（{from_organ}转来）]。依照《信访工作条例》第二十三条，"
        "现将接收情况以及处理"
        "途径和程序告知如下："
    ),
    Part("{you}提出的下列诉求属于{we}职权范围，自{accepted_on}起受理：", "接收情况", when="claims"),
    Part(each="claims"),
    Part("该事项属于{we}职权范围，自{accepted_on}起受理。", "接收情况", unless="claims"),
    Part("{other_parts}。", when="other_parts"),
    Part("{route}。", "处理途径"),
    Part("{procedure}。", "处理程序", when="procedure"),
    Part(
        "{we}将听取{you}陈述事实和理由，并调查核实，出具信访处理意见书送达{you}。重大、复杂、疑难的，可以举行听证；"
        "可以调解、和解的，经双方同意进行。",
        "处理程序",
        unless="procedure",
    ),
    Part(
        "自受理之日起60日内办结，末日逢休息日顺延，最迟{handle_due}。情况复杂需要延长的，经{we}负责人批准，延长期限"
        "不超过30日，并书面告知{you}理由（《信访工作条例》第三十四条）。",
        "办理期限",
        when="handle_due",
    ),
    Part("{legal_term}。", "办理期限", unless="handle_due"),
    Part(
        "{you}可以陈述意见、补充材料，可以申请与该事项有直接利害关系的工作人员回避，可以查询办理进展；请对所提供材料"
        "内容的真实性负责。",
        "权利和义务",
    ),
    Part("经办人：{handler}。" + ASK, "联系"),
    either=(("handle_due", "legal_term"),),
)

_GUIDANCE_OF_ANY_KIND = petitioner_letter(
    PaperKind.GUIDANCE_NOTICE,
    "信访事项引导告知书",
    (
        "received_on",
        "regulation_item",
        "path",
        "body_name",
        "body_address",
        "body_phone",
        "apply_term",
        "basis",
        "materials",
    ),
    ("guidance_kind", "claims", "apply_start", "apply_from", "apply_due", "help", "next_step"),
    Part(
        ABOUT
        + "{we}于{received_on}收到。该事项按照法律规定应当由有权机关通过法定程序处理，这样作出的结论具有法律"
        "效力，更有利于维护{your}合法权益。依照《信访工作条例》{regulation_item}，现告知如下："
    ),
    Part("适用本告知的诉求是：", "诉求", when="claims"),
    Part(each="claims"),
    Part("{path}[（{guidance_kind}）]。法律依据：{basis}。", "法定途径"),
    Part("{body_name}，地址：{body_address}，电话：{body_phone}。", "受理机关"),
    Part("{apply_term}。[期限的起算：{apply_start}。]", "申请期限"),
    Part(
        "按{apply_from}起算，最后一日为{apply_due}。这一日期供参考，以受理机关认定的为准，请尽早提出。",
        when="apply_due",
    ),
    Part("申请时请准备下列材料：", "所需材料"),
    Part(each="materials"),
    Part(
        "需要法律咨询的，可以拨打12348公共法律服务热线；经济困难、符合条件的，可以向当地法律援助机构申请法律援助。"
        "[{help}。]",
        "法律援助",
    ),
    Part(
        "[{next_step}。]本告知不是不予受理。对上述途径和材料有不清楚的，请与{we}联系，我们会向{you}说明。"
        + ASK,
        "联系",
    ),
)

#: Each of the eight kinds has its own title: 信访事项引导告知书（仲裁） (domain §5.1).
GUIDANCE_NOTICE = replace(
    _GUIDANCE_OF_ANY_KIND,
    version="2026-2",
    since=date(2026, 11, 1),
    earlier=(_GUIDANCE_OF_ANY_KIND,),
    title="信访事项引导告知书[（{guidance_kind}）]",
)

DECLINE_NOTICE = petitioner_letter(
    PaperKind.DECLINE_NOTICE,
    "信访事项不予受理告知书",
    ("received_on", "ground", "basis", "in_charge"),
    (),
    Part(ABOUT + "{we}于{received_on}收到。经审查，决定不予受理，现告知如下："),
    Part("{ground}。", "情形"),
    Part("{basis}。", "依据"),
    Part("{in_charge}。", "在办机关和正确去向"),
    Part(
        "{you}可以按照上述去向提交材料、了解情况。对本告知有疑问的，请与{we}联系，我们会向{you}说明。" + ASK,
        "下一步",
    ),
)

BAR_NOTICE = petitioner_letter(
    PaperKind.BAR_NOTICE,
    "信访事项不再受理告知书",
    ("received_on", "final_number", "final_on", "comparison", "help"),
    ("final_organ",),
    Part(
        ABOUT + "{we}于{received_on}收到。该事项已经复核，依照《信访工作条例》第三十六条第三款，不再受理，"
        "现告知如下："
    ),
    Part("[{final_organ}]已于{final_on}作出复核意见（{final_number}）。", "复核情况"),
    Part("{comparison}。", "同一事实和理由"),
    Part(
        "信访人对复核意见不服，仍然以同一事实和理由提出投诉请求的，各级党委和政府信访部门和其他机关、单位不再受理。",
        "依据",
    ),
    Part(
        "{help}。{you}有新的事实、新的理由的，可以作为新的信访事项提出，我们将依法登记办理。" + ASK,
        "疏导帮扶",
    ),
)

EXTENSION_NOTICE = petitioner_letter(
    PaperKind.EXTENSION_NOTICE,
    "信访事项延期办理告知书",
    ("accepted_on", "reason", "approver", "approved_on", "original_due"),
    ("new_due",),
    Part(
        ABOUT
        + "{we}于{accepted_on}受理，应于{original_due}前办结。因情况复杂，依照《信访工作条例》第三十四条，"
        "经{we}负责人批准延长办理期限，现告知如下："
    ),
    Part("{reason}。", "延期理由"),
    Part("{approver}，{approved_on}批准。", "批准"),
    Part("办理期限延至{new_due}。延长期限不超过30日，只延长一次。", "新的期限", when="new_due"),
    Part("批准时原期限已经届满，该事项仍按原期限计为逾期，{we}向{you}致歉。", "期限", unless="new_due"),
    Part(
        "{we}将抓紧办理，尽快出具信访处理意见书并送达{you}。让{you}久等，敬请谅解。{you}可以继续补充材料、"
        "查询进展。" + ASK,
        "下一步",
    ),
)

OPINION = petitioner_letter(
    PaperKind.OPINION,
    "信访处理意见书",
    ("accepted_on", "claims", "facts", "findings", "outcome", "opinion", "basis", "review_body"),
    ("performance", "request_met", "explained", "hardship_helped", "review_contact", "handler"),
    Part(
        ABOUT + "{we}于{accepted_on}受理。经听取{your}陈述并调查核实，依照《信访工作条例》第三十一条第六项、"
        "第三十二条，现提出处理意见如下："
    ),
    Part("{you}请求：", "投诉请求"),
    Part(each="claims"),
    Part("{you}陈述：", "事实和理由"),
    Part("{facts}", quote=True),
    Part("{findings}。", "调查核实情况"),
    Part("{basis}。", "法律法规依据"),
    Part("对{your}请求，{outcome}。{opinion}。", "处理意见"),
    Part("{performance}。", "落实安排", when="performance"),
    # 三到位 (条例第27条), each where there is something to say
    Part("{request_met}。", "解决问题", when="request_met"),
    Part("{explained}。", "解释疏导", when="explained"),
    Part("{hardship_helped}。", "帮扶救助", when="hardship_helped"),
    Part(
        "对本处理意见不服的，可以自收到本意见书之日起30日内，向{review_body}[（{review_contact}）]请求复查"
        "（《信访工作条例》第三十五条）。请求复查时，请提交本意见书和复查的理由。",
        "复查",
    ),
    Part("对本意见书有不清楚的地方，我们会当面向{you}解释说明。[经办人：{handler}。]" + ASK, "联系"),
    series="意",
)

SUGGESTION_REPLY = petitioner_letter(
    PaperKind.SUGGESTION_REPLY,
    "信访事项答复书",
    ("received_on", "outcome", "reason"),
    ("claims", "next_step"),
    Part(
        ABOUT
        + "{we}于{received_on}收到。感谢{you}关心和支持本地发展。依照《信访工作条例》第二十九条第一款，{we}对"
        "{your}意见建议进行了研究论证，现答复如下："
    ),
    Part("{you}提出：", "意见建议", when="claims"),
    Part(each="claims"),
    Part("{outcome}。", "研究结论"),
    Part("{reason}。", "理由"),
    Part("{next_step}。", "下一步", when="next_step"),
    Part("对本答复有进一步的意见建议，欢迎继续提出。" + ASK, "联系"),
    series="复",
)

STATUTORY_RESULT = petitioner_letter(
    PaperKind.STATUTORY_RESULT,
    "法定途径办理结果告知书",
    ("regulation_item", "path", "result_number", "decided_on", "conclusion", "remedy"),
    ("claims", "result_body", "next_step"),
    Part(
        ABOUT + "属于《信访工作条例》{regulation_item}规定的情形，已按照法定程序处理。现将办理结果告知如下："
    ),
    Part("涉及的诉求是：", "诉求", when="claims"),
    Part(each="claims"),
    Part("{path}。", "法定程序"),
    Part("[{result_body}]已于{decided_on}作出{result_number}。", "法定文书"),
    Part("{conclusion}。", "办理结论"),
    Part("{remedy}。", "法定救济"),
    Part("[{next_step}。]对办理结果有不清楚的，请与{we}联系，我们会向{you}说明。" + ASK, "联系"),
)

LETTERS = (
    DESTINATION_NOTICE,
    ACCEPTANCE_NOTICE,
    GUIDANCE_NOTICE,
    DECLINE_NOTICE,
    BAR_NOTICE,
    EXTENSION_NOTICE,
    OPINION,
    SUGGESTION_REPLY,
    STATUTORY_RESULT,
)
