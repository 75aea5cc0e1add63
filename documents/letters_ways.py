"""The papers of the ways out of the petition channel, and of 简易办理."""

from documents.content import Layout
from documents.phrases import (
    ABOUT,
    ASK,
    ASK_OF_UNIT,
    CLAIMS,
    IDENTITY,
    pair,
    petitioner_letter,
    unit_letter,
    wide,
)
from documents.specification import Audience, Box, Kind, Part
from law.terms import PaperKind

REDIRECT_NOTICE = petitioner_letter(
    PaperKind.REDIRECT_NOTICE,
    "信访事项告知书",
    ("received_on", "ground", "basis", "in_charge"),
    (),
    Part(ABOUT + "{we}于{received_on}收到并登记。现告知如下："),
    Part("{ground}。", "情况"),
    Part("{basis}。", "依据"),
    Part("请{you}向下列机关、单位提出：{in_charge}。", "应当提出的机关、单位"),
    Part("本告知不是不予受理。对上述去向有不清楚的，请与{we}联系，我们会向{you}说明。" + ASK, "联系"),
)

SIMPLE_REPLY = petitioner_letter(
    PaperKind.SIMPLE_REPLY,
    "信访事项简易办理答复书",
    ("received_on", "accepted_on", "outcome", "reason"),
    ("claims", "handler"),
    Part(ABOUT + "{we}于{received_on}收到，于{accepted_on}受理，适用简易办理。现答复如下："),
    Part("{you}提出：", "诉求", when="claims"),
    Part(each="claims"),
    Part("{outcome}。{reason}。", "答复"),
    Part(
        "对本答复不服的，可以要求转为普通程序办理：{we}将调查核实，出具信访处理意见书，60日的办理期限仍自受理之日起计算。"
        "收到处理意见书以后，可以依照《信访工作条例》第三十五条请求复查。",
        "不服的",
    ),
    Part("[经办人：{handler}。]" + ASK, "联系"),
    series="复",
)

POLITICAL_LEGAL_LETTER = unit_letter(
    PaperKind.POLITICAL_LEGAL_LETTER,
    "关于转送涉法涉诉信访事项的函",
    "转",
    ("received_on", "channel", "subject", "claims"),
    ("route", "objection_due"),
    Part(
        "{we}于{received_on}收到以{channel}形式提出的关于{subject}的涉法涉诉信访事项（编号：{file_number}）。依照《信访工作条例》"
        "第二十二条第二款、第二十八条第二款，现转送你单位，请依法处理。"
    ),
    *CLAIMS,
    Part("{route}（供参考，由你单位依法确定）", "所涉程序", when="route"),
    Part(
        "请按照法律法规规定的程序处理。对信访人的告知，按照政法部门的有关规定执行（《信访工作条例》第二十三条第四款）；"
        "不适用信访程序的办理期限和复查、复核。",
        "办理和告知",
    ),
    Part(
        "不属于你单位职权范围的，请自收到之日起5个工作日内[，最迟{objection_due}]，书面提出异议并详细说明理由，经{we}核实同意"
        "后交还相关材料。",
        "异议",
    ),
    IDENTITY,
    Part(ASK_OF_UNIT, "联系"),
)

ORGANIZATION_BRIEFING = unit_letter(
    PaperKind.ORGANIZATION_BRIEFING,
    "关于通报反映干部问题信访情况的函",
    "通",
    ("received_on", "volumes"),
    (),
    Part(
        "{we}于{received_on}收到反映干部问题的信访事项1件（编号：{file_number}）。依照《信访工作条例》第三十条第二款，按照干部"
        "管理权限，现向你部门通报，请按照干部选拔任用监督的有关规定办理。"
    ),
    Part("{volumes}，密封移交，由专人当面交接、清点签收。", "材料"),
    Part(
        "信访人身份、反映的内容和被反映人员均不在本函载明。不得将检举、揭发材料以及有关情况透露或者转给被检举、揭发的人员或者"
        "单位（《信访工作条例》第三十条第三款）。",
        "保密",
    ),
    Part(ASK_OF_UNIT, "联系"),
)


SIMPLE_APPROVAL = Kind(
    kind=PaperKind.SIMPLE_APPROVAL,
    title="信访事项简易办理审批单",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=("recipient", "file_number", "subject", "claims", "decision", "reason", "simple_kind",
              "approver", "approved_on", "telling", "written_asked"),
    optional=("received_on", "accepted_on", "handler", "replied", "attitude"),
    lines=(
        pair(Box("承办单位", "{recipient}"), Box("信访件编号", "{file_number}")),
        pair(Box("收到日期", "{received_on}"), Box("受理日期", "{accepted_on}")),
        wide("事项摘要", "{subject}"),
        wide("诉求", each="claims", height=18),
        pair(Box("审批事项", "{decision}"), Box("经办人", "{handler}")),
        wide("适用情形", "{simple_kind}"),
        wide("理由", "{reason}", 24),
        pair(Box("信访人要求书面", "{written_asked}"), Box("信访人态度", "{attitude}")),
        wide("告知方式、时间和内容", "{telling}", 24),
        wide("答复方式、时间和内容", "{replied}", 24),
        pair(Box("负责人审批", "同意　{approver}"), Box("审批日期", "{approved_on}")),
        wide(
            "说明",
            "简易办理只用于初次信访事项；上级交办的、可能不予支持的、应走法定程序的、多责任主体或者集体联名的重大复杂疑难事项"
            "不适用。转为普通程序的，60日仍自原受理之日起计算（国信发〔2016〕8号）。",
        ),
    ),
)  # fmt: skip

LETTERS = (REDIRECT_NOTICE, SIMPLE_REPLY, POLITICAL_LEGAL_LETTER, ORGANIZATION_BRIEFING, SIMPLE_APPROVAL)
