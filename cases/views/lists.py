"""查件, 收件, 检举控告: lists that belong to no single act."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from audit import chain
from cases import duties, results, search
from cases.models import AccusedUnit, Case, CompartmentGrant, Deadline, Handling
from cases.models.case import CaseQuerySet
from cases.results import Result
from cases.views import desk, waiting
from law import clock
from law.calendar import parse_day
from law.terms import CaseState, Channel
from notifications.models import InboxItem
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page

PAGE = 25
#: A result is counted up to here.
COUNTED = 1000
Rows = TypeVar("Rows", bound=QuerySet[Any, Any])

# --- 查件 -------------------------------------------------------------------------------------------

PARAMETERS = ("q", "state", "channel", "category", "place", "unit", "since", "until", "overdue")


@page(Permission.REGISTER, Permission.SEE_COUNTY)
def find(request: StaffRequest) -> HttpResponse:
    """Search by words and numbers within what the user may see, newest first."""
    given = {name: search.typed(request.GET, name) for name in PARAMETERS}
    days, problems = _days(given)
    query = search.parse(given["q"])
    rows = _filtered(Case.objects.ordinary_to(request.user), given, days)
    if given["q"] and not query:
        rows = rows.none()
    found = search.found(rows, query, request.user)
    newest_first = found.rows.order_by("-received_on", "-pk").values_list("pk", "received_on")
    after = request.GET.get("after", "")
    page = list(_after(newest_first, after)[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    count = len(page)
    if found.many and not any(given[name] for name in PARAMETERS[1:]):
        count = COUNTED + 1  # the probe met more
    elif last or after:
        count = len(newest_first[: COUNTED + 1])
    today = clock.today()
    shown = [_result(row, today) for row in results.read([key for key, _ in page[:PAGE]], request.user)]
    context = {
        "q": given["q"], "problems": problems, "filters": _filters(request, given),
        "rows": shown, "shown": len(shown), "n": f"{COUNTED}+" if count > COUNTED else str(count),
        "searched": any(given.values()), "clear_url": reverse("cases:search") if any(given.values()) else "",
        "empty": _nothing(given), "first_url": _address(request.GET) if after else "",
        "next_url": last and _address(request.GET, after=f"{last[1].isoformat()}.{last[0]}"),
        "one_unit": not request.user.can(Permission.SEE_COUNTY),
    }  # fmt: skip
    return render(request, "cases/search.html", context)


def _days(given: dict[str, str]) -> tuple[dict[str, date], list[dict[str, str]]]:
    """The days asked for; one that is none is left out, and said."""
    days, problems = {}, []
    for name, label in (("since", "收到日从"), ("until", "收到日到")):
        if given[name]:
            try:
                days[name] = parse_day(given[name])
            except ValueError as wrong:
                problems.append({"id": f"filter-{name}", "message": f"{label}：{wrong}"})
    return days, problems


def _filtered(rows: CaseQuerySet, given: dict[str, str], days: dict[str, date]) -> CaseQuerySet:
    if given["state"]:
        rows = rows.filter(state=given["state"])
    if given["channel"]:
        rows = rows.filter(own_petition__channel=given["channel"])
    if given["category"]:
        rows = rows.filter(category__startswith=f"{given['category']}/")
    if given["place"]:
        rows = rows.filter(place__code=given["place"])
    if given["unit"]:
        rows = rows.filter(
            Exists(Handling.objects.filter(claim__case=OuterRef("pk"), unit__code=given["unit"]))
        )
    if "since" in days:
        rows = rows.filter(received_on__gte=days["since"])
    if "until" in days:
        rows = rows.filter(received_on__lte=days["until"])
    if given["overdue"] == "yes":
        rows = rows.filter(Exists(Deadline.objects.overdue(clock.today()).filter(case=OuterRef("pk"))))
    return rows


def _after(rows: Rows, key: str) -> Rows:
    """The rows after ``day.key``; a spoilt key starts at the top."""
    day_text, _, pk = key.partition(".")
    try:
        day, number = date.fromisoformat(day_text), int(pk)
    except ValueError:
        return rows
    return rows.filter(received_on__lte=day).filter(
        Q(received_on__lt=day) | Q(received_on=day, pk__lt=number)
    )


def _result(row: Result, today: date) -> dict[str, Any]:
    units = list(dict.fromkeys(row.units))
    more = f" 等，另有 {len(units) - 3} 个" if len(units) > 3 else ""
    about = [row.category or "未分类", row.place, "导入件" if row.imported else ""]
    return {
        "number": row.number, "href": duties.file_url(row.number), "subject": row.title, "received_on": row.received_on,
        "about": " · ".join(filter(None, about)), "channel": Channel(row.channel).label,
        "person": duties.people(row.person, row.people), "state": CaseState(row.state).label,
        "done": row.state in {CaseState.CLOSED, CaseState.ARCHIVED}, "units": "、".join(units[:3]) + more or "—",
        "days_left": (row.due_on - today).days if row.due_on else None, "due_on": row.due_on,
        "provisional": row.provisional,
    }  # fmt: skip


def _filters(request: StaffRequest, given: dict[str, str]) -> list[dict[str, Any]]:
    levels, units = results.offers()
    places = [(code, name) for code, name, kind in units if kind == "township"]
    choices: list[tuple[str, str, Any, str]] = [
        ("q", "件号、文号、标题和理由中的词", None, "search"),
        ("state", "状态", CaseState.choices(), ""),
        ("channel", "形式", Channel.choices(), ""),
        ("category", "分类", [(name, name) for name in levels], ""),
        ("place", "事项发生地", places, ""),
        ("unit", "承办单位", [(code, name) for code, name, _ in units], ""),
        ("overdue", "期限", [("yes", "已逾期")], ""),
        ("since", "收到日从", None, "date"),
        ("until", "到", None, "date"),
    ]
    if not request.user.can(Permission.SEE_COUNTY):
        choices = [choice for choice in choices if choice[0] != "unit"]
    return [
        {"name": name, "label": label, "value": given[name], "options": options, "type": kind,
         "clear_url": given[name] and _address(request.GET, **{name: ""})}
        for name, label, options, kind in choices
    ]  # fmt: skip


def _address(given: QueryDict, **changes: str) -> str:
    parameters = given.copy()
    for name, value in ({"after": ""} | changes).items():
        parameters.pop(name, None)
        if value:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"


def _nothing(given: dict[str, str]) -> str:
    if given["q"]:
        return f"没有查到「{given['q']}」。可以换一个词，或者只输件号后面的数字；姓名、证件号和电话不能用来查件。"
    return "没有符合这些条件的件。" if any(given.values()) else "还没有登记过信访事项。"


# --- 收件 -------------------------------------------------------------------------------------------


@page()
def inbox(request: StaffRequest) -> HttpResponse:
    """Word to this person, unread first."""
    mine = InboxItem.objects.filter(user=request.user)
    unread = mine.filter(read_at=None)
    side, _, key = request.GET.get("after", "").partition(".")
    after = int(key) if key.isdecimal() else None
    rows = [] if side == "r" else list(_before(unread, after if side == "u" else None)[: PAGE + 1])
    more_unread = len(rows) > PAGE
    rows = rows[:PAGE]
    read: list[InboxItem] = []
    if not more_unread:
        room = PAGE - len(rows)
        read = list(_before(mine.exclude(read_at=None), after if side == "r" else None)[: room + 1])
    following = ""
    if more_unread:
        following = f"?after=u.{rows[-1].pk}"
    elif len(read) > PAGE - len(rows):
        read = read[: PAGE - len(rows)]
        following = f"?after=r.{read[-1].pk if read else 2**62}"
    waiting_now = unread[: COUNTED + 1].count()
    context = {"unread": rows, "read": read, "n": waiting_now, "shown": len(rows) + len(read),
               "next_url": following, "first_url": reverse("cases:inbox") if side else ""}  # fmt: skip
    return render(request, "cases/inbox.html", context)


def _before(rows: QuerySet[InboxItem], key: int | None) -> QuerySet[InboxItem]:
    return (rows if key is None else rows.filter(pk__lt=key)).order_by("-pk")


@page()
@acts_once
def mark_read(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Mark one line read and go to what it is about, or mark all of them."""
    if request.method != "POST":
        return redirect("cases:inbox")
    mine = InboxItem.objects.filter(user=request.user)
    if pk is None:
        mine.filter(read_at=None).update(read_at=clock.now())
        return redirect("cases:inbox")
    item = get_object_or_404(mine, pk=pk)
    mine.filter(pk=pk, read_at=None).update(read_at=clock.now())
    inside = item.url.startswith("/") and not item.url.startswith("//")
    return HttpResponseRedirect(item.url if inside and "open" in request.POST else reverse("cases:inbox"))


# --- 检举控告 -----------------------------------------------------------------------------------------


@page()
def compartment(request: StaffRequest) -> HttpResponse:
    """The accusations this person is named for; each look is recorded (条例第30条第3款)."""
    user, today = request.user, clock.today()
    granted = CompartmentGrant.objects.in_force().filter(user=user, case__in_compartment=True)
    if not user.can(Permission.KEEP_COMPARTMENT) and not granted.exists():
        raise PermissionDenied("您的岗位没有这个页面。")
    clocks = Deadline.objects.running().owed().order_by("due_on")
    rows = Case.objects.visible_to(user).filter(in_compartment=True).prefetch_related(
        Prefetch("accused_units", queryset=AccusedUnit.objects.select_related("unit")),
        Prefetch("deadlines", queryset=clocks, to_attr="clocks"),
    )  # fmt: skip
    shown = list(_after(rows, request.GET.get("after", "")).order_by("-received_on", "-pk")[: PAGE + 1])
    last = shown[PAGE - 1] if len(shown) > PAGE else None
    shown = shown[:PAGE]
    if shown:
        chain.record("look_compartment", by=user, rows=[case.number for case in shown])
    context = {
        "rows": [_sealed(case, today) for case in shown], "shown": len(shown),
        "next_url": last and f"?after={last.received_on.isoformat()}.{last.pk}",
        "first_url": reverse("cases:compartment") if request.GET.get("after") else "",
    }  # fmt: skip
    return render(request, "cases/compartment.html", context)


def _sealed(case: Any, today: date) -> dict[str, Any]:
    due = case.clocks[0] if case.clocks else None
    return {
        "number": case.number, "href": reverse("cases:detail", args=[case.number]), "received_on": case.received_on,
        "accused": "、".join(row.unit.short_name for row in case.accused_units.all()) or "没有写明单位",
        "state": CaseState(case.state).label, "days": (today - case.received_on).days,
        "days_left": (due.due_on - today).days if due else None, "due_on": due.due_on if due else None,
    }  # fmt: skip


urls = [
    *desk.urls,
    *waiting.urls,
    path("search/", find, name="search"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/read/", mark_read, name="inbox_read_all"),
    path("inbox/<int:pk>/read/", mark_read, name="inbox_read"),
    path("compartment/", compartment, name="compartment"),
]
