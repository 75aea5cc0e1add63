"""Papers of the investigation, of service and of the archive (domain §4.2 rows 3, 16, 17, 22, 32)."""

from documents.content import Layout
from documents.phrases import pair, wide
from documents.specification import Audience, Box, Kind, Part
from law.terms import PaperKind

SCREENING_SHEET = Kind(
    kind=PaperKind.SCREENING_SHEET,
    title="信访事项甄别单",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=(
        "file_number",
        "received_on",
        "screened_on",
        "subject",
        "claims",
        "purpose",
        "path",
        "basis",
        "decided_way",
        "reason",
        "screener",
    ),
    optional=("category", "destination", "countersigner", "counsel_opinion", "remark"),
    lines=(
        pair(Box("信访件编号", "{file_number}"), Box("收到日期", "{received_on}")),
        wide("事项摘要", "{subject}"),
        wide("诉求", each="claims", height=18),
        pair(Box("信访目的", "{purpose}"), Box("内容分类", "{category}")),
        wide("处理途径", "{path}"),
        wide("依据", "{basis}"),
        pair(Box("处理方式", "{decided_way}"), Box("去向", "{destination}"), 12),
        wide("理由", "{reason}", height=40),
        wide("律师意见", "{counsel_opinion}", height=18),
        pair(Box("甄别人", "{screener}"), Box("审签人", "{countersigner}"), 14),
        wide("甄别日期", "{screened_on}"),
        wide("备注", "{remark}", height=16),
        wide(
            "说明",
            "按照法定优先、属事其次、属地最后的次序判断，逐项诉求填写（《信访工作条例》第二十二条、第三十一条）。"
            "律师意见只作参考，由甄别人作出判断并负责。",
        ),
    ),
)

INTERVIEW_RECORD = Kind(
    kind=PaperKind.INTERVIEW_RECORD,
    title="谈话笔录",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=(
        "file_number",
        "subject",
        "held_on",
        "venue",
        "interviewers",
        "interviewee",
        "told",
        "record",
        "signature",
    ),
    optional=("present",),
    lines=(
        pair(Box("信访件编号", "{file_number}"), Box("谈话日期", "{held_on}")),
        wide("事项摘要", "{subject}"),
        wide("地点", "{venue}"),
        wide("调查人", "{interviewers}"),
        wide("被谈话人", "{interviewee}"),
        wide("在场人员", "{present}"),
        wide("告知事项", "{told}", height=16),
        wide("谈话内容", "{record}", height=92),
        wide(
            "被谈话人核对",
            "以上笔录已经本人核对（或者已向本人宣读），与所述一致。\n签名：　　　　　　　　　　年　　月　　日",
            18,
        ),
        wide("调查人签名", "（两人以上）：", 16),
        wide("签名情况", "{signature}"),
    ),
)

EVIDENCE_LIST = Kind(
    kind=PaperKind.EVIDENCE_LIST,
    title="证据目录",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=("file_number", "subject", "evidence", "interviewers", "findings"),
    optional=("remark",),
    lines=(
        wide("信访件编号", "{file_number}"),
        wide("事项摘要", "{subject}"),
        wide("证据（名称、来源、页数、证明什么）", each="evidence", height=120),
        wide("查明的事实", "{findings}", height=40),
        wide("调查人", "{interviewers}", height=14),
        wide("备注", "{remark}", height=14),
    ),
)

ASSISTANCE_REPLY = Kind(
    kind=PaperKind.ASSISTANCE_REPLY,
    title="关于会同办理信访事项的意见",
    audience=Audience.UNIT,
    series="函",
    addressee="{recipient}：",
    required=("recipient", "file_number", "subject", "claims", "opinion", "contact_person", "contact_phone"),
    optional=("source_number", "attachments", "copy_to"),
    parts=(
        Part(
            "你单位主办的关于{subject}的信访事项（编号：{file_number}）[（{source_number}）]，涉及{we}职权。依照《信访工作条例》"
            "第二十四条第一款，现提出会办意见如下："
        ),
        Part("信访人的诉求是：", "诉求"),
        Part(each="claims"),
        Part("{opinion}。", "会办意见"),
        Part(
            "对信访人的处理意见书由你单位统一出具并送达，本意见供你单位作出处理意见时使用，不直接答复信访人。",
            "使用",
        ),
        Part("联系人：{contact_person}，联系电话：{contact_phone}。", "联系"),
    ),
)

PUBLIC_NOTICE = Kind(
    kind=PaperKind.PUBLIC_NOTICE,
    title="送达公告",
    audience=Audience.FILE,
    series="公告",
    required=(
        "consignee_masked",
        "file_number",
        "paper_title",
        "paper_number",
        "cause",
        "collect_at",
        "contact_phone",
        "published_on",
        "public_due",
    ),
    optional=("contact_person",),
    parts=(
        Part(
            "{consignee_masked}：{cause}，依照民事诉讼法关于公告送达的规定，现依法公告送达《{paper_title}》（{paper_number}，"
            "信访件编号{file_number}）。"
        ),
        Part(
            "请自本公告发出之日（{published_on}）起30日内，持本人有效证件到{collect_at}领取。期满不领取的，{public_due}视为"
            "送达。"
        ),
        Part(
            "为保护个人信息，本公告不载明事项内容，受送达人姓名作遮蔽处理。"
            "[联系人：{contact_person}，]联系电话：{contact_phone}。"
        ),
    ),
)

FILE_INDEX = Kind(
    kind=PaperKind.FILE_INDEX,
    title="卷宗目录",
    audience=Audience.FILE,
    layout=Layout.FORM,
    required=("file_number", "subject", "volume_span", "volume_count", "entries", "retention", "handler"),
    optional=("materials", "remark"),
    lines=(
        wide("信访件编号", "{file_number}"),
        wide("案卷题名", "{subject}"),
        pair(Box("起止日期", "{volume_span}"), Box("文件数", "{volume_count}")),
        wide("卷内文件（题名、文号、责任者、日期）", each="entries", height=120),
        wide("随卷材料", each="materials", height=20),
        pair(Box("保管期限", "{retention}"), Box("立卷人", "{handler}"), 14),
        wide("备考", "{remark}", height=16),
    ),
)

LETTERS = (SCREENING_SHEET, INTERVIEW_RECORD, EVIDENCE_LIST, ASSISTANCE_REPLY, PUBLIC_NOTICE, FILE_INDEX)
