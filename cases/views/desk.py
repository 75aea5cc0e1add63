"""我的承办: what this unit must do next, by when and why — its first screen (design §6)."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from cases import duties, lines, queries, queues, search, workdays
from cases.lines import Matter, Running, Work
from cases.models import Claim
from cases.queries import CAP, PAGE, WEEKS, Desk, Due, Idle, Wanted
from law import clock
from law.calendar import WEEKDAYS
from law.terms import Channel, HandlingRole, HandlingState, SourceLevel
from organizations.models import Unit, User
from organizations.roles import Permission
from organizations.web import StaffRequest, page

#: The parameters of the address, each one field of Wanted.
FILTERS = ("view", "owes", "route", "role", "place", "source")
#: Where a matter came from, and in what form: one filter, because one of the two is enough.
SOURCES = [*SourceLevel.choices(), *Channel.choices()]


@page(Permission.HANDLE)
def desk(request: StaffRequest) -> HttpResponse:
    """The unit's next acts by last day; filters and paging live in the address."""
    user, today = request.user, clock.today()
    wanted, words = _wanted(request.GET)
    whose = Desk.of(user, today)
    (everything, idle), (fits, loose) = queries.first_rows(whose, wanted)
    rows, following = _page(request, whose, wanted, fits, loose)
    total = len(fits) + len(loose)
    context = {
        "opening": _opening(everything, today),
        "signatures": queues.waiting_for_head(user) if user.can(Permission.HEAD_UNIT) else 0,
        "rail": _rail(everything, idle, wanted, today),
        "marks": [_mark(due, today) for due in everything],
        "rest_days": _rest_days(today),
        "filters": _filters(request.GET, wanted, words),
        "keep": [{"name": "view", "value": wanted.view}] if wanted.view else [],
        "clear_url": wanted.anything and _address(request.GET, **dict.fromkeys((*FILTERS, "q"), "")),
        "groups": _groups(rows, fits, today),
        "empty": _empty(everything, wanted),
        "n": _counted(_matters(fits) + len(loose)),
        "extra": f"{_counted(len(fits))} 个期限",
        "shown": len(rows),
        "more": total - len(rows) if total <= CAP and not request.GET.get("after") else None,
        "next_url": following and _address(request.GET, after=following),
        "first_url": _address(request.GET) if request.GET.get("after") else "",
        "filtered": wanted.anything,
    }
    return render(request, "cases/desk.html", context)


# --- reading the address --------------------------------------------------------------------------


def _wanted(given: QueryDict) -> tuple[Wanted, str]:
    """The filters of the address; what no list offers is no filter."""
    known: dict[str, Iterable[str]] = {
        "view": queries.VIEWS, "owes": queries.OWES, "route": queries.ROUTES,
        "role": [r.value for r in HandlingRole], "source": [value for value, _ in SOURCES],
    }  # fmt: skip
    words = search.typed(given, "q")
    values = {name: search.typed(given, name)[:40] for name in FILTERS}
    values = {name: value for name, value in values.items() if name == "place" or value in known[name]}
    if values.get("source") in {channel.value for channel in Channel}:
        values["channel"] = values.pop("source")
    return Wanted(**values, words=search.parse(words)), words


def _address(given: QueryDict, **changes: str) -> str:
    """This page with other parameters; paging starts again unless ``after`` is given."""
    parameters = given.copy()
    for name, value in ({"after": ""} | changes).items():
        parameters.pop(name, None)
        if value:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else reverse("cases:desk")


# --- the rows -------------------------------------------------------------------------------------

Row = dict[str, Any]


def _page(
    request: StaffRequest, whose: Desk, wanted: Wanted, fits: list[Due], loose: list[Idle]
) -> tuple[list[Row], str]:
    """One page: dated rows by last day, then those without one; and where the next page starts."""
    user, today = request.user, whose.today
    after = _after(request.GET.get("after", ""))
    rows: list[Row] = []
    if not isinstance(after, int):
        found = lines.dated_page(whose, wanted, fits, after)
        claims = lines.undecided_claims(found)
        rows = [_dated(matter, row, claims.get(matter.case), user, today) for matter, row in found[:PAGE]]
        if len(found) > PAGE:
            _, last = found[PAGE - 1]
            return rows, f"{last.due_on.isoformat()}.{last.pk}"
        after = 0
    room = PAGE - len(rows)
    more = lines.undated_page(whose, wanted, loose, after, room)
    rows += [_undated(matter, work, user.unit) for matter, work in more[:room]]
    return rows, f"n.{more[room - 1][1].pk if room else after}" if len(more) > room else ""


def _after(text: str) -> tuple[date, int] | int | None:
    """The key after which the page starts; a spoilt one starts at the top."""
    first, _, key = text.partition(".")
    try:
        return int(key) if first == "n" else (date.fromisoformat(first), int(key))
    except ValueError:
        return None


def _dated(matter: Matter, row: Running, undecided: Claim | None, user: User, today: date) -> Row:
    duty, handling, number = duties.of_deadline(row, user), row.handling, matter.number
    if duty.act == "reply_supervision":
        act_url = reverse("oversight:list")
    elif handling:
        act_url = duties.act_url(number, handling, duty.act)
    elif undecided:
        act_url = reverse("cases:claim_act", args=[number, undecided.pk, duty.act])
    else:
        act_url = duties.file_url(number)
    asked = handling.text if handling else undecided.text if undecided else matter.summary
    return _common(matter, asked) | {
        "route": duties.way(handling) if handling else "待定途径",
        "days_left": (row.due_on - today).days, "due_on": row.due_on, "provisional": row.provisional,
        "what": duty.what, "why": duties.why(row, today), "act": duty.button, "act_href": act_url,
    }  # fmt: skip


def _undated(matter: Matter, work: Work, unit: Unit) -> Row:
    duty = duties.of_handling(work, unit)
    return _common(matter, work.text) | {
        "route": duties.way(work), "days_left": None, "due_on": None, "what": duty.what, "why": duty.why,
        "act": duty.button, "act_href": duties.act_url(matter.number, work, duty.act),
    }  # fmt: skip


def _common(matter: Matter, asked: str) -> Row:
    return {
        "subject": matter.title, "words": " ".join(asked.split())[:60], "number": duties.tail(matter.number),
        "person": duties.people(matter.person, matter.people), "href": duties.file_url(matter.number),
    }  # fmt: skip


def _groups(rows: Sequence[Row], fits: Sequence[Due], today: date) -> list[dict[str, Any]]:
    """Rows under 已逾期, 本周, 下周, 以后; each heading counts the whole group, not the page."""
    totals = _totals(fits, today)
    groups: list[dict[str, Any]] = []
    for row in rows:
        name = _group(row["due_on"], today)
        if not groups or groups[-1]["key"] != name:
            known = len(fits) <= CAP and name != "none"
            groups.append({"key": name, "title": _title(name, today), "n": totals[name] if known else "",
                           "note": _note(name, fits, today), "rows": []})  # fmt: skip
        groups[-1]["rows"].append(row)
    return groups


def _totals(fits: Sequence[Due], today: date) -> Counter[str]:
    days = Counter(due.on for due in fits)
    totals: Counter[str] = Counter()
    for day, n in days.items():
        totals[_group(day, today)] += n
    return totals


def _group(day: date | None, today: date) -> str:
    if day is None:
        return "none"
    if day < today:
        return "late"
    sunday = today + timedelta(days=6 - today.weekday())
    return "week" if day <= sunday else "next" if day <= sunday + timedelta(days=7) else "later"


def _title(name: str, today: date) -> str:
    sunday = today + timedelta(days=6 - today.weekday())
    following = sunday + timedelta(days=1)
    until = sunday + timedelta(days=7)
    return {
        "late": "已逾期",
        "week": f"本周，到 {sunday.month}月{sunday.day}日",
        "next": f"下周，{following.month}月{following.day}日至 {until.month}月{until.day}日",
        "later": "以后",
        "none": "没有期限在走的",
    }[name]


def _note(name: str, fits: Sequence[Due], today: date) -> str:
    if name == "late":
        return "逾期的也必须办：补办不改变“逾期”记录"
    guessed = [due.on.year for due in fits if due.provisional and _group(due.on, today) == name]
    if guessed:
        return f"{len(guessed)} 个期限落在 {max(guessed)} 年，放假安排尚未装入，标“暂估”"
    calendar, tomorrow = workdays.calendar(), today + timedelta(days=1)
    if name != "next" or calendar.is_workday(today) or calendar.is_workday(tomorrow):
        return ""
    back = calendar.roll_forward(tomorrow)
    return f"今天、明天是休息日，{back.month}月{back.day}日周{WEEKDAYS[back.weekday()]}上班"


# --- the sentence, the rail, the ruler ------------------------------------------------------------


def _opening(dues: Sequence[Due], today: date) -> dict[str, Any]:
    """1 件已逾期，3 件下周一届满: the overdue, and the nearest day on which something ends."""
    days = [due.on for due in dues]
    late = bisect_left(days, today)
    nearest = days[late] if late < len(days) else None
    return {
        "late": late and _counted(late),
        "n": bisect_right(days, nearest) - late if nearest else 0,
        "day": _day_words(nearest, today) if nearest else "",
        "soon": bool(nearest and (nearest - today).days <= 3),
    }


def _day_words(day: date, today: date) -> str:
    if day == today:
        return "今天"
    if day == today + timedelta(days=1):
        return "明天"
    weeks = (day - timedelta(days=day.weekday()) - today + timedelta(days=today.weekday())).days // 7
    if weeks < 2:
        return f"{'本下'[weeks]}周{WEEKDAYS[day.weekday()]}"
    return f"{'' if day.year == today.year else f'{day.year}年'}{day.month}月{day.day}日"


def _rail(dues: Sequence[Due], idle: Sequence[Idle], wanted: Wanted, today: date) -> list[dict[str, Any]]:
    counts = _counts(dues, idle, today)
    shown = _at_least if max(len(dues), len(idle)) > CAP else _counted
    links = [
        {"label": label, "url": f"?view={view}" if view else reverse("cases:desk"), "n": shown(counts[view]),
         "current": wanted.view == view}
        for view, label in queries.VIEWS.items()
        if counts[view] or view in _ALWAYS or wanted.view == view
    ]  # fmt: skip
    return [{"title": "", "links": links}]


#: Shown with 0, too: that nothing is late is worth a line.
_ALWAYS = {"", "late", "soon", "notice", "objection", "opinion", "serve", "ordered", "assisting"}


def _counts(dues: Sequence[Due], idle: Sequence[Idle], today: date) -> Counter[str]:
    """Every figure of the rail from the rows already read. 全部在办 counts matters, the views count acts."""
    soon = today + timedelta(days=3)
    counts: Counter[str] = Counter()
    # alike in everything that is counted: a handful of kinds, however many rows
    kinds = Counter((due.on < today, due.on <= soon, due.period, due.state, due.role) for due in dues)
    for (late, by_then, period, state, role), n in kinds.items():
        answer, signed = period in queries.ANSWERS, state == HandlingState.SIGNED
        counts["late"] += n * late
        counts["soon"] += n * (by_then and not late)
        counts["notice"] += n * (period in {"notice", "objection"})
        counts["objection"] += n * (period == "objection")
        counts["opinion"] += n * (answer and not signed)
        counts["serve"] += n * (answer and signed)
        counts["ordered"] += n * (period in queries.ORDERED)
        counts["assisting"] += n * (role == HandlingRole.ASSISTING)
    for row in idle:
        counts["assisting"] += row.role == HandlingRole.ASSISTING
        counts["result"] += row.state == HandlingState.STATUTORY
        counts["unrecorded"] += row.state == HandlingState.UNRECORDED
        counts["serve"] += row.state == HandlingState.SIGNED
        counts["opinion"] += row.state == HandlingState.ACCEPTED
    counts[""] = _matters(dues) + len(idle)
    return counts


def _matters(dues: Sequence[Due]) -> int:
    """Two periods of one handling are one matter in hand."""
    return len({due.handling or -due.pk for due in dues})


def _at_least(n: int) -> str:
    """Of rows that were not all read: what was not found among them is not known to be nowhere."""
    return f"{min(n, CAP)}+" if n else "—"


def _counted(n: int) -> str:
    return f"{CAP}+" if n > CAP else str(n)


def _mark(due: Due, today: date) -> dict[str, Any]:
    """A square of the ruler; outside its weeks an act has no label and is only counted."""
    if not due.label:
        return {"on": due.on}
    left = (due.on - today).days
    number, _, title = due.label.partition(" ")
    return {
        "on": due.on, "tone": "late" if left < 0 else "soon" if left <= 3 else "later",
        "href": duties.file_url(number), "title": f"{due.on.month}-{due.on.day:02d} {title}",
    }  # fmt: skip


def _rest_days(today: date) -> set[date]:
    """Days off on the ruler by the calendar in force, 调休 included."""
    calendar, monday = workdays.calendar(), today - timedelta(days=today.weekday())
    days = (monday + timedelta(days=n) for n in range(7 * WEEKS))
    return {day for day in days if not calendar.is_workday(day)}


# --- the filters ----------------------------------------------------------------------------------


def _filters(given: QueryDict, wanted: Wanted, words: str) -> list[dict[str, Any]]:
    choices: list[tuple[str, str, str, Any]] = [
        ("owes", "欠什么", wanted.owes, list(queries.OWES.items())),
        (
            "route",
            "途径",
            wanted.route,
            list(queries.ROUTES.items()),
        ),
        ("role", "我的身份", wanted.role, HandlingRole.choices()),
        ("place", "发生地", wanted.place, queries.places()),
        ("source", "来源", wanted.source or wanted.channel, SOURCES),
        ("q", "词", words, None),
    ]
    return [
        {"name": name, "label": label, "value": value, "options": options,
         "clear_url": value and _address(given, **{name: ""})}
        for name, label, value, options in choices
    ]  # fmt: skip


def _empty(dues: Sequence[Due], wanted: Wanted) -> str:
    if wanted.anything:
        return "没有符合这些条件的。"
    return "" if dues else "现在没有在办的事。有转送、交办到达时，会出现在这里。"


urls = [path("desk/", desk, name="desk")]
