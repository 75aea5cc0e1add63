"""The everyday acts, through the whole stack (middleware, session, policies, templates), interleaved with the limit."""

import statistics
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, Handling
from law import clock
from law.terms import HandlingState, Role
from organizations.models import Unit, User
from reports import building
from reports.exports import running
from reports.exports.models import Export
from reports.figures import Span
from reports.models import FrozenFigure
from reports.sets import CountSet, FigureSet

#: What a bare Django page with session and user carries.
BARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
#: The yardsticks of lists and of boards.
LIST, SUMS = "裸：列表 25 行", "裸：一次汇总"


@dataclass
class Timed:
    """One act: how it is done, beside which yardstick, and what it took."""

    name: str
    run: Callable[[int], Any]
    yardstick: str = ""
    bar: str = ""
    every: int = 1
    #: What is measured is a second look.
    seen_before: bool = False
    seconds: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, round(len(self.seconds) * 0.95) - 1)] * 1000


def _signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    client.handler.load_middleware()  # as a server does before its first request
    return client


def _bare(user: User) -> Client:
    """A client whose handler has only session and user."""
    client = _signed_in(user)
    with override_settings(MIDDLEWARE=BARE):
        client.handler.load_middleware()
    return client


def _ok(response: Any, *statuses: int) -> HttpResponse:
    if response.status_code not in (statuses or (200,)):
        raise RuntimeError(f"{response.status_code}: {response.content[:400].decode(errors='replace')}")
    checked: HttpResponse = response
    return checked


@contextmanager
def yardsticks() -> Any:
    """The limit's addresses beside ours."""
    with override_settings(ROOT_URLCONF="petition_bureau.bench.limit", ALLOWED_HOSTS=["*"], DEBUG=False):
        yield


def everyday(rounds: int) -> list[Timed]:
    """The acts of a working day and the four yardsticks."""
    names = ("handler-housing", Role.INTAKE, Role.SCREENING, Role.BUREAU_LEADER)
    handler, clerk, screening, leader = (User.objects.get(username=f"bench-{name}") for name in names)
    desk, bureau, office, chief = map(_signed_in, (handler, clerk, screening, leader))
    bare = _bare(clerk)
    numbers = list(Case.objects.order_by("-pk").values_list("number", flat=True)[:2000])
    pks = list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:2000])
    arrived = list(
        Handling.objects.filter(state=HandlingState.ARRIVED).select_related("claim__case").order_by("pk")[: rounds + 1]
    )  # fmt: skip
    theirs = {
        user.unit_id: _signed_in(user) for user in User.objects.filter(username__startswith="bench-handler-")
    }
    county = _signed_in(User.objects.get(username=f"bench-{Role.COUNTY_LEADER}"))
    last = clock.today()
    return [
        Timed(LIST, lambda n: _ok(bare.get("/limit/list/"))),
        Timed("裸：一件和它的经过", lambda n: _ok(bare.get(f"/limit/case/{pks[n]}/"))),
        Timed(
            "裸：写一件、一条经过、一个期限",
            lambda n: _ok(bare.post("/limit/insert/", {"unit": clerk.unit_id})),
        ),
        Timed(SUMS, lambda n: _ok(bare.get("/limit/sums/")), every=10),
        Timed(
            "登记一件",
            lambda n: _ok(bureau.post(reverse("cases:register"), _form(n)), 302),
            "裸：写一件、一条经过、一个期限",
            "≤ 2.5",
        ),
        Timed("提示去处（200 多条规则）", lambda n: _ok(office.post(reverse("routing:suggest"), _text(n)))),
        Timed("我的承办", lambda n: _ok(desk.get(reverse("cases:desk"))), LIST, "≤ 2"),
        Timed(
            "我的承办，筛选",
            lambda n: _ok(desk.get(reverse("cases:desk"), {"owes": "handling"})),
            LIST,
            "≤ 2",
        ),
        Timed(
            "查两个字（多）",
            lambda n: _ok(bureau.get(reverse("cases:search"), {"q": "电梯"})),
            LIST,
            "≤ 1.3",
        ),
        Timed(
            "查两个字（没有）",
            lambda n: _ok(bureau.get(reverse("cases:search"), {"q": "龘靐"})),
            LIST,
            "≤ 1.3",
        ),
        Timed(
            "案件页",
            lambda n: _ok(bureau.get(reverse("cases:detail", args=[numbers[n]]))),
            "裸：一件和它的经过",
            "≤ 4",
        ),
        Timed(
            "受理并书面告知",
            lambda n: _accept(theirs[arrived[n].unit_id], arrived[n]),
            "裸：写一件、一条经过、一个期限",
            "≤ 6",
        ),
        *_boards(chief, office, county, desk, last),
    ]


def _boards(chief: Client, office: Client, county: Client, desk: Client, last: date) -> list[Timed]:
    """The boards, the pages of the registry, sets, and a file of one; each tenth round."""
    year = Span(last - timedelta(365), last)
    given = {"since": str(year.since), "until": str(year.until)}
    frozen = FrozenFigure.objects.filter(code="timely_conclusion", by="all").order_by("-pk").first()

    def page(client: Client, name: str, *args: Any, **query: str) -> Callable[[int], Any]:
        return lambda n: _ok(client.get(reverse(name, args=args), query))

    boards = [
        ("三率，一年，各单位", page(chief, "reports:figures", **given, basis="due")),
        ("今天", page(chief, "reports:today")),
        ("全县一页，今年", page(county, "reports:county")),
        ("全县一页，一年", page(county, "reports:county", **given)),
        ("本单位的期限和质量", page(desk, "reports:unit")),
        ("指标：按期办结率", page(chief, "reports:indicator", "timely_conclusion", **given)),
        ("指标：信访总量", page(chief, "reports:indicator", "petitions_total", **given)),
    ]
    lists = [
        ("本单位的一组期限", page(desk, "reports:unit_duties", "housing", part="month")),
        ("指标目录", page(chief, "reports:catalogue")),
        ("明细：信访总量", lambda n: _ok(chief.get(CountSet("petitions_total", year).url()))),
        ("明细：按期办结率分母", lambda n: _ok(chief.get(FigureSet("timely_conclusion", "denominator", year).url()))),
    ]  # fmt: skip
    if frozen is not None:
        lists.append(("冻结的一组", page(chief, "reports:frozen_set", frozen.pk)))
    return [
        *(Timed(name, run, SUMS, "≤ 2.5", every=10, seen_before=True) for name, run in boards),
        *(Timed(f"{name}，重新数", _anew(run), SUMS, every=10) for name, run in boards),
        *(Timed(name, run, LIST, every=10) for name, run in lists),
        Timed("导出一年的信访件", lambda n: _export(office, year), every=20),
    ]


def _anew(run: Callable[[int], Any]) -> Callable[[int], Any]:
    """A board whose counted parts are not kept."""

    def counted(n: int) -> Any:
        with override_settings(BOARDS_KEPT=0):
            return run(n)

    return counted


def _export(client: Client, year: Span) -> None:
    """Asked for and made: every row of a year."""
    address = f"{reverse('reports:export_ask')}?{CountSet('petitions_total', year).url().partition('?')[2]}"
    _ok(client.post(address, {"form_key": uuid.uuid4(), "reason": "测量", "form": "csv"}), 302)
    running.work_off()
    row = Export.objects.latest("pk")
    if row.state != Export.DONE:
        raise RuntimeError(row.problem)


def people() -> None:
    """Three of the bureau, a leader of the county and a handler of every unit."""
    bureau = Unit.objects.get(code="bureau")
    for role in (Role.INTAKE, Role.SCREENING, Role.BUREAU_LEADER):
        User.objects.create_user(f"bench-{role}", None, name=role.label, role=role, unit=bureau)
    User.objects.create_user(
        f"bench-{Role.COUNTY_LEADER}", None, name=Role.COUNTY_LEADER.label, role=Role.COUNTY_LEADER,
        unit=Unit.objects.get(code="county_government"),
    )  # fmt: skip
    for unit in Unit.objects.filter(kind__in=["department", "township"]):
        User.objects.create_user(
            f"bench-handler-{unit.code}", None, name="经办", role=Role.HANDLER, unit=unit
        )


def _form(n: int) -> dict[str, Any]:
    return {
        "form_key": uuid.uuid4(), "channel": "visit", "received_on": clock.today(), "people": 1, "purpose": "grievance",
        "source_level": "county", "claims": [f"请修好第 {n} 号楼的电梯"], "title": f"第 {n} 号楼电梯停用",
        "summary": "电梯停了两个月，老人上下楼不便。", "person_name": ["陈桂英"], "person_identity": [f"33099919600101{n:04d}"],
        "person_phone": [f"190{n:08d}"], "person_address": ["云城街道"], "person_representative": [""], "person_electronic": [""],
        "category": "城乡建设/住房保障与房地产",
    }  # fmt: skip


def _text(n: int) -> dict[str, Any]:
    return {
        "title": f"第 {n} 号楼电梯停用",
        "summary": "电梯停了两个月，物业不修，老人上下楼不便，请住建部门督促。",
        "claims": ["修好电梯"],
    }


def _accept(client: Client, handling: Handling) -> HttpResponse:
    url = reverse("cases:act", args=[handling.claim.case.number, handling.pk, "accept"])
    return _ok(
        client.post(url, {"form_key": uuid.uuid4(), "on": clock.today(), "version": handling.version}), 302
    )


def measure(acts: list[Timed], rounds: int) -> None:
    """A B C A B C …: every act once a round, so that the machine's moods fall on all alike.

    Between two rounds runs what beat wakes each minute, untimed as it is in the house.
    """
    for act in acts:
        if act.seen_before:
            act.run(0)
        with CaptureQueriesContext(connection) as captured:
            act.run(0)
        act.queries = sum(query["sql"] not in ("BEGIN", "COMMIT") for query in captured.captured_queries)
    for n in range(1, rounds + 1):
        building.refresh(clock.today())
        for act in acts:
            if n % act.every:
                continue
            begun = time.perf_counter()
            act.run(n)
            act.seconds.append(time.perf_counter() - begun)
