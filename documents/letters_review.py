"""The papers of 复查 and 复核: what was asked, what was found, what holds now, and what can still be done (条例第35条、第36条)."""

from documents.phrases import ABOUT, ASK
from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

_ASKED = ABOUT + (
    "{you}不服{reviewed_organ}于{reviewed_on}作出的{reviewed_opinion}（{reviewed_number}），于{requested_on}向{we}请求{level}。"
)


def _paper(
    kind: PaperKind,
    title: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    *parts: Part,
    series: str = "告",
    either: tuple[tuple[str, ...], ...] = (),
) -> Kind:
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.PETITIONER,
        series=series,
        addressee="{petitioner}：",
        required=("petitioner", "subject", *required, "file_number", "contact_phone"),
        optional=(*optional, "several", "channel", "petition_on", "contact_person", "contact_address"),
        either=either,
        parts=parts,
    )


REVIEW_ACCEPTANCE = _paper(
    PaperKind.REVIEW_ACCEPTANCE,
    "信访事项复查（复核）受理告知书",
    (
        "level",
        "level_article",
        "requested_on",
        "received_on",
        "reviewed_organ",
        "reviewed_number",
        "reviewed_on",
        "reviewed_opinion",
        "review_due",
    ),
    ("handler",),
    Part(_ASKED + "{we}于{received_on}收到，经审查予以受理，现告知如下："),
    Part(
        "依照《信访工作条例》{level_article}，{we}自收到{level}请求之日起30日内提出{level}意见，末日逢休息日顺延，"
        "最迟{review_due}，并书面答复{you}。",
        "期限",
    ),
    Part(
        "{we}将审查原意见的事实、依据和程序，可以听取{you}和原办理单位的陈述，可以调查核实。原办理单位的人员不参与审查。",
        "程序",
    ),
    Part(
        "{you}可以陈述意见、补充材料，可以申请与该事项有直接利害关系的工作人员回避（《信访工作条例》第二十八条第三款），"
        "可以自愿撤回申请。[经办人：{handler}。]" + ASK,
        "权利和联系",
    ),
)

REVIEW_DECLINE = _paper(
    PaperKind.REVIEW_DECLINE,
    "不予受理复查（复核）告知书",
    (
        "level",
        "requested_on",
        "received_on",
        "reviewed_organ",
        "reviewed_number",
        "reviewed_on",
        "reviewed_opinion",
        "reason",
        "basis",
        "next_step",
    ),
    (),
    Part(_ASKED + "{we}于{received_on}收到。经审查，决定不予受理，现告知如下："),
    Part("{reason}。", "理由"),
    Part("{basis}。", "依据"),
    Part("{next_step}。", "可以这样做"),
    Part("对本告知有疑问的，请与{we}联系，我们会向{you}说明。" + ASK, "联系"),
)

REVIEW_OPINION = _paper(
    PaperKind.REVIEW_OPINION,
    "信访事项复查意见书",
    (
        "requested_on",
        "received_on",
        "reviewed_organ",
        "reviewed_number",
        "reviewed_on",
        "reviewed_opinion",
        "request",
        "findings",
        "basis",
        "outcome",
        "opinion",
    ),
    ("facts",),
    Part(
        ABOUT
        + "由{reviewed_organ}于{reviewed_on}作出信访处理意见（{reviewed_number}）。{you}不服，于{requested_on}请求复查，"
        "{we}于{received_on}收到。依照《信访工作条例》第三十五条，现提出复查意见如下："
    ),
    Part("原处理意见的内容是：", "原处理意见"),
    Part("{reviewed_opinion}", quote=True),
    Part("{you}请求：", "复查请求"),
    Part("{request}", quote=True),
    Part("{you}陈述：", "事实和理由", when="facts"),
    Part("{facts}", quote=True, when="facts"),
    Part("{findings}。", "审查认定"),
    Part("{basis}。", "依据"),
    Part("{outcome}。{opinion}。", "复查意见"),
    Part(
        "对本复查意见不服的，可以自收到本意见书之日起30日内，向{final_body}请求复核（《信访工作条例》第三十六条第一款）。"
        "请求复核时，请提交处理意见书、本意见书和复核的理由。",
        "复核",
        when="final_body",
    ),
    Part(
        "{redo_organ}自收到本意见书之日起60日内重新办理，出具新的信访处理意见书并送达{you}；对新的处理意见不服的，"
        "可以自收到之日起30日内请求复查。",
        "重新办理",
        when="redo_organ",
    ),
    Part("对本意见书有不清楚的地方，我们会向{you}解释说明。" + ASK, "联系"),
    series="查",
    either=(("final_body", "redo_organ"),),
)

FINAL_REVIEW_OPINION = _paper(
    PaperKind.FINAL_REVIEW_OPINION,
    "信访事项复核意见书",
    (
        "requested_on",
        "received_on",
        "original_number",
        "reviewed_organ",
        "reviewed_number",
        "reviewed_on",
        "reviewed_opinion",
        "request",
        "findings",
        "basis",
        "outcome",
        "opinion",
    ),
    ("facts", "redo_organ"),
    Part(
        ABOUT
        + "已出具信访处理意见（{original_number}），并由{reviewed_organ}于{reviewed_on}作出复查意见（{reviewed_number}）。"
        "{you}不服，于{requested_on}请求复核，{we}于{received_on}收到。依照《信访工作条例》第三十六条第一款，"
        "现提出复核意见如下："
    ),
    Part("复查意见的内容是：", "复查情况"),
    Part("{reviewed_opinion}", quote=True),
    Part("{you}请求：", "复核请求"),
    Part("{request}", quote=True),
    Part("{you}陈述：", "事实和理由", when="facts"),
    Part("{facts}", quote=True, when="facts"),
    Part("{findings}。", "审查认定"),
    Part("{basis}。", "依据"),
    Part("{outcome}。{opinion}。", "复核意见"),
    Part(
        "{redo_organ}自收到本意见书之日起60日内重新办理，出具新的信访处理意见书并送达{you}；对新的处理意见不服的，"
        "可以自收到之日起30日内请求复查。",
        "重新办理",
        when="redo_organ",
    ),
    Part(
        "本复核意见是信访程序的终局意见。对本复核意见不服，仍然以同一事实和理由提出投诉请求的，各级党委和政府信访部门和其他"
        "机关、单位不再受理（《信访工作条例》第三十六条第三款）。有新的事实、新的理由的，可以作为新的信访事项提出。",
        "终局",
        unless="redo_organ",
    ),
    Part("对本意见书有不清楚的地方，我们会向{you}解释说明。" + ASK, "联系"),
    series="核",
)

LETTERS = (REVIEW_ACCEPTANCE, REVIEW_DECLINE, REVIEW_OPINION, FINAL_REVIEW_OPINION)
