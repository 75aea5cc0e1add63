"""The papers of the joint conference: minutes, and the notices of what it decided (条例第13条、第39条第3款)."""

from documents.phrases import ASK_OF_UNIT, unit_letter
from documents.specification import Audience, Kind, Part
from law.terms import PaperKind

_MATTER = "[涉及信访事项：{subject}（编号：{file_number}）。]"

CONFERENCE_MINUTES = Kind(
    kind=PaperKind.CONFERENCE_MINUTES,
    title="信访工作联席会议纪要",
    audience=Audience.FILE,
    series="纪要",
    required=(
        "conference_title",
        "conference_on",
        "conference_place",
        "conference_chair",
        "conference_units",
        "conference_agenda",
        "conference_resolutions",
    ),
    optional=("conference_absent", "conference_summary", "copy_to"),
    parts=(
        Part(
            "{conference_on}，{conference_chair}在{conference_place}主持召开{conference_title}。依照《信访工作条例》第十三条、"
            "第二十四条、第三十九条，现将会议情况和议定事项纪要如下："
        ),
        Part("会议研究了下列议题：", "议题"),
        Part(each="conference_agenda"),
        Part("{conference_summary}。", "会议意见", when="conference_summary"),
        Part("会议议定：", "议定事项"),
        Part(each="conference_resolutions"),
        Part("各责任单位要按照议定的分工和期限落实，并书面报送落实情况。", "落实"),
        Part("参加单位：", "出席"),
        Part(each="conference_units"),
        Part("未参加单位：", "缺席", when="conference_absent"),
        Part(each="conference_absent"),
    ),
)


def _notice(kind: PaperKind, title: str, opening: str, demand: str, series: str = "函") -> Kind:
    """A notice to one unit: on what minutes, on what ground, what is to be done and by when."""
    return Kind(
        kind=kind,
        title=title,
        audience=Audience.UNIT,
        series=series,
        addressee="{recipient}：",
        required=(
            "recipient",
            "conference_on",
            "conference_number",
            "ground",
            "requirements",
            "rectify_due",
            "contact_person",
            "contact_phone",
        ),
        optional=("subject", "file_number", "copy_to"),
        parts=(
            Part(opening + _MATTER),
            Part("{ground}。", "事由"),
            Part("{requirements}。", "要求"),
            Part(demand, "落实和反馈"),
            Part(ASK_OF_UNIT, "联系"),
        ),
    )


_ON = "经{conference_on}信访工作联席会议研究（{conference_number}），"

COORDINATION_NOTICE = _notice(
    PaperKind.COORDINATION_NOTICE,
    "关于落实联席会议议定事项的通知",
    _ON + "依照《信访工作条例》第十三条第一款，议定由你单位办理下列事项。",
    "请于{rectify_due}前书面报送落实情况。",
)
INTERVIEW_NOTICE = _notice(
    PaperKind.INTERVIEW_NOTICE,
    "信访工作约谈通知书",
    _ON + "依照《信访工作条例》第三十九条第三款，决定对你单位进行约谈。",
    "请由主要负责同志到场说明情况，并于{rectify_due}前书面报送整改情况。约谈针对信访工作履职中的问题，不针对信访人。",
)
CIRCULAR_NOTICE = _notice(
    PaperKind.CIRCULAR_NOTICE,
    "关于信访工作有关问题的通报",
    _ON + "依照《信访工作条例》第三十九条第三款，现将你单位信访工作中的问题予以通报。",
    "请限期整改，于{rectify_due}前书面报送整改情况。",
    "通报",
)
LISTING_NOTICE = _notice(
    PaperKind.LISTING_NOTICE,
    "挂牌督办通知书",
    _ON + "依照《信访工作条例》第三十九条第三款，决定对你单位挂牌督办，责令限期整改。",
    "整改期限至{rectify_due}。期满前书面报送整改情况，经核对落实的予以摘牌；未落实的继续挂牌，并依照《信访工作条例》第四十条"
    "提出改进工作、追究责任的建议。",
    "督",
)

DELISTING_NOTICE = unit_letter(
    PaperKind.DELISTING_NOTICE,
    "摘牌通知书",
    "督",
    ("conference_number", "listed_on", "ground", "findings"),
    (),
    Part(
        "{listed_on}经信访工作联席会议决定（{conference_number}），对你单位挂牌督办（编号：{file_number}）。"
        "依照《信访工作条例》第三十九条第三款，经核对整改情况，决定摘牌。"
    ),
    Part("{ground}。", "挂牌事由"),
    Part("{findings}。", "整改和核对情况"),
    Part("请巩固整改成果，防止同类问题再次发生。" + ASK_OF_UNIT),
)

LETTERS = (
    CONFERENCE_MINUTES,
    COORDINATION_NOTICE,
    INTERVIEW_NOTICE,
    CIRCULAR_NOTICE,
    LISTING_NOTICE,
    DELISTING_NOTICE,
)
