"""The kept figures and today's changes give what a live count gives, after anything."""

import random
from collections.abc import Callable
from datetime import date

import builders as b
import pytest
from django.db import connection

from audit.models import JobRun
from cases import actions
from cases.models import Case, Deadline, Handling
from cases.policies import NotLawfulNow
from law import clock
from law.terms import HandlingState, Role
from organizations.models import Setting
from reports import building, daily, figures, tasks, volumes
from reports.figures import Span
from reports.models import DailyFigure, DailyVolume, FigureBuild, MonthFigure
from tests.reports import scenes as s


def agree(as_of: date) -> None:
    """Kept and live tables are equal but for keys that count nothing."""
    crooked = Span(date(2026, 3, 9), date(2026, 6, 20))
    for basis, by, span in [("due", "unit", s.YEAR), ("due", "month", crooked), ("registered", "unit", crooked),
                            ("registered", "month", s.YEAR)]:  # fmt: skip
        kept = {
            k: v
            for k, v in daily.table(span, by=by, basis=basis, as_of=as_of).items()
            if v != figures.Tally()
        }
        some = ("timely_conclusion", "participation_unit", "repeat")
        fewer = daily.table(span, by=by, basis=basis, as_of=as_of, codes=some)
        assert {k: v for k, v in fewer.items() if v != figures.Tally()} == {
            k: v for k, v in kept.items() if k[1] in some
        }
        counted = figures.live(span, by=by, basis=basis, as_of=as_of)
        assert kept == {k: v for k, v in counted.items() if v != figures.Tally()}, (as_of, basis, by)


def advance(handling: Handling, rng: random.Random, on: date) -> None:
    """One act that may or may not be lawful; what is not is refused and changes nothing."""
    unit = handling.unit.code
    handler, head = b.person(Role.HANDLER, unit), b.person(Role.UNIT_HEAD, unit)
    acts: dict[str, list[Callable[[], object]]] = {
        HandlingState.ARRIVED: [lambda: b.lived(on, actions.accept, handling, by=handler)],
        HandlingState.ACCEPTED: [
            lambda: b.served(handling, on),
            lambda: b.lived(on, actions.approve_extension, handling, by=head, days=rng.randint(1, 30), reason="情况复杂，需要测绘"),
        ],
        HandlingState.SERVED: [
            lambda: b.concluded(handling, on),
            lambda: b.lived(on, actions.send_back, handling, by=b.person(Role.SCREENING), reason="漏了第二个管口"),
            lambda: b.lived(on, actions.rate, handling.claim.case, by=None, organ="unit", handling=handling,
                            value=rng.choice(["satisfied", "dissatisfied"])),
        ],
        HandlingState.CONCLUDED: [lambda: s.repeating(handling.claim.case, (on - s.D0).days)],
    }  # fmt: skip
    choices = acts.get(handling.state)
    if choices:
        try:
            rng.choice(choices)()
        except NotLawfulNow:
            return


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_kept_and_live_agree_after_random_acts(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    day = 0
    for step in range(20):
        on = s.day(day)
        if rng.random() < 0.5 or not Handling.objects.exists():
            to = rng.choice(["housing", "water"])
            b.forwarded(to=to, on=on) if rng.random() < 0.7 else b.registered(received_on=on)
        else:
            advance(rng.choice(list(Handling.objects.select_related("unit", "claim__case"))), rng, on)
        if step % 6 == 4:
            with clock.on_day(on):
                rng.choice([building.rebuild, building.refresh])(on)
        agree(on)
        day += rng.choice([0, 1, 2, 9, 20])
    assert FigureBuild.objects.exists()
    agree(s.day(day + 120))


@pytest.mark.django_db(transaction=True)
def test_an_act_after_the_build_makes_only_its_own_days_stale() -> None:
    handling = b.accepted()
    s.answered(5, to="water", received_on=s.day(0))
    building.rebuild(s.day(6))
    s.nobody_else_was_at_work()
    build = FigureBuild.objects.get()
    assert daily.stale_days(build, "due", s.day(6)) == set()
    b.served(handling, s.day(6))
    stale = daily.stale_days(build, "due", s.day(6))
    assert Deadline.objects.get(handling=handling, period="handling").due_on in stale
    assert stale == set(
        Deadline.objects.filter(case=handling.claim.case).values_list("due_on", flat=True)
    ) | {s.D0}
    agree(s.day(6))


@pytest.mark.django_db(transaction=True)
def test_the_pages_figures_come_from_the_build() -> None:
    """Able to fail: a number planted in the build is shown until its day is touched."""
    s.answered(5)
    building.rebuild(s.day(80))
    s.nobody_else_was_at_work()
    MonthFigure.objects.filter(basis="due", indicator="timely_conclusion").update(numerator=7)
    assert daily.table(s.YEAR, as_of=s.day(80))["all", "timely_conclusion"].numerator == 7
    Setting.objects.create(name="one_time_days", value=30)
    assert daily.table(s.YEAR, as_of=s.day(80))["all", "timely_conclusion"].numerator == 1, (
        "another stamp: counted live"
    )


@pytest.mark.django_db
def test_a_second_build_changes_nothing() -> None:
    s.answered(5)
    s.imported(1, date(2026, 3, 2), date(2026, 4, 1))
    with clock.on_day(s.day(90)):
        first, rows = tasks.nightly_figures(), list(DailyFigure.objects.order_by("basis", "day", "indicator", "unit").values_list(
            "basis", "day", "indicator", "unit", "numerator", "denominator", "not_recorded", "pending"))  # fmt: skip
        again = tasks.nightly_figures()
    assert again["rows"] == first["rows"] == len(rows)
    assert any(row[6] for row in rows), "the imported file is there as not recorded"
    assert again["frozen"] == []


@pytest.mark.django_db(transaction=True)
def test_during_the_day_only_what_was_done_since_is_counted_anew() -> None:
    with clock.on_day(s.day(90)):
        s.answered(20)
        assert tasks.refresh_figures()["rows"], "there was none: everything"
        s.nobody_else_was_at_work()
        assert tasks.refresh_figures() == {}
        b.forwarded(on=s.day(90))
        assert 0 < tasks.refresh_figures()["days"] < 20
        assert FigureBuild.objects.count() == 1
        assert JobRun.objects.filter(job="refresh_figures", error="").count() == 1, (
            "the small ones leave none"
        )
    with clock.on_day(s.day(91)):
        assert tasks.refresh_figures()["as_of"] == s.day(91).isoformat()


def kept() -> list[list[tuple[object, ...]]]:
    """All that is kept, but for rows that count nothing."""
    numbers = ("numerator", "denominator", "not_recorded", "pending")
    keys = [
        (DailyFigure, ("basis", "day", "indicator", "unit")),
        (MonthFigure, ("basis", "month", "indicator", "unit")),
    ]
    found = [
        list(model.objects.exclude(**dict.fromkeys(numbers, 0)).order_by(*key).values_list(*key, *numbers))
        for model, key in keys
    ]
    names = ("day", "by", "key", *volumes.COLUMNS.values())
    return [*found, list(DailyVolume.objects.order_by("day", "by", "key").values_list(*names))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_counting_anew_what_was_touched_keeps_what_counting_everything_keeps(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    s.answered(5)
    s.imported(1, date(2026, 3, 2), date(2026, 4, 1))
    for n in range(4):
        b.forwarded(to=rng.choice(["housing", "water"]), on=s.day(n))
    on = s.day(30)
    with clock.on_day(on):
        building.rebuild(on)
        for _ in range(4):
            for handling in rng.sample(list(Handling.objects.select_related("unit", "claim__case")), 3):
                advance(handling, rng, on)
            b.registered(received_on=s.day(rng.choice([28, 30])))
            assert building.refresh(on)["days"]
            small = kept()
            building.rebuild(on)
            assert small == kept()


@pytest.mark.django_db(transaction=True)
def test_after_many_days_were_touched_everything_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MANY_DAYS", 1)
    with clock.on_day(s.day(90)):
        building.rebuild(s.day(90))
        s.answered(20)
        assert building.refresh(s.day(90))["rows"]


@pytest.mark.django_db
def test_the_figures_equal_a_count_written_by_hand() -> None:
    """An oracle that shares nothing with the registry: plain SQL over the tables."""
    for on in (3, 15, 16, 30):
        s.notified(on) if on <= 15 else b.forwarded()
    b.accepted()
    s.returned()
    s.accusation()
    as_of = s.day(40)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE met_on <= due_on), count(*) FROM cases_deadline d JOIN cases_case c ON c.id = d.case_id"
            " WHERE period = 'notice' AND voided_on IS NULL AND NOT c.in_compartment AND (met_on IS NOT NULL OR due_on < %s)",
            [as_of],
        )
        assert cursor.fetchone() == s.tally("unit_timely_notice", as_of)
    assert Case.objects.filter(in_compartment=True).count() == 1


def test_a_span_names_its_months() -> None:
    assert Span(date(2025, 11, 30), date(2026, 2, 1)).months() == ["2025-11", "2025-12", "2026-01", "2026-02"]
