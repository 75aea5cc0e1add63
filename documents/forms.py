"""The forms of the file and the slip handed over at the counter."""

from documents.content import Layout
from documents.phrases import pair, wide
from documents.specification import Audience, Box, Kind, Part
from law.terms import PaperKind

REGISTRATION = Kind(
    kind=PaperKind.REGISTRATION,
    title="信访事项登记表",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=(
        "file_number",
        "channel",
        "petition_on",
        "received_on",
        "petitioner",
        "address",
        "phone",
        "purpose",
        "category",
        "subject",
        "claims",
        "facts",
        "registrar",
    ),
    optional=(
        "sex",
        "birth",
        "identity",
        "workplace",
        "agent",
        "delegates",
        "headcount",
        "service_address",
        "venue",
        "against",
        "earlier",
        "materials",
        "needs",
        "remark",
    ),
    lines=(
        pair(Box("信访件编号", "{file_number}"), Box("信访形式", "{channel}")),
        pair(Box("信访日期", "{petition_on}"), Box("收到日期", "{received_on}")),
        pair(Box("信访人", "{petitioner}"), Box("联系电话", "{phone}")),
        pair(Box("性别、出生", "{sex}[　{birth}]"), Box("证件及号码", "{identity}")),
        wide("住址", "{address}"),
        pair(Box("工作单位", "{workplace}"), Box("涉及人数", "{headcount}")),
        pair(Box("代理人", "{agent}"), Box("代表（≤5人）", "{delegates}")),
        wide("送达地址方式", "{service_address}"),
        pair(Box("信访目的", "{purpose}"), Box("内容分类", "{category}")),
        pair(Box("问题发生地", "{venue}"), Box("被反映单位", "{against}")),
        wide("事项摘要", "{subject}"),
        wide("诉求", each="claims", height=18),
        wide("事实和理由", "{facts}", height=30),
        wide("已走法定程序及曾反映情况", "{earlier}", height=14),
        wide("材料", each="materials"),
        pair(Box("需要的便利", "{needs}"), Box("登记人", "{registrar}")),
        wide(
            "信访人核对",
            "以上记录已经核对，与本人所述一致。\n信访人签名：　　　　　　　　　　年　　月　　日",
            16,
        ),
        wide("备注", "{remark}"),
    ),
)

RECEIPT = Kind(
    kind=PaperKind.RECEIPT,
    title="收件凭据",
    audience=Audience.PETITIONER,
    layout=Layout.SLIP,
    required=(
        "file_number",
        "received_on",
        "channel",
        "materials",
        "query_code",
        "query_address",
        "contact_phone",
        "registrar",
    ),
    optional=("petitioner", "subject", "several", "notice_due"),
    addressee="[{petitioner}：]",
    parts=(
        Part(
            "{you}以{channel}形式提出的[关于{subject}的]信访事项，{we}已于{received_on}收到并登记，编号{file_number}。"
            "收到材料："
        ),
        Part(each="materials"),
        Part("{query_address}。请妥善保管查询码，凭码查询办理进展和结果、下载文书、评价。"),
        Part(
            "{we}将在15日内[（{notice_due}前）]按照《信访工作条例》第二十二条提出办理去向并告知{you}。"
            "登记人：{registrar}，联系电话：{contact_phone}。"
        ),
    ),
)

SERVICE_RECEIPT = Kind(
    kind=PaperKind.SERVICE_RECEIPT,
    title="送达回证",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=("file_number", "paper_title", "paper_number", "consignee", "method"),
    optional=("subject", "place", "served_on", "signer", "deliverer", "witness", "refusal", "remark"),
    lines=(
        pair(Box("信访件编号", "{file_number}"), Box("送达方式", "{method}")),
        wide("事项摘要", "{subject}"),
        pair(Box("送达文书", "{paper_title}"), Box("文号", "{paper_number}")),
        wide("受送达人", "{consignee}"),
        wide("送达地点", "{place}"),
        wide("受送达人签收", "签名（盖章）：　　　　　　　　　　年　　月　　日", height=20),
        wide("代收人及关系", "{signer}", height=16),
        wide("拒收事由及日期", "{refusal}", height=20),
        pair(Box("见证人", "{witness}"), Box("送达人", "{deliverer}"), height=16),
        wide("送达日期", "{served_on}"),
        wide("备注", "{remark}", height=16),
        wide(
            "说明",
            "受送达人拒绝接收的，送达人应当记明拒收事由和日期，由送达人、见证人签名，并可以拍照、录像留存；邮寄送达的，"
            "附回执，以回执上注明的收件日期为送达日期；电子送达须经受送达人同意。",
        ),
    ),
)

FORMS = (REGISTRATION, RECEIPT, SERVICE_RECEIPT)
