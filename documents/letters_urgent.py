"""重大紧急信息专报: when, where, how many, what they ask, what is being done (条例第25条, domain §5.1)."""

from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

URGENT_REPORT = Kind(
    kind=PaperKind.URGENT_REPORT,
    title="重大紧急信息专报",
    audience=Audience.UNIT,
    series="专报",
    addressee="{recipient}：",
    required=(
        "recipient",
        "file_number",
        "urgent_stage",
        "subject",
        "known_at",
        "happened",
        "venue",
        "headcount",
        "claims",
        "measures",
        "contact_person",
        "contact_phone",
    ),
    optional=("proposal", "attachments", "copy_to"),
    parts=(
        Part(
            "{we}于{known_at}知悉关于{subject}的重大、紧急信访信息（信访件编号：{file_number}）。依照《信访工作条例》第二十五条，"
            "现予报告（{urgent_stage}）。"
        ),
        Part("时间：{happened}；地点：{venue}；人数：{headcount}。", "基本情况"),
        Part("反映的诉求是：", "诉求"),
        Part(each="claims"),
        Part("{measures}。", "已经和正在采取的措施"),
        Part(
            "{proposal}。以上建议，请予决定（《信访工作条例》第二十二条第一款第一项）。",
            "建议",
            when="proposal",
        ),
        Part(
            "本报告不代替信访事项的登记、转送、交办，各项法定期限照常计算。有新的情况，随时续报。",
            "说明",
        ),
        Part("联系人：{contact_person}，联系电话：{contact_phone}。", "联系"),
    ),
)

LETTERS = (URGENT_REPORT,)
