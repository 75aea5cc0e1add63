"""The letters between organs. None has a place for who the petitioner is (条例第30条第3款)."""

from documents.phrases import ASK_OF_UNIT, CLAIMS, IDENTITY, unit_letter
from documents.specification import Part
from law.terms import PaperKind

_NOTICE = Part(
    "属于你单位职权范围的，请自收到之日起15日内，最迟{notice_due}，书面告知信访人接收情况以及处理途径和程序"
    "（《信访工作条例》第二十三条第三款）。",
    "书面告知",
)
_OBJECTION = Part(
    "不属于你单位或者本系统职权范围的，请自收到之日起5个工作日内，最迟{objection_due}，书面提出异议并详细说明"
    "理由，经{we}核实同意后交还相关材料；未经同意，请勿自行退回或者转给其他单位。",
    "异议",
)
_HANDLING = Part(
    "应当通过诉讼、仲裁、行政程序等法定途径处理的，请导入相应程序；适用信访程序的，自受理之日起60日内办结，出具"
    "信访处理意见书并送达信访人。",
    "办理",
)


FORWARDING_LETTER = unit_letter(
    PaperKind.FORWARDING_LETTER,
    "关于转送信访事项的函",
    "转",
    ("received_on", "channel", "subject", "claims", "notice_due", "objection_due"),
    ("route", "simple_hint"),
    Part(
        "{we}于{received_on}收到以{channel}形式提出的关于{subject}的信访事项（编号：{file_number}）。依照《信访工作条例》"
        "第二十二条第一款，现转送你单位，请依法按政策处理。"
    ),
    *CLAIMS,
    Part("{route}（供参考，由你单位依法确定）", "建议的处理途径", when="route"),
    Part(
        "本事项{simple_hint}，建议简易办理。是否适用由你单位决定：适用的，自收到之日起3个工作日内告知信访人，自受理之日起"
        "10个工作日内答复；告知和答复可以口头、短信、网上进行，信访人要求书面的应当出具书面文书。",
        "简易办理",
        when="simple_hint",
    ),
    _NOTICE,
    _OBJECTION,
    _HANDLING,
    IDENTITY,
    Part(ASK_OF_UNIT, "联系"),
)

ASSIGNMENT_LETTER = unit_letter(
    PaperKind.ASSIGNMENT_LETTER,
    "关于交办信访事项的函",
    "交",
    (
        "received_on",
        "channel",
        "subject",
        "claims",
        "requirements",
        "notice_due",
        "objection_due",
        "report_due",
    ),
    ("route",),
    Part(
        "{we}于{received_on}收到以{channel}形式提出的关于{subject}的信访事项（编号：{file_number}）。依照《信访工作条例》"
        "第二十二条第一款第三项，现交由你单位办理。"
    ),
    *CLAIMS,
    Part("{route}（供参考，由你单位依法确定）", "建议的处理途径", when="route"),
    Part("{requirements}。", "办理要求"),
    _NOTICE,
    _OBJECTION,
    _HANDLING,
    Part(
        "请于{report_due}前向{we}书面反馈办理结果，提交办结报告，并附处理意见书（或者法定途径办理结果）和送达回证。",
        "反馈和办结报告",
    ),
    IDENTITY,
    Part(ASK_OF_UNIT, "联系"),
)

OBJECTION_LETTER = unit_letter(
    PaperKind.OBJECTION_LETTER,
    "关于转送（交办）信访事项的异议函",
    "异",
    ("source_number", "received_on", "subject", "reason", "basis", "suggested_unit"),
    (),
    Part(
        "{source_number}及所附关于{subject}的信访事项（编号：{file_number}），{we}于{received_on}收到。经研究，该事项"
        "不属于{we}及本系统职权范围，依照《信访工作条例》第二十三条第三款，提出异议如下："
    ),
    Part("{reason}。", "理由"),
    Part("{basis}。", "依据"),
    Part("建议由{suggested_unit}办理。", "去向建议"),
    Part("请予核实。核实同意前，{we}妥善保管材料，不影响书面告知期限的计算。" + ASK_OF_UNIT, "联系"),
)

OBJECTION_REFUSAL = unit_letter(
    PaperKind.OBJECTION_REFUSAL,
    "关于不同意退回信访事项的函",
    "函",
    ("objection_number", "objected_on", "subject", "reason", "notice_due"),
    ("basis",),
    Part(
        "你单位{objected_on}对关于{subject}的信访事项（编号：{file_number}）提出的异议（{objection_number}）收悉。"
        "依照《信访工作条例》第二十三条第三款，经{we}核实，不同意退回，现说明如下："
    ),
    Part("{reason}。[依据：{basis}。]", "理由"),
    Part(
        "请你单位继续办理，最迟{notice_due}书面告知信访人接收情况以及处理途径和程序。该期限自你单位收到转送（交办）"
        "之日起计算，不因提出异议而改变。",
        "办理",
    ),
    Part(ASK_OF_UNIT, "联系"),
)

REASSIGNMENT_LETTER = unit_letter(
    PaperKind.REASSIGNMENT_LETTER,
    "关于改派信访事项的函",
    "函",
    ("received_on", "subject", "claims", "former_unit", "reason", "notice_due", "objection_due"),
    ("report_due", "requirements"),
    Part(
        "{we}于{received_on}收到的关于{subject}的信访事项（编号：{file_number}），原由{former_unit}承办。依照《信访工作"
        "条例》第二十三条第三款，经{we}核实其异议，现改由你单位办理。"
    ),
    *CLAIMS,
    Part("{reason}。", "改派理由"),
    _NOTICE,
    _OBJECTION,
    _HANDLING,
    Part("{requirements}。", "办理要求", when="requirements"),
    Part("请于{report_due}前向{we}书面反馈办理结果，提交办结报告。", "反馈", when="report_due"),
    IDENTITY,
    Part(ASK_OF_UNIT, "联系"),
)

ASSISTANCE_LETTER = unit_letter(
    PaperKind.ASSISTANCE_LETTER,
    "关于会同办理信访事项的函",
    "函",
    ("subject", "claims", "duties", "reply_due"),
    ("source_number",),
    Part(
        "关于{subject}的信访事项（编号：{file_number}）[（{source_number}）]由{we}主办，涉及你单位职权。依照《信访工作条例》"
        "第二十四条第一款，请你单位协助办理。"
    ),
    *CLAIMS,
    Part("请你单位办理下列事项：", "分工"),
    Part(each="duties"),
    Part(
        "请于{reply_due}前书面反馈查明的事实、处理意见和依据。对信访人的处理意见书由{we}统一出具并送达。",
        "反馈",
    ),
    IDENTITY,
    Part(ASK_OF_UNIT, "联系"),
)

CONCLUSION_REPORT = unit_letter(
    PaperKind.CONCLUSION_REPORT,
    "关于信访事项办结情况的报告",
    "报",
    (
        "source_number",
        "assigned_on",
        "subject",
        "claims",
        "findings",
        "conclusion",
        "services",
        "attitude",
        "performance",
    ),
    (),
    Part(
        "{source_number}（{assigned_on}）转来的关于{subject}的信访事项（编号：{file_number}），{we}已经办结。依照《信访工作"
        "条例》第二十二条第一款第三项，现将办理情况报告如下："
    ),
    *CLAIMS,
    Part("{findings}。", "调查核实情况"),
    Part("{conclusion}。", "处理结论"),
    Part("{services}。", "送达情况"),
    Part("{attitude}。", "信访人意见"),
    Part("{performance}。", "落实情况"),
    Part("特此报告。" + ASK_OF_UNIT),
)

SUPERVISION_NOTICE = unit_letter(
    PaperKind.SUPERVISION_NOTICE,
    "信访事项督办单",
    "督",
    ("subject", "ground", "requirements", "reply_due"),
    ("source_number", "supervision_level", "supervised_by", "ground_kind", "direction"),
    Part(
        "关于{subject}的信访事项（编号：{file_number}）[（{source_number}）]由你单位办理。依照《信访工作条例》第四十条"
        "第一款，现予督办[（{supervision_level}，{supervised_by}）]。"
    ),
    Part("{direction}。", "批示", when="direction"),
    Part("[（{ground_kind}）]{ground}。", "督办事由"),
    Part("{requirements}。", "督办要求"),
    Part(
        "请于{reply_due}前书面反馈办理情况和结果。逾期不反馈或者仍不落实的，{we}将依照《信访工作条例》第四十条提出"
        "改进工作、追究责任的建议。",
        "反馈期限",
    ),
    Part(ASK_OF_UNIT, "联系"),
)

DISCIPLINE_TRANSFER = unit_letter(
    PaperKind.DISCIPLINE_TRANSFER,
    "关于移送检举控告类信访事项的函",
    "移",
    ("received_on", "volumes"),
    (),
    Part(
        "{we}于{received_on}收到检举控告类信访事项1件（编号：{file_number}）。依照《信访工作条例》第二十二条第二款、"
        "第三十条第一款，按照管理权限移送你机关，请依规依纪依法处理。"
    ),
    Part("{volumes}，密封移送，由专人当面交接、清点签收。", "移送材料"),
    Part(
        "检举人身份、检举内容均不在本函载明。不得将检举、揭发材料以及有关情况透露或者转给被检举、揭发的人员或者单位"
        "（《信访工作条例》第三十条第三款）。",
        "保密",
    ),
    Part("对检举人的告知、反馈，按照纪检监察机关有关规定办理。", "告知和反馈"),
    Part(ASK_OF_UNIT, "联系"),
)

LETTERS = (
    FORWARDING_LETTER,
    ASSIGNMENT_LETTER,
    OBJECTION_LETTER,
    OBJECTION_REFUSAL,
    REASSIGNMENT_LETTER,
    ASSISTANCE_LETTER,
    CONCLUSION_REPORT,
    SUPERVISION_NOTICE,
    DISCIPLINE_TRANSFER,
)
