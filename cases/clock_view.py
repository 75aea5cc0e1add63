"""The legal clock of the course in focus, as ``components/clock_bar.html`` draws it: step, turn, last day, why."""

from datetime import date, timedelta
from typing import Any

from cases import clocks
from cases.models import Deadline
from cases.presenting import after, short, step_of
from cases.reading import Course, File, is_running
from law import periods
from law.calendar import WorkCalendar, runs
from law.terms import HandlingState, Route

#: Short names of the periods, for the line of the clock's siblings.
SHORT = {
    "forwarding": "转送", "superior_forwarding": "转送（上级转来）", "notice": "告知", "objection": "异议",
    "handling": "办理", "suggestion_reply": "回复建议", "assigned_report": "办结报告", "supervision_reply": "督办回复",
    "simple_forwarding": "简易转送", "simple_acceptance": "简易告知", "simple_handling": "简易答复",
    "objection_decision": "核实异议", "review_request": "申请复查", "rating": "评价",
    "review": "复查", "final_review_request": "申请复核", "final_review": "复核",
}  # fmt: skip


def clock(file: File) -> dict[str, Any]:
    """The clock of the step now running."""
    course = file.focus
    what, number, turn, role = step_of(file)
    view: dict[str, Any] = {
        "step": what,
        "step_note": _step_note(file, number),
        "turn": turn,
        "turn_role": role,
        "turn_note": after(number),
        "due_on": None,
        "days_left": None,
    }
    row = course.running
    if row is None:
        return view | _no_clock(file, course)
    due = clocks.derive(row)
    days_left = (row.due_on - file.today).days
    view |= {
        "due_on": row.due_on,
        "days_left": days_left,
        "provisional": row.provisional,
        "due_note": due.basis + (f" · 名义届满 {short(row.nominal_on)}" if row.nominal_on != row.due_on else ""),
        "left_note": _left_note(file.today, row.due_on, due.calendar),
        "bar": _bar(file, course, row, due),
        "why": {"note": _versions(row, due), "steps": [
            {"what": step.title, "value": step.text, "source": step.source, "roll": step.rolled}
            for step in due.derivation()
        ]},
    }  # fmt: skip
    return view | {"foot": _foot(file, course, row)}


def _step_note(file: File, number: int) -> str:
    handling = file.focus.handling
    claim = f"诉求 {handling.claim.order}" if handling and len(file.claims) > 1 else ""
    place = (
        f"7 步中的第 {number} 步" if number and not (handling and handling.route != Route.PETITION) else ""
    )
    return " · ".join(filter(None, [place, claim]))


def _no_clock(file: File, course: Course) -> dict[str, Any]:
    """Nothing runs: how it ended, or why no period is counted."""
    handling = course.handling
    met = course.last_met
    view: dict[str, Any] = {}
    if handling and handling.state in {HandlingState.CONCLUDED, HandlingState.DECLINED, HandlingState.RETURNED,
                                       HandlingState.ANSWERED, HandlingState.WITHDRAWN}:  # fmt: skip
        done = {HandlingState.CONCLUDED: "已办结", HandlingState.DECLINED: "已书面告知",
                HandlingState.RETURNED: "已退回", HandlingState.ANSWERED: "已有答复",
                HandlingState.WITHDRAWN: "信访人已撤回"}  # fmt: skip
        view = {
            "done": done[HandlingState(handling.state)],
            "left_note": short(handling.ended_on) if handling.ended_on else "",
        }
    elif file.case.closed_on:
        view = {"done": "已办结", "left_note": short(file.case.closed_on)}
    elif handling and handling.state == HandlingState.STATUTORY:
        view = {"due_note": "期限依各该法律，不适用 60 日（条例第31条）"}
    elif handling and handling.state == HandlingState.SERVED:
        view = {"due_note": "送达当日办理期限已经履行；审核不停表"}
    elif file.case.in_compartment:
        view = {"due_note": "移送后由纪检监察机关按其规定计时"}
    elif file.case.untold:
        view = {"due_note": "导入件没有记录流转，不计时"}
    if met and met.met_on:
        late = (met.met_on - met.due_on).days
        word = f"{SHORT.get(met.period, met.period)}期限 {short(met.due_on)}，{short(met.met_on)} 履行"
        view["due_note"] = word + (f"，逾期 {late} 天" if late > 0 else "，按期")
        view["foot"] = _foot(file, course, met)
    return view


def _left_note(today: date, due: date, calendar: WorkCalendar) -> str:
    """两天都是休息日: what of the time left is not worked."""
    days = [today + timedelta(days=n) for n in range(1, (due - today).days + 1)]
    off = sum(not calendar.is_workday(day) for day in days[:-1])
    if not days[:-1] or not off:
        return ""
    return f"之前 {off} 天是休息日"


def _bar(file: File, course: Course, row: Deadline, due: periods.Due) -> dict[str, Any]:
    start = min(file.case.received_on, row.started_on)
    last = max(row.due_on, file.today)
    bar: dict[str, Any] = {
        "start": start,
        "counted_from": row.started_on,
        "due": row.due_on,
        "run_label": _run_label(file, row, due),
        "events": _marks(file, course, row),
        "stops": [],
    }
    if due.period.unit is periods.Unit.WORKDAYS:
        bar["rest_words"] = "（按工作日计算，不计入）"
    if row.period == "handling" and not row.extended and file.today <= row.due_on and _may_extend(course):
        longer = periods.due("handling", row.started_on, due.calendar, extended=30).due
        bar |= {
            "may_until": longer,
            "may_label": f"若 {short(row.due_on)} 前批准延期 30 日 → {short(longer)}",
        }
        last = longer
    bar["rest_days"] = {day for day in _days(start, last) if not due.calendar.is_workday(day)}
    bar["notes"] = _holidays(start, last, due.calendar)
    return bar


def _may_extend(course: Course) -> bool:
    return bool(
        course.handling
        and course.handling.route == Route.PETITION
        and course.handling.state == HandlingState.ACCEPTED
    )


def _run_label(file: File, row: Deadline, due: periods.Due) -> str:
    if due.period.unit is periods.Unit.WORKDAYS:
        gone = sum(
            due.calendar.is_workday(day) for day in _days(row.started_on + timedelta(days=1), file.today)
        )
        return f"{due.period.label} {due.length} 个工作日　第 {gone} 个"
    whole = due.length + row.extended + row.hearing
    gone = min((file.today - row.started_on).days, whole)
    return f"{due.period.label} {whole} 日　第 {gone} 日"


def _marks(file: File, course: Course, row: Deadline) -> list[dict[str, Any]]:
    """Registration, arrival and the acts of this course, each once."""
    marks = [(file.case.received_on, "登记")]
    handling = course.handling
    if handling and not handling.direct:
        marks.append((handling.arrived_on, "转送" if not handling.assigned else "交办"))
    if handling and handling.accepted_on:
        marks.append((handling.accepted_on, "推定受理" if handling.presumed else "受理告知"))
    elif row.started_on not in {day for day, _ in marks}:
        marks.append((row.started_on, "起算"))
    words: dict[date, list[str]] = {}
    for day, word in marks:
        words.setdefault(day, []).append(word)
    return [{"on": day, "label": f"{'、'.join(found)} {short(day)}"} for day, found in words.items()]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _holidays(first: date, last: date, calendar: WorkCalendar) -> list[dict[str, Any]]:
    """The holidays the bar crosses, named where they begin."""
    named = [
        (day, mark.name) for day in _days(first, last) if (mark := calendar.mark(day)) and not mark.working
    ]
    found = []
    for begin, _ in runs(day for day, _ in named):
        name = dict(named)[begin].removesuffix("节") if begin.day != 1 else dict(named)[begin]
        if begin.day > 4:  # the month's own name stands at its first days
            found.append({"on": begin, "label": name})
    return found


def _versions(row: Deadline, due: periods.Due) -> str:
    rule = due.period
    kind = "内部要求" if rule.internal else "法定期限"
    version = f"规则 {rule.in_force_from} 版" if rule.in_force_from else "规则初版"
    note = f"{version} · 日历版本 {row.calendar_version} · {kind}，{'暂估' if row.provisional else '非暂估'}"
    if due.due != row.due_on:
        note += f"（按现在的日历是 {due.due}，等确认）"
    return note


def _foot(file: File, course: Course, row: Deadline) -> dict[str, Any]:
    extension = "无"
    if row.extended:
        extension = f"{row.extended} 日" + (
            f"，{short(file.extension.approved_on)} 批准" if file.extension else ""
        )
    elif row.period not in {"handling"}:
        extension = "这个期限不能延"
    siblings = [_sibling(other) for other in _others(file, course) if other.pk != row.pk]
    return {
        "extension": extension,
        "stop": f"听证 {row.hearing} 日，不计入" if row.hearing else "无（条例只在复核听证时扣时）",
        "siblings": siblings,
    }


def _others(file: File, course: Course) -> list[Deadline]:
    """The course's own clocks, and the receiving organ's for those who see the whole file."""
    rows = [*(file.own if course.handling else []), *course.deadlines]
    return sorted(
        (row for row in rows if row.period in SHORT and row.period != "rating"),
        key=lambda row: (row.started_on, row.pk),
    )


def _sibling(row: Deadline) -> dict[str, Any]:
    text = f"{SHORT[row.period]} {short(row.due_on)} 前"
    if row.met_on:
        late = row.met_on > row.due_on
        return {"text": f"{text}，{short(row.met_on)}{' 逾期' if late else ''}", "done": not late}
    if is_running(row):
        return {
            "text": text if row.duty else f"{text}（信访人可）" if row.period.endswith("_request") else text,
            "done": False,
        }
    return {"text": f"{text} — {'未提' if row.period == 'objection' else '未用'}", "done": False}
