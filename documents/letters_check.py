"""The bureau checks what a unit reports as done, and sends back what is not (domain §4.2 row 25)."""

from documents.phrases import ASK_OF_UNIT, CLAIMS
from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

RETURN_NOTICE = Kind(
    kind=PaperKind.RETURN_NOTICE,
    title="关于退回重办信访事项的通知",
    audience=Audience.UNIT,
    series="函",
    addressee="{recipient}：",
    required=("recipient", "file_number", "subject", "claims", "reason", "contact_person", "contact_phone"),
    optional=("handle_due", "report_due", "attachments", "copy_to"),
    parts=(
        Part(
            "你单位办理的关于{subject}的信访事项（编号：{file_number}），经{we}审核，程序、文书或者处理结果还有欠缺，不能认定"
            "办结。依照《信访工作条例》第四十条第一款，现退回重新办理。"
        ),
        *CLAIMS,
        Part("{reason}。", "欠缺和要求"),
        Part(
            "请补正后重新出具意见并送达信访人。原意见不再作为申请复查的依据；办理期限从未中断，不因退回重新计算"
            "[，最迟{handle_due}]。",
            "期限",
        ),
        Part("办结报告请在{report_due}以前重新提交。", "办结报告", when="report_due"),
        Part(ASK_OF_UNIT, "联系"),
    ),
)

LETTERS = (RETURN_NOTICE,)
