"""The figures that come from the ledger (domain §7.3): every one of the five reports that no matter carries.

The reports take them from ``FIGURES``; nothing here knows of pages.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from law.terms import ActivityKind, ExpertKind, GuidanceKind
from reports.activities import periods
from reports.activities.declaring import ActivityFigure, Reading, count, total
from reports.activities.models import Activity
from reports.activities.records import (
    Lines,
    Notices,
    Roster,
    WithLastYear,
    least,
    material,
    most,
    ratio,
    times_more,
)

K = ActivityKind
#: 东丽区: at least so many hours of law study a person and year.
HOURS_WANTED = 40
GOVERNED = "厅字〔2019〕28号第24条"
_PRINTED = (K.MATERIALS, K.SITE_EVENT)
_STUDY = (K.PARTY_GROUP_STUDY, K.CENTRE_GROUP_STUDY, K.STAFF_STUDY)
FIGURES: tuple[ActivityFigure, ...] = (
    total("trainings", "业务培训", "期", ("sessions",), K.TRAINING, takes_over="trainings", cited="洞口县2023：2期",
          definition="本期举办的信访业务培训的期数相加。"),
    ActivityFigure("training_units", "参训单位", "个", "参训单位最多的一期的单位数；参加几期的不重复计。", "条例第41条",
                   Lines((K.TRAINING,), ("units",)), most("units"), ("units",), cited="洞口县2023：24个乡镇（街道、管理区）和县直单位"),
    total("trainees", "参加培训", "人次", ("persons",), K.TRAINING, takes_over="trainees", cited="洞口县2023：340余人", rounded=True,
          definition="各期参训人数相加。"),
    total("lecture_persons", "专题讲座听众", "人次", ("persons",), K.LECTURE, cited="东丽区2023：100余人", rounded=True,
          definition="各次专题讲座的参加人数相加。"),
    count("lectures", "专题讲座", "次", K.LECTURE, definition="专题讲座、专题授课的次数。", cited="洞口县2023：10月31日科级班专题授课"),
    total("study_sessions", "集体学法", "次", ("times",), *_STUDY, takes_over="study_sessions", cited="乳山市2023：30余次",
          definition="党组会、中心组、干部集中学法的次数相加。", source=GOVERNED),
    total("study_party_group", "其中党组会学法", "次", ("times",), K.PARTY_GROUP_STUDY, cited="雷州市2023：6次",
          definition="党组会议学习法治思想和法律法规的次数。", source=GOVERNED),
    total("study_centre_group", "其中中心组学法", "次", ("times",), K.CENTRE_GROUP_STUDY, cited="雷州市2023：11次",
          definition="理论学习中心组集体学法的次数。", source=GOVERNED),
    total("study_staff", "其中干部集中学法", "次", ("times",), K.STAFF_STUDY, cited="兴宁市2020：集中学法",
          definition="全局干部职工集中学法的次数。", source=GOVERNED),
    total("staff_meetings", "全局会议", "次", ("times",), K.STAFF_MEETING, cited="兴宁市2020：12月11日",
          definition="全局干部职工会议的次数。", source=GOVERNED),
    ActivityFigure("study_hours_each", "人均学法学时", "学时", "学法学时合计除以人数；不记个人。", GOVERNED,
                   Lines((K.STUDY_HOURS,), ("hours",)), ratio("hours", "persons"), ("hours", "persons"),
                   explicit=True, wanted=HOURS_WANTED, cited="东丽区2023：每年不少于40学时"),
    ActivityFigure("study_hours_least", "学法学时最少的一人", "学时", "所报最少的一人的学时；不到40的要核对，不记是谁。", GOVERNED,
                   Lines((K.STUDY_HOURS,), ("min_hours",)), least("min_hours"), ("min_hours",), explicit=True,
                   wanted=HOURS_WANTED, cited="东丽区2023：每年不少于40学时"),
    total("exam_due", "学法考试应考", "人", ("due",), K.EXAM, definition="各次学法考试应考人数相加。", source=GOVERNED),
    total("exam_taken", "学法考试实考", "人", ("taken",), K.EXAM, definition="各次学法考试实考人数相加。", source=GOVERNED),
    total("exam_excellent", "学法考试优秀", "人", ("excellent",), K.EXAM, definition="各次学法考试优秀人数相加。", source=GOVERNED),
    ActivityFigure("exam_participation", "学法考试参加率", "比率", "实考人数除以应考人数；没有考试的不算。", GOVERNED,
                   Lines((K.EXAM,), ("due",)), ratio("taken", "due"), ("due", "taken"), explicit=True,
                   cited="雷州市2023：原文乱码，须人工核"),
    ActivityFigure("exam_excellence", "学法考试优秀率", "比率", "优秀人数除以实考人数，只算报了优秀人数的考试。", GOVERNED,
                   Lines((K.EXAM,), ("excellent",)), ratio("excellent", "taken"), ("excellent", "taken"),
                   explicit=True, cited="雷州市2023：100%"),
    total("law_talks", "现场普法宣传", "场", ("events",), K.SITE_EVENT, takes_over="law_talks", cited="东丽区2023：54场",
          definition="信访局和各单位现场普法宣传的场次相加。"),
    total("online_items", "网络普法信息", "条", ("items",), K.ONLINE_ITEM, cited="东丽区2023：315条",
          definition="网上发布的普法信息条数相加。"),
    total("works", "征文短视频", "条", ("works",), K.WORKS, cited="东丽区2023：10条", definition="征集的征文、短视频数相加。"),
    total("regulation_copies", "发放《信访工作条例》", "册", ("regulation_copies",), *_PRINTED, cited="洞口县2023：5000余册", rounded=True,
          definition="宣传资料和现场宣传里条例单行本的册数相加。"),
    total("banners", "悬挂宣传横幅", "条", ("banners",), *_PRINTED, cited="洞口县2023：200余幅", rounded=True, definition="横幅条数相加。"),
    total("slogans", "张贴宣传标语", "条", ("slogans",), *_PRINTED, cited="洞口县2023：7000余条", rounded=True, definition="标语条数相加。"),
    total("materials", "发放宣传资料", "份", ("materials",), *_PRINTED, takes_over="materials",
          cited="洞口县2023：12000余册；乳山市2023：60000余份", rounded=True,
          definition="宣传资料份（册）数相加，条例单行本另计。"),
    total("consulted", "接受群众咨询", "人次", ("consulted",), K.CONSULTATION, K.SITE_EVENT, cited="洞口县2023：500余人次", rounded=True,
          definition="法律咨询和现场宣传接受咨询的人次相加。"),
    count("guidance_maps", "依法分类处理导引图", "个领域", K.GUIDANCE_MAP, cited="雷州市2023：8个领域",
          definition="本年印制、张贴导引图的领域数。"),
    ActivityFigure("guidance_notices", "引导告知书", "种", "期末有效的引导告知书模板能告知的途径种数，由模板登记算出。", "条例第31条",
                   Notices(), lambda rows: len(GuidanceKind), cited="雷州市2023：8种"),
    count("honours", "荣誉表彰", "项", K.HONOUR, cited="雷州市2023：9月12日全省县级标杆中心", definition="本年获得的荣誉、表彰数。"),
    count("pilots", "试点示范", "项", K.PILOT, cited="雷州市2023：10月底省试点", definition="本年被确定的试点、示范数。"),
    total("media_reports", "媒体报道", "篇", ("pieces",), K.MEDIA, cited="雷州市2023：2篇（南方日报、南粤信访第3期）",
          definition="媒体、内刊报道篇数相加。"),
    count("normative_documents", "制定行政规范性文件", "件", K.NORMATIVE_MADE, takes_over="normative_documents", explicit=True,
          source=GOVERNED, cited="东丽区2023：0", definition="本年制定的行政规范性文件；没有的要写明本年没有，没写的是不知道。"),
    total("normative_reviewed", "清理行政规范性文件", "件", ("reviewed",), K.NORMATIVE_REVIEWED, explicit=True, source=GOVERNED,
          definition="本年梳理、清理的行政规范性文件件数。"),
    total("normative_opinions", "规范性文件清理意见", "件", ("opinions",), K.NORMATIVE_REVIEWED, explicit=True, source=GOVERNED,
          cited="东丽区2023：0", definition="清理后提出修改、废止意见的件数；没有的写 0。"),
    total("mediation_registrations", "矛调中心登记", "件次", ("registered_county", "registered_town"), K.MEDIATION_CENTRE,
          cited="东丽区2023：区街7673件次", definition="县级和乡镇街道矛调中心登记的件次相加。"),
    total("mediation_county", "其中县级登记", "件次", ("registered_county",), K.MEDIATION_CENTRE,
          definition="县级矛调中心登记的件次。"),
    total("mediation_town", "其中乡镇街道登记", "件次", ("registered_town",), K.MEDIATION_CENTRE,
          definition="乡镇街道矛调中心登记的件次。"),
    ActivityFigure("mediation_town_increase", "乡镇街道矛调登记比上年增加", "倍", "本期除以上年同期再减 1；上年没有记录的不算。",
                   "条例第41条", WithLastYear(Lines((K.MEDIATION_CENTRE,), ("registered_town",))), times_more("registered_town"),
                   ("registered_town",), explicit=True,
                   cited="东丽区2023：增加37倍"),
    ActivityFigure("reception_leaders_elsewhere", "系统外轮值接访领导", "位", "没有进领导接访台账的轮值接访领导人数，几条的取最多的。",
                   "条例第18条", Lines((K.LEADER_RECEPTION,), ("leaders",)), most("leaders"), ("leaders",), cited="东丽区2023：26位"),
    total("reception_batches_elsewhere", "系统外领导接访批次", "批次", ("batches",), K.LEADER_RECEPTION, cited="东丽区2023：107批次",
          definition="没有进领导接访台账的接访、下访、约访批次。", source="条例第18条"),
    total("reception_visitors_elsewhere", "系统外领导接访人次", "人次", ("visitors",), K.LEADER_RECEPTION, cited="东丽区2023：142人次",
          definition="没有进领导接访台账的接访、下访、约访人次。", source="条例第18条"),
    ActivityFigure("period_remote", "专项时段来信、来电、网上信访", "件次", "各专项时段内登记的来信、来电、网上信访。", "条例第41条",
                   Lines((K.SPECIAL_PERIOD,)), periods.remote, explicit=True, cited="兴宁市2020：疫情期234件次"),
    ActivityFigure("period_topical", "其中涉及时段热点的", "件", "其中带这一时段热点标签的事项；时段没有写热点的不知道。", "条例第41条",
                   Lines((K.SPECIAL_PERIOD,)), periods.topical, explicit=True, cited="兴宁市2020：涉疫10件"),
    ActivityFigure("period_in_time", "其中涉及时段热点、按时办结的", "件", "带热点标签的事项中已经办结、没有超过办理期限的。", "条例第34条",
                   Lines((K.SPECIAL_PERIOD,)), periods.in_time, explicit=True, cited="兴宁市2020：全部按时办结"),
    count("plans", "计划指标", "项", K.PLAN, source=GOVERNED, cited="洞口县2023：每年不少于1次培训", definition="本年计划写明的指标数。"),
    ActivityFigure("lawyers", "参与信访工作的律师", "名", "期末在聘期内的律师，由专家名册算出。", "条例第41条",
                   Roster((ExpertKind.LAWYER,)), len, takes_over="counsel", cited="洞口县2023：27名"),
    ActivityFigure("legal_advisers", "法律顾问", "名", "期末在聘期内、聘为本局法律顾问的，由专家名册算出。", "条例第41条",
                   Roster((ExpertKind.LAWYER, ExpertKind.JURIST), advisers=True), len, cited="洞口县2023：1名"),
    ActivityFigure("experts", "专家团队", "人", "期末在聘期内的律师、专家、两代表一委员，由专家名册算出。", "条例第41条",
                   Roster(tuple(ExpertKind)), len, cited="洞口县2023：100人"),
    *(
        ActivityFigure(f"experts_{kind.value}", f"其中{kind.label}", "人", f"期末在聘期内的{kind.label}。", "条例第41条",
                       Roster((kind,)), len)
        for kind in ExpertKind
    ),
)  # fmt: skip
#: What a plan may promise: any of them that is counted, not a share of something.
PROMISED = {
    figure.id: figure for figure in FIGURES if figure.unit not in {"比率", "倍"} and figure.id != "plans"
}
BY_ID = {figure.id: figure for figure in FIGURES}


def begun(kind: str, year: int) -> bool:
    """The ledger of a kind had begun by the end of the year: from then on its numbers are computed."""
    rows = Activity.objects.standing().filter(kind=ActivityKind(kind))
    return rows.filter(on__lte=date(year, 12, 31)).exists()


def readings(since: date, until: date) -> dict[str, Reading]:
    """All figures of a span, in a handful of queries."""
    found = material(since, until)
    return {figure.id: figure.of(since, until, found) for figure in FIGURES}


@dataclass(frozen=True, slots=True)
class Promise:
    """A plan's line and what came of it: ``met`` None while nobody can say."""

    line: Activity
    target: Decimal
    figure: ActivityFigure
    reading: Reading

    @property
    def met(self) -> bool | None:
        return None if self.reading.value is None else Decimal(str(self.reading.value)) >= self.target


def promises(year: int) -> list[Promise]:
    """The plan of a year against the figures of that year (洞口县2023：每年不少于1次培训)."""
    since, until = date(year, 1, 1), date(year, 12, 31)
    known, found = readings(since, until), []
    for line in Lines((K.PLAN,)).rows(since, until).filter(none=False).prefetch_related("measures"):
        figure, target = BY_ID.get(line.figure), next(iter(line.measures.all()), None)
        if figure and target:
            found.append(Promise(line, target.quantity, figure, known[figure.id]))
    return found
