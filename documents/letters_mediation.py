"""Papers of mediation and settlement (条例第33条): the hand-over to the mediators, and the agreement both sides sign."""

from documents.content import Layout
from documents.specification import Audience, Box, Kind, Line, Part
from law.terms import PaperKind

MEDIATION_TRANSFER = Kind(
    kind=PaperKind.MEDIATION_TRANSFER,
    title="信访事项移交调解单",
    audience=Audience.UNIT,
    series="调",
    addressee="{recipient}：",
    required=(
        "recipient",
        "file_number",
        "subject",
        "mediation_manner",
        "dispute",
        "contact_person",
        "contact_phone",
    ),
    optional=("handle_due", "attachments", "copy_to"),
    parts=(
        Part(
            "{we}正在办理关于{subject}的信访事项（编号：{file_number}）。依照《信访工作条例》第三十三条、第三十七条第一款，"
            "现就其中的争议移交你们进行{mediation_manner}。"
        ),
        Part("{dispute}。", "争议事项"),
        Part(
            "请先分别征询争议双方的意愿；双方都同意、不违反政策法规强制性规定的，方可调解。任何一方可以随时退出，不说明"
            "理由，退出不影响信访事项的办理。",
            "自愿",
        ),
        Part(
            "调解不停止信访事项办理期限[，该期限最迟{handle_due}届满]。达成一致的，请制作调解协议书；没有达成一致的，请及时"
            "终止，并告知双方可以依法通过仲裁、行政、司法等途径维护权利。结果请书面反馈{we}。",
            "期限和反馈",
        ),
        Part(
            "为保护信访人，本单不载明其姓名和联系方式，由经办人当面交接，仅用于本次调解。",
            "信息保护",
        ),
        Part("联系人：{contact_person}，联系电话：{contact_phone}。", "联系"),
    ),
)

_RIGHTS = (
    "依照《信访工作条例》第三十三条，本协议由双方自愿达成，不违反政策法规强制性规定。达成协议不是撤回信访事项，"
    "办理期限照常计算，不影响请求书面答复和复查、复核。"
)
_SIGNED = "签名、盖章或者按指印：　　　　　　　　　　年　　月　　日"


def _agreement(kind: PaperKind, title: str, *, mediated: bool) -> Kind:
    """The agreement both sides sign; a mediated one names its mediators and, for 人民调解, the court's confirmation."""
    mediators = (Line((Box("调解组织", "{mediation_body}"),), 10),) if mediated else ()
    court = (Line((Box("司法确认", "{confirm_note}"),), 20),) if mediated else ()
    seal = (
        (Line((Box("调解员、调解组织", "签名并加盖印章：　　　　　　　　　　　年　　月　　日"),), 16),)
        if mediated
        else ()
    )
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.FILE,
        layout=Layout.FORM,
        required=(
            "file_number",
            "subject",
            "mediation_manner",
            *(("mediation_body",) if mediated else ()),
            "petitioner",
            "other_party",
            "dispute",
            "agreed",
            "performance_manner",
            "perform_by",
            "agreed_on",
            "effective_on",
        ),
        optional=("confirm_note",) if mediated else (),
        lines=(
            Line((Box("信访件编号", "{file_number}"), Box("方式", "{mediation_manner}")), 10),
            Line((Box("事项摘要", "{subject}"),), 10),
            *mediators,
            Line((Box("信访人", "{petitioner}"),), 10),
            Line((Box("对方当事人", "{other_party}"),), 10),
            Line((Box("争议事项", "{dispute}"),), 18),
            Line((Box("协议内容", each="agreed"),), 36),
            Line((Box("履行方式", "{performance_manner}"),), 12),
            Line((Box("履行期限", "最迟{perform_by}"), Box("签订日期", "{agreed_on}")), 10),
            Line((Box("生效日期", "{effective_on}"),), 10),
            *court,
            Line((Box("说明", _RIGHTS),), 20),
            Line((Box("信访人签名", _SIGNED),), 16),
            Line((Box("对方签名", _SIGNED),), 16),
            *seal,
        ),
    )


LETTERS = (
    MEDIATION_TRANSFER,
    _agreement(PaperKind.MEDIATION_AGREEMENT, "调解协议书", mediated=True),
    _agreement(PaperKind.RECONCILIATION_AGREEMENT, "和解协议书", mediated=False),
)
