"""The three recommendations of the bureau (条例第14条第6项、第40条): to an organ, about work, policy or responsibility.

None names a petitioner, and none names an official: who is answerable is for the organ that has the power to say.
"""

from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

_FEEDBACK = (
    "请按照《信访工作条例》第四十条第四款，书面反馈采纳情况：采纳、部分采纳的，写明措施和完成时间；不采纳的，说明理由。"
    "请于{reply_due}前反馈（该日期为本机关工作要求）。"
)


def _recommendation(
    kind: PaperKind, title: str, opening: str, required: tuple[str, ...], *parts: Part, feedback: str = ""
) -> Kind:
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.UNIT,
        series="建",
        addressee="{recipient}：",
        required=("recipient", "subject", "recommended_facts", "basis", "proposals", "reply_due", *required,
                  "contact_person", "contact_phone"),
        optional=("file_number", "attachments", "copy_to"),
        parts=(
            Part(opening + "[涉及的信访件编号：{file_number}。]"),
            Part("{recommended_facts}。", "发现的情况"),
            *parts,
            Part("{basis}。", "依据"),
            Part("建议如下：", "建议"),
            Part(each="proposals"),
            Part(_FEEDBACK + feedback, "反馈要求"),
            Part("联系人：{contact_person}，联系电话：{contact_phone}。"),
        ),
    )  # fmt: skip


IMPROVE = _recommendation(
    PaperKind.RECOMMENDATION_IMPROVE,
    "改进工作建议书",
    "{we}在工作中发现，你单位在{subject}方面的工作需要改进。依照《信访工作条例》第十四条第六项、第四十条第一款，现向你单位"
    "提出改进工作的建议。",
    (),
)
POLICY = _recommendation(
    PaperKind.RECOMMENDATION_POLICY,
    "完善政策建议书",
    "{we}在工作中发现，{subject}涉及政策性问题。依照《信访工作条例》第十四条第六项、第四十条第二款，现报告有关情况，并提出"
    "完善政策的建议。",
    (),
)
ACCOUNTABILITY = _recommendation(
    PaperKind.RECOMMENDATION_ACCOUNTABILITY,
    "追究责任建议书",
    "{we}在工作中发现，{concerned}在办理{subject}中存在造成严重后果的情形。依照《信访工作条例》第十四条第六项、第四十条"
    "第三款，现向你机关提出追究责任的建议。",
    ("concerned",),
    feedback="反馈追究责任情况时，请告知单位数和人数，不必列明姓名。",
)

LETTERS = (IMPROVE, POLICY, ACCOUNTABILITY)
