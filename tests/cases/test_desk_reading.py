"""我的承办 reads few statements: they agree with the rules of its rows told row by row, with every filter and beyond the cap."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from builders import accepted, forwarded, lived, person, registered, registration, served, signed, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import actions, lines, queries
from cases.actions import Destination
from cases.models import Deadline, Handling, Recusal
from cases.models.handling import HANDLING_AT_WORK
from cases.queries import Desk, Wanted
from law import clock
from law.terms import STATUTORY_ROUTES, HandlingRole, HandlingState, Purpose, Role, Route
from organizations.models import User

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 14)


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


@pytest.fixture
def desk() -> Desk:
    """A desk with a row of every kind, and matters that are not on it."""
    handler = person(Role.HANDLER, "housing")
    forwarded(on=day(2), title="配套幼儿园", place=unit("township_01"))
    forwarded(on=day(10), channel="letter")
    forwarded(on=day(4), people=4)
    accepted(on=day(70), title="幼儿园围墙")
    accepted(on=day(5))
    signed(accepted(on=day(20)), on=day(3))
    served(accepted(on=day(20)), on=day(3))
    forwarded(on=day(6), route=Route.SUGGESTION, purpose=Purpose.SUGGESTION)
    statutory_since(day(5), handler)
    to = Destination(unit("water"), [unit("housing")])
    for back in (8, 9):
        case = registered(received_on=day(back), title="请会办的一件")
        lived(
            day(back),
            actions.forward,
            case.claims.get(),
            by=person(Role.SCREENING),
            route=Route.PETITION,
            to=to,
        )
    case = registered(received_on=day(30))
    assigned = Destination(unit("housing"), [], TODAY + timedelta(days=30))
    proposal = lived(day(20), actions.propose, case.claims.get(), by=person(Role.SCREENING), way="assign",
                     route=Route.PETITION, reason="涉及三百余户", to=assigned)  # fmt: skip
    lived(day(19), actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    imported = registered(received_on=day(9)).claims.get()
    Handling.objects.create(claim=imported, unit=unit("housing"), route=Route.PETITION, arrived_on=day(200),
                            state=HandlingState.UNRECORDED)  # fmt: skip
    with clock.on_day(day(3)):
        actions.register(registration(received_on=day(3)), by=handler, unit=unit("housing"), on=day(3))
        accusation = registration(received_on=day(3), purpose=Purpose.ACCUSATION, accused=[unit("water")])
        actions.register(accusation, by=handler, unit=unit("housing"), on=day(3))
    forwarded(on=day(3), to="water")
    for matter in (accepted(on=day(12)), statutory_since(day(12), handler)):
        row = lived(day(2), actions.propose_recusal, matter.case, by=handler, person=handler, role="handler",
                    ground="petitioner", origin="declared", reason="是信访人的近亲属")  # fmt: skip
        lived(
            day(2),
            actions.decide_recusal,
            row,
            by=person(Role.UNIT_HEAD, "housing"),
            ordered=True,
            answer="情况属实，应当回避",
        )
    return Desk.of(handler, TODAY)


@pytest.fixture
def capped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Count up to another cap; it is written into the statements."""

    def cap(n: int) -> None:
        monkeypatch.setattr(queries, "CAP", n)
        queries._kept.cache_clear()

    yield cap
    queries._kept.cache_clear()


def statutory_since(on: date, handler: User) -> Handling:
    handling = forwarded(on=on, route=Route.ENFORCEMENT)
    words = {"procedure": "查处", "legal_term": "无", "other_parts": ""}
    return lived(on, actions.take_statutory, handling, by=handler, words=words)


def kept_out(desk: Desk) -> set[int]:
    """The cases that are on no desk, or not on this person's: both kinds are there."""
    sealed = set(
        Deadline.objects.filter(unit=desk.unit, case__in_compartment=True).values_list("case", flat=True)
    )
    withdrawn = set(Recusal.objects.in_force().filter(person=desk.person).values_list("case", flat=True))
    assert sealed
    assert withdrawn
    return sealed | withdrawn


# --- the rules, told row by row -------------------------------------------------------------------------


def all_dated(desk: Desk) -> list[Deadline]:
    """The duties and the open rights to object of the unit, by last day."""
    rows = list(
        Deadline.objects.select_related("case__own_petition", "case__place", "handling").order_by(
            "due_on", "pk"
        )
    )
    running = [
        row
        for row in rows
        if row.unit_id == desk.unit and not (row.met_on or row.voided_on or row.not_recorded)
    ]
    rights = [row for row in running if row.period == "objection" and row.due_on >= desk.today]
    objecting = {row.handling_id for row in rights}
    shown = [
        row for row in running
        if (row.duty and not (row.period == "notice" and row.handling_id in objecting))
        or (row in rights and row.handling.state == HandlingState.ARRIVED)
    ]  # fmt: skip
    return [row for row in shown if row.case_id not in kept_out(desk)]


def dated_fits(row: Deadline, wanted: Wanted) -> bool:
    handling, right = row.handling, row.period == "objection"
    state = handling.state if handling else None
    views = {
        "": True, "late": row.due_on < TODAY, "soon": TODAY <= row.due_on <= TODAY + timedelta(days=3),
        "notice": row.period == "notice" or (right and not handling.notice_exempt), "objection": right,
        "opinion": row.period in queries.ANSWERS and state != HandlingState.SIGNED,
        "serve": row.period in {"handling", "suggestion_reply"} and state == HandlingState.SIGNED,
        "ordered": row.period in queries.ORDERED,
        "assisting": bool(handling and handling.role == HandlingRole.ASSISTING), "result": False, "unrecorded": False,
    }  # fmt: skip
    owes = not wanted.owes or (not right and row.period == wanted.owes)
    return views[wanted.view] and owes and handling_fits(handling, wanted) and case_fits(row.case, wanted)


def all_undated(desk: Desk) -> list[Handling]:
    clocked = {
        row.handling_id
        for row in Deadline.objects.running()
        if row.duty or (row.period == "objection" and row.due_on >= TODAY)
    }
    rows = Handling.objects.filter(unit=desk.unit, state__in=HANDLING_AT_WORK).order_by("pk")
    return [row for row in rows if row.pk not in clocked and row.claim.case_id not in kept_out(desk)]


def undated_fits(row: Handling, wanted: Wanted) -> bool:
    views = {
        "": True, "assisting": row.role == HandlingRole.ASSISTING, "result": row.state == HandlingState.STATUTORY,
        "unrecorded": row.state == HandlingState.UNRECORDED, "serve": row.state == HandlingState.SIGNED,
        "opinion": row.state == HandlingState.ACCEPTED,
    }  # fmt: skip
    fits = views.get(wanted.view, False) and not wanted.owes
    return fits and handling_fits(row, wanted) and case_fits(row.claim.case, wanted)


def handling_fits(handling: Handling | None, wanted: Wanted) -> bool:
    route = handling and ("statutory" if handling.route in STATUTORY_ROUTES else handling.route)
    return wanted.route in ("", route) and wanted.role in ("", handling and handling.role)


def case_fits(case, wanted: Wanted) -> bool:
    text = f"{case.title} {case.summary}"
    return (
        wanted.place in ("", case.place and case.place.code)
        and wanted.source in ("", case.own_petition.source_level)
        and wanted.channel in ("", case.own_petition.channel)
        and all(word in text for word in wanted.words.words)
        and all(number in case.number for number in wanted.words.numbers)
    )


CHOICES = [
    *(Wanted(view=view) for view in queries.VIEWS),
    *(Wanted(owes=owes) for owes in queries.OWES),
    *(Wanted(view=view, route=route) for view, route in product(queries.VIEWS, queries.ROUTES)),
    *(Wanted(view=view, role=role.value) for view, role in product(queries.VIEWS, HandlingRole)),
    *(Wanted(**{name: value}) for name, value in (
        ("place", "township_01"), ("place", "nowhere"), ("channel", "letter"), ("source", "county"), ("source", "state"),
        ("words", queries.search.parse("幼儿园")), ("words", queries.search.parse("330999-2")),
    )),
    Wanted(view="late", owes="handling", route="petition", role="lead", channel="visit",
           words=queries.search.parse("幼儿园")),
]  # fmt: skip


@pytest.mark.parametrize("cap", [500, 3])
def test_what_fits_is_what_the_rules_say_also_beyond_the_cap(
    desk: Desk, cap: int, capped: Callable[[int], None]
) -> None:
    capped(cap)
    dated, undated = all_dated(desk), all_undated(desk)
    assert len(dated) > 8
    assert len(undated) > 3
    for wanted in CHOICES:
        (everything, all_idle), (fits, loose) = queries.first_rows(desk, wanted)
        assert [due.pk for due in everything] == [row.pk for row in dated][: cap + 1]
        assert [due.pk for due in fits] == [row.pk for row in dated if dated_fits(row, wanted)][: cap + 1], (
            wanted
        )
        assert len(all_idle) == min(len(undated), cap + 1)
        expected = [row.pk for row in undated if undated_fits(row, wanted)]
        assert len(loose) == min(len(expected), cap + 1), wanted
        assert {idle.pk for idle in loose} <= set(expected)


def test_of_each_duty_what_is_counted(desk: Desk) -> None:
    for due, row in zip(queries.first_rows(desk, Wanted())[0].dues, all_dated(desk), strict=True):
        assert (due.on, due.period, due.handling) == (row.due_on, row.period, row.handling_id)
        course = (row.handling.state, row.handling.role) if row.handling else (None, None)
        assert (due.state, due.role) == course
        on_ruler = desk.monday <= row.due_on < desk.beyond
        assert due.label == (f"{row.case.number} {row.case.title}" if on_ruler else "")


def test_every_page_beyond_the_cap(desk: Desk, capped: Callable[[int], None]) -> None:
    capped(3)
    wanted, after, seen = Wanted(), None, []
    fits, loose = queries.first_rows(desk, wanted)[1]
    while page := lines.dated_page(desk, wanted, fits, after, size=2):
        seen += [clock.pk for _, clock in page[:2]]
        after = (page[:2][-1][1].due_on, page[:2][-1][1].pk)
    assert seen == [row.pk for row in all_dated(desk)]
    last, seen = 0, []
    while page := lines.undated_page(desk, wanted, loose, last, size=2):
        seen += [work.pk for _, work in page[:2]]
        last = seen[-1]
    assert seen == [row.pk for row in all_undated(desk)]


def test_a_line_is_read_whole(desk: Desk) -> None:
    """Who, what, how many, the claim and the course, without a statement a row."""
    fits = queries.first_rows(desk, Wanted())[1].dues
    with CaptureQueriesContext(connection) as spent:
        shown = lines.dated_page(desk, Wanted(), fits, None)
    assert len(spent) == 1
    for (matter, running), row in zip(shown, all_dated(desk), strict=True):
        petition = row.case.own_petition
        assert matter == (petition.petitioners.get().masked_name, row.case_id, row.case.number, row.case.title,
                          row.case.summary, petition.people)  # fmt: skip
        work = running.handling
        assert (work and work.pk) == row.handling_id
        if work:
            handling = row.handling
            assert work[1:] == (handling.role, handling.state, handling.route, handling.assigned, handling.direct,
                                handling.claim_id, handling.claim.text)  # fmt: skip
        assert running[1:] == (row.pk, row.due_on, row.period, row.started_on, row.nominal_on, row.length, row.extended,
                               row.provisional)  # fmt: skip


def test_what_was_typed_is_not_kept(desk: Desk) -> None:
    """A statement is kept for every choice of the lists, never with a person's words in it."""
    queries._kept.cache_clear()
    queries.first_rows(desk, Wanted(words=queries.search.parse("幼儿园")))
    queries.first_rows(desk, Wanted(place="township_01"))
    assert queries._kept.cache_info().currsize == 0
    queries.first_rows(desk, Wanted(view="late"))
    assert queries._kept.cache_info().currsize == 1


def test_what_lies_beyond_the_cap_is_not_told_as_none(
    client: Client, capped: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than are read: the rail says at least so many, and nothing of what was not among them."""
    for back in (70, 71, 72):
        accepted(on=day(back))
    forwarded(on=day(12))

    def rail() -> dict[str, str]:
        client.force_login(person(Role.HANDLER, "housing"))
        with clock.on_day(TODAY):
            [group] = client.get(reverse("cases:desk")).context["rail"]
        return {link["label"]: link["n"] for link in group["links"]}

    known = rail()
    assert (known["已逾期"], known["三日内届满"]) == ("3", "1")
    capped(2)
    monkeypatch.setattr("cases.views.desk.CAP", 2)
    cut = rail()
    assert (cut["全部在办"], cut["已逾期"], cut["三日内届满"]) == ("2+", "2+", "—")
