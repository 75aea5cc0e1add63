"""Why a deadline falls on its day: the derivation told step by step, each with its source."""

from datetime import date

from law.articles import Article
from law.calendar import ONE_DAY, WorkCalendar, days_after, runs, spoken
from law.periods import EXTENSION, HEARING, Due, Step, Unit

#: 自下一日开始计算; 最后一日是法定休假日的顺延; 截止时间 (民法典).
START = Article(201, 1, law="民法典")
ROLL = Article(203, 1, law="民法典")
END = Article(203, 2, law="民法典")
#: A longer list of days off is cut short: the sentence is read by a person.
LISTED = 4


def derive(due: Due) -> list[Step]:
    """The steps from the start to the last moment; at most six."""
    steps = [_started(due), _counted(due)]
    if due.extended:
        text = f"经本机关、单位负责人批准延期 {due.extended} 日，从名义届满日往后加"
        steps.append(Step("延期", text, str(EXTENSION)))
    if due.hearing:
        steps.append(
            Step("扣除", f"听证所需 {due.hearing} 日不计算在期限内，名义届满日相应后移", str(HEARING))
        )
    if due.period.unit is Unit.DAYS:
        counted = f"{due.length + due.extended + due.hearing} 日的最后一日是 {spoken(due.nominal)}"
        steps.append(Step("名义届满", counted, due.basis))
    steps.append(_rolled(due))
    text = f"{due.due} 二十四时；有业务时间的，到当日停止业务活动的时间为止"
    steps.append(Step("截止时刻", text, str(END)))
    return steps


def _started(due: Due) -> Step:
    text = f"{spoken(due.start)}{due.period.starts}，当日不计入"
    first = due.period.in_force_from
    if first and due.start < first:
        text += f"；起算日早于 {first}，按该日起施行的规定推算"
    return Step("起算", text, str(START))


def _counted(due: Due) -> Step:
    rule = due.period
    text = f"自次日 {spoken(due.start + ONE_DAY)}起数 {rule.counted(due.length)}"
    if rule.unit is Unit.WORKDAYS:
        text += _skipped(due)
    else:
        text += "，中途的节假日不扣除"
    source = due.basis
    if rule.internal:
        source += f"，{rule.related}未定天数" if rule.related else "，可调整"
    return Step("计数", text, source)


def _skipped(due: Due) -> str:
    """The days off passed over, and the weekend days that are worked and count."""
    calendar, days = due.calendar, days_after(due.start, due.due)
    off = [day for day in days if not calendar.is_workday(day)]
    made_up = [day for day in days if day.weekday() >= 5 and calendar.is_workday(day)]
    text = f"，休息日不计：{_listed(off)}" if off else "，其间没有休息日"
    return text + (f"；调休上班计入：{_listed(made_up)}" if made_up else "")


def _listed(days: list[date]) -> str:
    found = [f"{first}" if first == last else f"{first} 至 {last}" for first, last in runs(days)]
    return "、".join(found[:LISTED]) + ("等" if len(found) > LISTED else "")


def _rolled(due: Due) -> Step:
    """Whether the last day moved. Working days cannot end on a day off."""
    calendar, rolled = due.calendar, due.due != due.nominal
    if due.period.unit is Unit.WORKDAYS:
        title, text = "届满", f"最后一个工作日是 {spoken(due.due)}，按工作日计算，不需顺延"
    elif rolled:
        off = days_after(due.nominal - ONE_DAY, due.due - ONE_DAY)
        why = "；".join(dict.fromkeys(map(calendar.reason, off)))
        title, text = "顺延", f"{_listed(off)} 休息（{why}），顺延至休息结束的次日 {spoken(due.due)}"
    else:
        why = calendar.reason(due.nominal)
        title, text = "不顺延", f"{spoken(due.nominal)}是工作日" + ("" if why == "工作日" else f"（{why}）")
    if due.provisional:
        years = _years_missing(due, calendar)
        text += f"；{years} 年的放假安排尚未装入，暂按周末和固定日期的节日估算，装入后重算"
    return Step(title, text, f"{ROLL}，工作日历版本 {due.calendar_version}", rolled=rolled)


def _years_missing(due: Due, calendar: WorkCalendar) -> str:
    first = due.start + ONE_DAY if due.period.unit is Unit.WORKDAYS else due.nominal
    return "、".join(
        str(year) for year in range(first.year, due.due.year + 1) if not calendar.has_notice(year)
    )
