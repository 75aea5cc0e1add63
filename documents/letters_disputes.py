"""Letters about whose matter it is, and who must keep out of it (条例第24条、第28条第3款)."""

from dataclasses import replace
from datetime import date

from documents.phrases import ASK_OF_UNIT, unit_letter
from documents.specification import Part
from law.terms import PaperKind

DISPUTE_REFERRAL = unit_letter(
    PaperKind.DISPUTE_REFERRAL,
    "关于报请指定信访事项主办单位的请示",
    "请",
    ("subject", "claims", "dispute_units", "reason", "notice_due"),
    (),
    Part(
        "关于{subject}的信访事项（编号：{file_number}），有关单位对由谁受理有争议，经协商、核实未能一致。依照《信访工作条例》"
        "第二十四条第一款，现报请决定受理机关、单位。"
    ),
    Part("信访人的诉求是：", "诉求"),
    Part(each="claims"),
    Part("有关单位的意见如下：", "争议各方"),
    Part(each="dispute_units"),
    Part("{reason}。", "核实情况和意见"),
    Part(
        "争议期间书面告知信访人的期限不停止计算，最迟{notice_due}届满（《信访工作条例》第二十三条第三款）。请及时决定。",
        "期限",
    ),
    Part("妥否，请批示。" + ASK_OF_UNIT),
)

DESIGNATION_NOTICE = unit_letter(
    PaperKind.DESIGNATION_NOTICE,
    "关于指定信访事项主办单位的通知",
    "函",
    ("subject", "claims", "dispute_units", "deciding_body", "lead_unit", "reason", "notice_due"),
    ("assisting_units", "decision_number", "report_due"),
    Part(
        "关于{subject}的信访事项（编号：{file_number}），有关单位对受理有争议。依照《信访工作条例》第二十四条第一款，"
        "经{deciding_body}决定[（{decision_number}）]，现通知如下："
    ),
    Part("由{lead_unit}主办[，由{assisting_units}协办]。", "承办单位"),
    Part("{reason}。", "理由"),
    Part("信访人的诉求是：", "诉求"),
    Part(each="claims"),
    Part("争议各方及其意见：", "争议情况"),
    Part(each="dispute_units"),
    Part(
        "主办单位最迟{notice_due}书面告知信访人接收情况以及处理途径和程序（《信访工作条例》第二十三条第三款），并依法按政策办理。"
        "处理意见书由主办单位统一出具并送达，协办单位就本单位职责范围内的情况提出会办意见。",
        "办理",
    ),
    Part("请于{report_due}前反馈办理结果，提交办结报告。", "反馈", when="report_due"),
    Part(
        "本决定作出后，主办单位不得再就受理提出异议，有关单位不得推诿、拖延（《信访工作条例》第二十八条第一款）。",
        "执行",
    ),
    Part(
        "为保护信访人，本通知不载明其姓名和联系方式。承办人员请凭编号在信访信息系统内查阅，仅用于办理本事项。",
        "信息保护",
    ),
    Part(ASK_OF_UNIT, "联系"),
)

_RECUSAL_OF_STAFF = unit_letter(
    PaperKind.RECUSAL_DECISION,
    "关于信访事项办理人员回避的决定",
    "回避",
    (
        "subject",
        "official_name",
        "official_duty",
        "recusal_origin",
        "ground",
        "proposed_on",
        "recusal_outcome",
        "reason",
    ),
    ("successor_person",),
    Part(
        "关于{subject}的信访事项（编号：{file_number}），{proposed_on}，{recusal_origin}{official_name}（承担的工作：{official_duty}）"
        "回避，情形为{ground}。依照《信访工作条例》第二十八条第三款，经审查，决定如下："
    ),
    Part("{recusal_outcome}。", "决定"),
    Part("{reason}。", "理由"),
    Part("由{successor_person}接替办理，已经进行的程序继续有效。", "工作交接", when="successor_person"),
    Part(
        "决定回避的，自本决定作出之日起不得再参与本事项的办理、审批、复查复核和听证主持，不得过问、干预。",
        "效力",
    ),
    Part(ASK_OF_UNIT, "联系"),
)

#: The same record serves the panel of a hearing: its members take no part in the hearing either.
_TO_PANEL = {
    "由{successor_person}接替办理，已经进行的程序继续有效。": "由{successor_person}接替，已经进行的程序继续有效。",
    "决定回避的，自本决定作出之日起不得再参与本事项的办理、审批、复查复核和听证主持，不得过问、干预。":
        "决定回避的，自本决定作出之日起不得再参与本事项的办理、审批、复查复核和听证的主持、评议，不得过问、干预。",
}  # fmt: skip
RECUSAL_DECISION = replace(
    _RECUSAL_OF_STAFF,
    version="2026-2",
    since=date(2026, 11, 1),
    earlier=(_RECUSAL_OF_STAFF,),
    parts=tuple(replace(part, text=_TO_PANEL.get(part.text, part.text)) for part in _RECUSAL_OF_STAFF.parts),
)

LETTERS = (DISPUTE_REFERRAL, DESIGNATION_NOTICE, RECUSAL_DECISION)
