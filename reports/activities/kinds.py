"""One table: each kind of activity, which of the fields it has, and what is measured of it (domain §7.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from law.terms import ActivityKind

K = ActivityKind


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that is kept: its code, label and unit. ``decimals``: hours may be halves."""

    code: str
    label: str
    unit: str
    decimals: bool = False

    @property
    def heading(self) -> str:
        """As a column of a sheet is headed."""
        return f"{self.label}（{self.unit}）" if self.unit else self.label


MEASURES = {
    row.code: row
    for row in (
        Measure("sessions", "期数", "期"),
        Measure("times", "次数", "次"),
        Measure("events", "场次", "场"),
        Measure("units", "参加单位数", "个"),
        Measure("persons", "参加人数", "人"),
        Measure("hours", "学时合计", "学时", decimals=True),
        Measure("min_hours", "最少的一人", "学时", decimals=True),
        Measure("due", "应考人数", "人"),
        Measure("taken", "实考人数", "人"),
        Measure("excellent", "优秀人数", "人"),
        Measure("consulted", "接受咨询", "人次"),
        Measure("lawyers", "参与律师", "名"),
        Measure("regulation_copies", "条例单行本", "册"),
        Measure("banners", "横幅", "条"),
        Measure("slogans", "标语", "条"),
        Measure("materials", "资料份数", "份"),
        Measure("items", "信息条数", "条"),
        Measure("works", "作品数", "条"),
        Measure("posted", "张贴", "幅"),
        Measure("pieces", "篇数", "篇"),
        Measure("reviewed", "清理文件", "件"),
        Measure("opinions", "清理意见", "件"),
        Measure("target", "指标值", ""),
        Measure("registered_county", "县级登记", "件次"),
        Measure("registered_town", "乡镇街道登记", "件次"),
        Measure("leaders", "轮值领导", "位"),
        Measure("batches", "批次", "批次"),
        Measure("visitors", "人次", "人次"),
    )
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind has. ``required`` and ``optional`` are codes of MEASURES; of ``some`` at least one is given.

    ``start``: what stands there in a new form. ``speaker`` and ``body`` are the labels of those fields, empty where the
    kind has none. ``by_units``: units report their own (街道上报). ``totals``: its lines are totals, of a ``span``
    that may not overlap another, or one of a ``year``. ``tagged``: ``body`` is the name of a hot topic.
    """

    kind: ActivityKind
    group: str
    title: str = "主题"
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    start: tuple[tuple[str, str], ...] = ()
    place: bool = True
    attending: bool = False
    speaker: str = ""
    body: str = ""
    by_units: bool = False
    planned: bool = False
    totals: str = ""
    tagged: bool = False
    help: str = ""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """In the order of the form."""
        return tuple(MEASURES[code] for code in (*self.required, *self.some, *self.optional))

    @property
    def label(self) -> str:
        return self.kind.label


_ONCE = (("times", "1"),)
_PRINTED = ("regulation_copies", "materials", "banners", "slogans")
#: In the order of the pages.
STUDY, PUBLICITY, NAMED, RULES, RECEIVED = "培训学法", "普法宣传", "荣誉报道", "制度计划", "接访矛调"
GROUPS = (STUDY, PUBLICITY, NAMED, RULES, RECEIVED)
KINDS: dict[ActivityKind, Kind] = {
    row.kind: row
    for row in (
        Kind(K.TRAINING, STUDY, "培训主题", ("sessions", "persons"), ("units",), start=(("sessions", "1"),),
             attending=True, speaker="授课人", help="一期一条；全年只有合计的，期数写合计。"),
        Kind(K.LECTURE, STUDY, "讲座题目", ("persons",), ("units",), attending=True, speaker="授课人"),
        Kind(K.PARTY_GROUP_STUDY, STUDY, "学习内容", ("times",), ("persons",), start=_ONCE, speaker="领学人"),
        Kind(K.CENTRE_GROUP_STUDY, STUDY, "学习内容", ("times",), ("persons",), start=_ONCE, speaker="领学人"),
        Kind(K.STAFF_STUDY, STUDY, "学习内容", ("times",), ("persons",), start=_ONCE, speaker="领学人"),
        Kind(K.STAFF_MEETING, STUDY, "会议内容", ("times",), ("persons",), start=_ONCE),
        Kind(K.STUDY_HOURS, STUDY, "统计范围", ("persons", "hours"), ("min_hours",), place=False, totals="year",
             help="只填合计：多少人、一共多少学时；一年一条，不列个人名单。"),
        Kind(K.EXAM, STUDY, "考试名称", ("due", "taken"), ("excellent",), place=False),
        Kind(K.SITE_EVENT, PUBLICITY, "活动主题", ("events",), ("consulted", *_PRINTED), start=(("events", "1"),),
             by_units=True, help="现场发的资料、挂的横幅写在这里，就不要再记一条宣传资料。"),
        Kind(K.ONLINE_ITEM, PUBLICITY, "信息标题", ("items",), start=(("items", "1"),), place=False, body="发布平台",
             by_units=True),
        Kind(K.WORKS, PUBLICITY, "作品名称", ("works",), start=(("works", "1"),), place=False, by_units=True),
        Kind(K.MATERIALS, PUBLICITY, "资料名称", some=_PRINTED, by_units=True, help="至少填一种资料的数量。"),
        Kind(K.CONSULTATION, PUBLICITY, "咨询内容", ("consulted",), ("lawyers",), by_units=True),
        Kind(K.GUIDANCE_MAP, PUBLICITY, "领域", (), ("posted",), place=False, body="制发机关", help="一个领域一条。"),
        Kind(K.HONOUR, NAMED, "荣誉名称", place=False, body="授予机关"),
        Kind(K.PILOT, NAMED, "试点名称", place=False, body="确定机关"),
        Kind(K.MEDIA, NAMED, "报道标题", ("pieces",), start=(("pieces", "1"),), place=False, body="媒体和刊期"),
        Kind(K.NORMATIVE_MADE, RULES, "文件名称和文号", place=False, body="制定机关",
             help="一份文件一条；全年没有制定的，用「本年没有」明确记下。"),
        Kind(K.NORMATIVE_REVIEWED, RULES, "清理情况", ("reviewed", "opinions"), place=False,
             help="没有清理意见的，清理意见写 0。"),
        Kind(K.PLAN, RULES, "计划内容", ("target",), place=False, planned=True,
             help="对应的数字由台账算出，页上对照有没有完成。"),
        Kind(K.MEDIATION_CENTRE, RECEIVED, "统计范围", some=("registered_county", "registered_town"), place=False,
             by_units=True, totals="span", help="每月或每年的合计：起止日期写统计的起止。"),
        Kind(K.LEADER_RECEPTION, RECEIVED, "统计范围", ("batches", "visitors"), ("leaders",),
             help="只记没有进领导接访台账的合计，不要重复计。"),
        Kind(K.SPECIAL_PERIOD, RECEIVED, "时段名称", place=False, body="热点标签", totals="span", tagged=True,
             help="例如疫情防控期间：起止日期写时段的起止；热点标签照标签表写，不填的只计件次。"),
    )
}  # fmt: skip


def spec(kind: str) -> Kind:
    """The row of a kind; KeyError for none."""
    return KINDS[ActivityKind(kind)]


def grouped(kinds: Iterator[Kind] | tuple[Kind, ...]) -> list[tuple[str, list[Kind]]]:
    """Kinds under the headings of the pages; no empty heading."""
    rows = list(kinds)
    found = [(group, [kind for kind in rows if kind.group == group]) for group in GROUPS]
    return [(group, rows) for group, rows in found if rows]
