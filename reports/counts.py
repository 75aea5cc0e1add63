"""The counted indicators of the registry: 件次, 批次, 人次, 件, 起, 个, each a set of one source (domain §6, §7).

A count says what it counts, by which article or rule, on which day, and what becomes of the doubtful rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import F, Q
from django.db.models.functions import TruncMonth

from hearings.models import Evaluation
from law.terms import (
    Adoption,
    BacklogState,
    CaseState,
    Channel,
    ClaimWay,
    HandlingState,
    ReceptionKind,
    RecommendationKind,
    ReviewLevel,
    ReviewOutcome,
    ReviewState,
    SponsorshipState,
)
from oversight.leaders.models import BacklogEntry
from reports import counted as c
from reports.counted import Source
from reports.counting import AS_DONE, AS_REGISTERED, LEDGER, Count
from reports.figures import ALL, By, Span, key_of
from reports.indicators import Treatment
from reports.rows import Rows


def _volume(
    code: str, name: str, unit: str, definition: str, basis: str, which: Q | None = None, added: str = ""
) -> Count:
    return Count(
        code,
        name,
        unit,
        definition,
        basis,
        c.PETITIONS,
        "登记日（收到日）",
        AS_REGISTERED,
        which or Q(),
        added,
    )


_FORM = "条例第17条、第22条第1款"
_FIRST, _REPEAT = Q(repeats=False), Q(repeats=True)
_VISIT, _COLLECTIVE = Q(channel=Channel.VISIT), Q(channel=Channel.VISIT, people__gte=5)

VOLUMES = (
    _volume("petitions_total", "信访总量", "件次", "收到并登记的信访件，一件一次", _FORM),
    _volume("petitions_letter", "来信", "件次", "书信形式的信访件", _FORM, Q(channel=Channel.LETTER)),
    _volume("petitions_visit", "来访", "批次", "走访形式的信访件，一批一次，不论人数", _FORM, _VISIT),
    _volume("petitions_phone", "来电", "件次", "电话形式的信访件", _FORM, Q(channel=Channel.PHONE)),
    _volume("petitions_online", "网上信访", "件次", "信息网络形式的信访件", _FORM, Q(channel=Channel.ONLINE)),
    _volume("petitions_fax", "传真", "件次", "传真形式的信访件", _FORM, Q(channel=Channel.FAX)),
    _volume("petitions_first", "初次信访", "件次", "没有认定为重复的信访件", "条例第19条第3款", _FIRST),
    _volume("petitions_repeat", "重复信访", "件次", "经人工认定为同人同事的信访件，撤销认定的不算", "条例第19条第3款", _REPEAT),
    _volume("first_letters", "初信", "件次", "初次的来信", "条例第19条第3款", Q(channel=Channel.LETTER) & _FIRST),
    _volume("first_visits", "初访", "批次", "初次的来访", "条例第19条第3款", _VISIT & _FIRST),
    _volume("collective_visits", "集体访", "批次", "五人以上的来访批次", "条例第20条第2款，统计惯例", _COLLECTIVE),
    _volume("collective_people", "集体访人次", "人次", "五人以上来访批次的人数之和", "条例第20条第2款，统计惯例", _COLLECTIVE, "people"),
    _volume("matters", "信访事项", "件", "登记的信访事项，并入原件的不另算一件", "条例第22条第1款", Q(filed_as__merged_into=None)),
    _volume("visitors", "来访人次", "人次", "各来访批次的人数之和", _FORM, _VISIT, "people"),
)  # fmt: skip
#: Counted for a span that a report names (专项时段), not for a year.
REMOTE = _volume(
    "petitions_remote", "来信、来电、网上信访", "件次", "不见面提出的信访件：书信、电话、信息网络形式", _FORM,
    Q(channel__in=[Channel.LETTER, Channel.PHONE, Channel.ONLINE]),
)  # fmt: skip


def _acted(
    code: str, name: str, definition: str, basis: str, source: Source, attributed: str, **more: Any
) -> Count:
    more.setdefault("distinct", f"{source.case}__pk")
    return Count(
        code,
        name,
        more.pop("unit", "件"),
        definition,
        basis,
        source,
        attributed,
        more.pop("treatment", AS_DONE),
        **more,
    )


def _decided(code: str, name: str, definition: str, basis: str, *ways: ClaimWay) -> Count:
    return _acted(code, name, definition, basis, c.CLAIMS, "决定日", which=Q(way__in=ways))


_ENDED = Q(state__in=[CaseState.CLOSED, CaseState.ARCHIVED])
ACTS = (
    _decided("forwarded", "转送", "有诉求项转送有权处理机关、单位的事项", "条例第22条第1款第2、3项", ClaimWay.FORWARD),
    _decided("assigned", "交办", "有诉求项交办并要求反馈结果的事项", "条例第22条第1款第3项", ClaimWay.ASSIGN),
    _acted("supervised", "督办", "签发了督办且没有取消的事项", "条例第40条第1款", c.SUPERVISIONS, "督办签发日"),
    _decided("guided", "引导告知", "有诉求项引导走法定途径的事项", "条例第22条第1款、第31条", ClaimWay.GUIDE),
    _decided("declined", "不予受理、不再受理", "有诉求项不予受理或者不再受理的事项", "条例第22条、第36条第3款",
             ClaimWay.DECLINE, ClaimWay.BAR),
    _acted("closed", "办结", "信访部门办结的事项", "条例第34条、内部要求", c.CLOSED, "办结日", which=_ENDED, distinct=""),
    _acted("closed_first", "办结初信初访", "办结的事项中，首件为初次的来信、来访的", "统计惯例", c.CLOSED, "办结日",
           which=_ENDED & Q(again=False, own_petition__channel__in=[Channel.LETTER, Channel.VISIT]), distinct=""),
    _acted("extended", "批准延期", "承办单位负责人批准延长办理期限的事项", "条例第34条", c.EXTENSIONS, "批准日"),
    _acted("mediated", "移交调解", "移交人民、行政、司法调解或者专业调解的事项", "条例第33条", c.MEDIATIONS, "移交日"),
    _acted("mediation_agreed", "达成调解、和解协议", "签订调解、和解协议的事项", "条例第33条", c.AGREEMENTS, "协议签订日"),
    _acted("led", "主办的事项", "本单位主办、没有退回的事项，不论结果", "条例第41条第1款第1项", c.LEADS, "登记日（收到日）"),
    _acted("objected", "提出异议", "承办单位认为不属本单位职权而提出异议的事项", "条例第23条第3款", c.OBJECTIONS, "提出日"),
    _acted("objected_upheld", "异议获准", "核实后同意退回的异议", "条例第23条第3款", c.OBJECTIONS, "提出日", which=Q(upheld=True)),
    _acted("objected_refused", "异议未获准", "核实后不同意退回的异议", "条例第23条第3款", c.OBJECTIONS, "提出日", which=Q(upheld=False)),
    _acted("objected_pending", "异议待核实", "还没有核实的异议", "条例第23条第3款", c.OBJECTIONS, "提出日", which=Q(upheld=None)),
    _acted("disputed", "受理争议", "报请共同的上一级机关或者联席会议决定的事项", "条例第24条第1款", c.DISPUTES, "报请日"),
)  # fmt: skip

#: What offices may do to make a figure look better; plain facts about offices, never about who rated or who typed.
CARE = (
    _acted("ratings_entered", "代录的评价", "工作人员代为录入、有依据的评价", "条例第21条第2款，内部要求", c.RATINGS_ENTERED, "评价日",
           unit="个", distinct=""),
    _acted("backdated", "补录", "日期早于录入日、写明理由和依据的办理行为", "内部要求", c.BACKDATED, "行为的日期", unit="条", distinct=""),
    _acted("answered_in_time", "按期答复", "办理期限内送出的答复", "条例第34条", c.ANSWERED, "送出日", unit="个", distinct=""),
    _acted("answered_at_the_end", "临期答复而未见送达", f"期限届满前 {c.JUST_BEFORE} 日以内送出、还没有送达记录的答复", "条例第34条，内部要求",
           c.ANSWERED, "送出日", unit="个", distinct="", which=Q(in_last_days=True, reached=False)),
)  # fmt: skip

_LEADERS = "条例第18条第2款"
#: What the county's lists of 积案 hold, whenever it came onto them.
_OF_BACKLOG = Q(case__in=BacklogEntry.objects.entered().values("case"))
_BY_EXPERTS = Q(case__in=c.held().values("case")) | Q(case__in=Evaluation.objects.values("case"))
LEADERS = (
    Count("receptions_held", "领导接访", "场", "领导干部到场接访、下访、约访的场次", _LEADERS, c.RECEPTIONS, "接访日", LEDGER,
          begins="receptions_held"),
    Count("receptions_receiving", "其中定点接访", "场", "领导干部在接待场所接访、联合接访的场次", _LEADERS, c.RECEPTIONS, "接访日", LEDGER,
          Q(kind__in=[ReceptionKind.RECEIVE, ReceptionKind.JOINT]), begins="receptions_held"),
    Count("receptions_visiting", "其中下访、约访", "场", "领导干部下访、约访的场次", _LEADERS, c.RECEPTIONS, "接访日", LEDGER,
          Q(kind__in=[ReceptionKind.GO_DOWN, ReceptionKind.APPOINTED]), begins="receptions_held"),
    Count("reception_leaders", "接访领导", "名", "到场接访的领导干部，一人多次算一名", _LEADERS, c.RECEPTIONS, "接访日", LEDGER,
          distinct="leader_name", begins="receptions_held"),
    Count("leader_receptions", "领导干部接访、下访", "批次", "领导干部接待的批次", _LEADERS, c.VISITS, "接访日", LEDGER),
    Count("leader_received_people", "领导干部接访人次", "人次", "领导干部接待的人数之和", _LEADERS, c.VISITS, "接访日", LEDGER,
          added="people"),
    Count("sponsored_opened", "领导包案", "件", "确定由领导干部包案的事项", _LEADERS, c.SPONSORED, "确定日", LEDGER, distinct="case__pk"),
    Count("sponsored_resolved", "包案化解", "件", "经验收化解的包案", _LEADERS, c.SPONSORED_CHECKED, "验收日", LEDGER,
          which=Q(state=SponsorshipState.ACCEPTED), distinct="case__pk"),
    Count("backlog_entered", "交办建账的积案", "件", "审核列入台账的积案", "内部要求，列入口径见积案口径", c.BACKLOG, "审核日", LEDGER,
          distinct="case__pk"),
    Count("backlog_resolved", "化解积案", "件", "认定化解并经复核的积案，待复核的不计", "内部要求，化解口径见积案口径",
          c.BACKLOG_VERIFIED, "复核日", LEDGER, distinct="case__pk"),
    Count("backlog_resolved_by_experts", "其中专家参与化解的积案", "件", "化解的积案中，经过听证或者专家评析的", "内部要求，化解口径见积案口径",
          c.BACKLOG_VERIFIED, "复核日", LEDGER, _BY_EXPERTS, distinct="case__pk"),
    Count("backlog_assigned", "交办的积案", "件", "列入积案台账的事项中交办的", "条例第22条第1款第3项", c.CLAIMS, "交办日", AS_DONE,
          Q(way=ClaimWay.ASSIGN) & _OF_BACKLOG, distinct="case__pk"),
    Count("backlog_supervised", "督办的积案", "件", "列入积案台账的事项中督办的", "条例第40条第1款", c.SUPERVISIONS, "督办签发日", AS_DONE,
          _OF_BACKLOG, distinct="case__pk"),
    Count("conflicts_found", "排查隐患", "个", "排查登记的矛盾事项", "条例第8条、内部要求", c.CONFLICTS, "排查日", LEDGER),
    Count("conflicts_entrusted", "明确责任的隐患", "个", "排查登记的矛盾事项中，明确了包案领导、责任单位和责任人的", "条例第8条、内部要求",
          c.CONFLICTS, "排查日", LEDGER, Q(unit__isnull=False) & ~Q(leader_name="") & ~Q(official="")),
    Count("conflicts_struck_off", "销号隐患", "个", "经复核销号的矛盾事项", "条例第8条、内部要求", c.CONFLICTS_STRUCK, "销号日", LEDGER),
)  # fmt: skip

_R = "条例第14条第6项、第40条、第41条第1款第3项"
_ADOPTED, _PARTLY = Q(adoption=Adoption.ADOPTED), Q(adoption=Adoption.PARTLY)


def _advised(
    code: str, name: str, definition: str, unit: str = "件", which: Q | None = None, added: str = ""
) -> Count:
    return Count(code, name, unit, definition, _R, c.RECOMMENDATIONS, "签发日", LEDGER, which or Q(), added,
                 begins="recommendations")  # fmt: skip


RECOMMENDED = (
    _advised("recommendations", "提出三项建议", "签发且没有撤回的三项建议"),
    _advised("recommendations_improve", "改进工作的建议", "其中改进工作的", which=Q(kind=RecommendationKind.IMPROVE)),
    _advised("recommendations_policy", "完善政策的建议", "其中完善政策的", which=Q(kind=RecommendationKind.POLICY)),
    _advised("recommendations_accountability", "追究责任的建议", "其中追究责任的", which=Q(kind=RecommendationKind.ACCOUNTABILITY)),
    _advised("recommendations_adopted", "建议被采纳（含部分采纳）", "书面反馈采纳、部分采纳的", which=_ADOPTED | _PARTLY),
    _advised("recommendations_partly", "其中建议被部分采纳", "书面反馈部分采纳的", which=_PARTLY),
    _advised("recommendations_refused", "建议未被采纳", "书面反馈未采纳的", which=Q(adoption=Adoption.NOT_ADOPTED)),
    _advised("recommendations_unanswered", "建议尚未反馈", "还没有书面反馈的", which=Q(answered_on=None)),
    _advised("units_held", "按建议追究责任的单位", "反馈中追究责任的单位数之和", "个", Q(units_held__gt=0), "units_held"),
    _advised("persons_held", "按建议追究责任的人员", "反馈中追究责任的人数之和，不记姓名", "名", Q(persons_held__gt=0), "persons_held"),
)  # fmt: skip


def _reviewed(level: ReviewLevel, code: str, article: str) -> tuple[Count, ...]:
    """One level: how many were asked for, and how they were decided, by the day of the paper."""
    decided = Q(level=level, state__in=[ReviewState.SIGNED, ReviewState.SERVED])
    return (
        Count(code, level.label, "件", f"信访人申请{level.label}的", article, c.REVIEWS_ASKED, "收到申请日", LEDGER, Q(level=level),
              begins=code),
        *(Count(f"{code}_{outcome}", f"{level.label}{outcome.label}", "件", f"{level.label}决定{outcome.label}的", article,
                c.REVIEWS_DECIDED, "文书签发日", LEDGER, decided & Q(outcome=outcome), begins=code) for outcome in ReviewOutcome),
        Count(f"{code}_{ReviewState.DECLINED}", f"{level.label}{ReviewState.DECLINED.label}", "件", f"不予受理{level.label}申请的",
              article, c.REVIEWS_DECIDED, "文书签发日", LEDGER, Q(level=level, state=ReviewState.DECLINED), begins=code),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """A number added up from counts of different sources; its set are the matters behind all of them.

    ``united``: the number is that of the matters, one behind two parts counted once.
    """

    code: str
    name: str
    unit: str
    definition: str
    basis: str
    parts: tuple[str, ...]
    attributed: str = "各自的归期"
    treatment: Treatment = LEDGER
    source: Source = c.CASES
    distinct: str = ""
    united: bool = False

    def rows(self, span: Span) -> Rows:
        """The matters: one that is behind two parts is there once."""
        which = Q()
        for part in self.parts:
            which |= Q(pk__in=COUNTS[part].cases(span).values("pk"))
        return self.source.rows().filter(which)


HELD = (
    Count("hearings_held", "其中听证", "起", "已举行的听证，取消的不算", "条例第31条、第36条", c.HEARINGS, "举行日", LEDGER,
          begins="hearings_held"),
    Count("evaluations", "其中案件评析", "起", "组织专家评析的案件", "条例第15条、内部要求", c.EVALUATIONS, "评析日", LEDGER,
          begins="evaluations"),
    *_reviewed(ReviewLevel.REVIEW, "reviews", "条例第35条"),
    *_reviewed(ReviewLevel.FINAL, "final_reviews", "条例第36条"),
)  # fmt: skip

_AS_ENTERED = replace(AS_REGISTERED, imported="导入件不经过局里登记，不计")
# 日交办, 半年督查, 年终总评
MECHANISMS = (
    Count("entered", "局里登记", "件次", "信访局当日登记的信访件，导入件不计", "条例第22条第1款、内部要求", c.ENTERED, "登记当日",
          _AS_ENTERED),
    Count("entered_left", "登记未转交办", "件次", "信访局登记，到现在还有诉求项没有转送、交办、告知或者答复的", "条例第22条第1款、内部要求",
          c.ENTERED, "登记当日", replace(_AS_ENTERED, merged="并入原件的就是已处理，不计"), Q(left=True)),
    Count("opinions_signed", "签发的意见、答复", "份", "承办单位签发的处理意见、法定途径结果和答复", "条例第32条", c.OPINIONS, "签发日",
          AS_DONE),
    Count("opinions_sent_back", "审核退回重办", "份", "程序、文书有缺项，信访局审核时退回的", "条例第40条、内部要求", c.OPINIONS,
          "签发日", AS_DONE, Q(sent_back=True)),
    Count("opinions_unserved", "签发未送出", "份", "处理意见签发以后还没有登记送达的", "条例第32条、第35条", c.OPINIONS, "签发日", AS_DONE,
          Q(annulled_on=None, handling__state=HandlingState.SIGNED)),
)  # fmt: skip

_OWN_CRITERIA = "内部要求，列入和化解口径见积案口径"
_LEDGERED = "审核日（列入台账之日）"


def _standing(code: str, name: str, definition: str, state: BacklogState) -> Count:
    return Count(code, name, "件", definition, _OWN_CRITERIA, c.BACKLOG, _LEDGERED, LEDGER, Q(state=state))


def _sponsored(code: str, name: str, definition: str, *states: SponsorshipState) -> Count:
    return Count(code, name, "件", definition, _LEADERS, c.SPONSORED, "确定日", LEDGER, Q(state__in=states))


_REPLY = "条例第40条第1款"
_IN_TIME = Q(replied_on__lte=F("reply_deadline__due_on"))
_ANSWERED = Q(replied_on__isnull=False)
# what the boards of the leaders and of a unit show beside the rest
BOARDS = (
    _acted("tagged", "热点事项", "标注了热点标签的事项，有两个标签的在两个标签下都有", "内部要求", c.TAGGED, "登记日（收到日）",
           treatment=AS_REGISTERED),
    _acted("arrived", "到达的承办件", "转送、交办或者直接收到，到达承办单位的承办件", "条例第22条、第23条", c.ARRIVALS, "到达日", distinct=""),
    _acted("came_again", "办过又来的", "认定为重复，原事项由本单位主办的信访件，没有认定依据的导入件不计", "条例第19条第3款", c.CAME_AGAIN,
           "再次收到之日", unit="件次", distinct=""),
    _standing("backlog_standing", "在账未化解的积案", "列入台账、还没有认定化解的", BacklogState.ENTERED),
    _standing("backlog_held", "待复核的积案", "认定化解、还没有经另一人复核的", BacklogState.RESOLVED),
    _standing("backlog_struck", "销号的积案", "认定化解并经复核销号的，按列入之日归期", BacklogState.VERIFIED),
    _sponsored("sponsored_planning", "待定方案的包案", "已确定包案、还没有化解方案的", SponsorshipState.OPENED),
    _sponsored("sponsored_working", "化解中的包案", "有方案、正在化解的", SponsorshipState.WORKING),
    _sponsored("sponsored_checking", "待验收的包案", "已提请验收的", SponsorshipState.CHECKING),
    Count("sponsored_steps", "包案步骤", "步", "化解方案中这段时间到期的步骤，撤下的不计", _LEADERS, c.MILESTONES, "步骤的完成期限", LEDGER),
    Count("sponsored_steps_done", "完成的包案步骤", "步", "其中已经完成的", _LEADERS, c.MILESTONES, "步骤的完成期限", LEDGER,
          Q(done_on__isnull=False)),
    _acted("supervisions_received", "收到督办", "签发给单位且没有取消的督办单", _REPLY, c.SUPERVISIONS, "督办签发日", unit="份", distinct=""),
    _acted("supervisions_in_time", "按期回复督办", "在回复期限以内回复的督办单", _REPLY, c.SUPERVISIONS, "督办签发日", unit="份", distinct="",
           which=_ANSWERED & _IN_TIME),
    _acted("supervisions_late", "超期回复督办", "过了回复期限才回复的督办单", _REPLY, c.SUPERVISIONS, "督办签发日", unit="份", distinct="",
           which=_ANSWERED & ~_IN_TIME),
    _acted("supervisions_open", "还没有回复督办", "还没有回复的督办单，不论是否到期", _REPLY, c.SUPERVISIONS, "督办签发日", unit="份",
           distinct="", which=Q(replied_on=None)),
)  # fmt: skip

COUNTS: dict[str, Count] = {
    count.code: count
    for count in (
        *VOLUMES,
        REMOTE,
        *ACTS,
        *CARE,
        *LEADERS,
        *RECOMMENDED,
        *HELD,
        *MECHANISMS,
        *BOARDS,
    )
}

TOTALS: dict[str, Total] = {
    total.code: total
    for total in (
        Total("hearings", "听证和案件评析", "起", "已举行的听证，加上组织专家评析的案件", "条例第31条、第36条、第15条",
              ("hearings_held", "evaluations")),
        Total("backlog_pressed", "交办、督办的积案", "件", "列入积案台账的事项中交办、督办的，又交办又督办的算一件",
              "条例第22条第1款第3项、第40条第1款", ("backlog_assigned", "backlog_supervised"), united=True),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """A number and how many rows or matters are behind it."""

    value: int = 0
    behind: int = 0


def sizes(codes: Iterable[str], span: Span, by: By = "all") -> dict[tuple[str, str], Size]:
    """(key, code) → size, one query per source. Keys without a row are absent."""
    by_source: dict[str, list[Count]] = defaultdict(list)
    for code in codes:
        by_source[COUNTS[code].source.code].append(COUNTS[code])
    found: dict[tuple[str, str], Size] = {}
    for alike in by_source.values():
        source = alike[0].source
        rows = source.rows().filter(**{f"{source.day}__range": (span.since, span.until)}).order_by()
        wanted: dict[str, Any] = {f"v_{count.code}": count.aggregate(count.which) for count in alike}
        wanted |= {f"n_{count.code}": CountOf("pk", filter=count.which) for count in alike if count.added}
        for key, row in _grouped(rows, source, by, wanted):
            for count in alike:
                value = row[f"v_{count.code}"] or 0
                found[key, count.code] = Size(value, row.get(f"n_{count.code}", value))
    return found


def _grouped(
    rows: Rows, source: Source, by: By, wanted: Mapping[str, Any]
) -> Iterable[tuple[str, dict[str, Any]]]:
    if by == "all":
        return [(ALL, rows.aggregate(**wanted))]
    key = TruncMonth(source.day) if by == "month" else source.keys[by]
    grouped: Any = rows.annotate(key=key).values("key").annotate(**wanted)
    return [(key_of(row["key"]), row) for row in grouped]


def by_day(code: str, spans: Iterable[Span], by: By = "all", key: str = "") -> dict[date, int]:
    """Day → number of one count in several spans, of one key when given. Days without any are absent."""
    count = COUNTS[code]
    within = Q(pk__in=[])
    for span in spans:
        within |= count._in(span)
    rows: Any = count.source.rows().filter(count.which, within).order_by()
    if by != "all":
        rows = rows.annotate(key=count.source.keys[by]).filter(key=key)
    day = count.source.day
    return {row[day]: row["n"] or 0 for row in rows.values(day).annotate(n=count.aggregate(Q()))}


def size(code: str, span: Span) -> Size:
    """One number."""
    if code in TOTALS:
        total = TOTALS[code]
        behind = total.rows(span).count()
        return Size(behind if total.united else sum(size(part, span).value for part in total.parts), behind)
    return sizes([code], span)[ALL, code]


def begun(code: str, year: int) -> bool:
    """The records of this count had begun by the end of the year; always, where they are the cases themselves."""
    firsts = TOTALS[code].parts if code in TOTALS else (COUNTS[code].begins,)
    ever = Span(date.min, date(year, 12, 31))
    return not any(firsts) or any(size(first, ever).value for first in firsts)
