"""The volumes kept by day are what the registry counts, after anything that happens to a file."""

import random
from datetime import date
from typing import Any

import builders as b
import pytest
from django.db.models import Q
from django.db.models.functions import TruncMonth

from cases import actions
from law import clock
from law.terms import Channel, Role
from reports import building, counts, crossed, figures, volumes
from reports.figures import ALL, Span
from reports.indicators import INDICATORS
from reports.models import DailyVolume, FigureBuild
from reports.volumes import COLUMNS, KEYS
from tests.reports import scenes as s

CROOKED = Span(date(2026, 3, 9), date(2026, 6, 20))


def by_month(code: str, span: figures.Span, by: figures.By) -> dict[tuple[str, str], int]:
    """(key, month) → number, of one count."""
    count = counts.COUNTS[code]
    rows: Any = (
        count.rows(span).order_by().annotate(month=TruncMonth(count.source.day), key=count.source.keys[by])
    )
    counted = rows.values("key", "month").annotate(n=count.aggregate(Q()))
    return {(figures.key_of(row["key"]), figures.key_of(row["month"])): row["n"] or 0 for row in counted}


def agree(as_of: date) -> None:
    """Kept, live and the registry's own counts are the same numbers."""
    for span in (s.YEAR, CROOKED):
        read = volumes.Reader(as_of=as_of).read(span)
        for by in (ALL, *KEYS):
            expected = counts.sizes(list(COLUMNS), span, by)  # type: ignore[arg-type]
            for code in COLUMNS:
                told = {key: size.value for (key, of), size in expected.items() if of == code and size.value}
                assert read.by(code, by) == told, (code, by, span)
        monthly = by_month("petitions_total", span, "place")
        found = read.monthly("petitions_total", "place")
        assert {
            (key, month): n for key, months in found.items() for month, n in months.items() if n
        } == monthly


@pytest.mark.django_db(transaction=True)
def test_kept_live_and_registry_agree_after_random_acts() -> None:
    rng = random.Random(7)  # noqa: S311
    for step in range(16):
        on = s.day(step * 9)
        place = b.unit(rng.choice(["township_01", "township_02"])) if rng.random() < 0.6 else None
        case = b.registered(
            received_on=on, channel=rng.choice(list(Channel)), people=rng.choice([1, 5, 9]), place=place
        )
        if rng.random() < 0.5 and step:
            earlier = type(case).objects.exclude(pk=case.pk).order_by("pk").first()
            assert earlier
            b.lived(
                on, actions.link_repeat, case, earlier=earlier, by=b.person(Role.SCREENING), reason="同人同事"
            )
        if step % 5 == 3:
            with clock.on_day(on):
                building.rebuild(on)
        agree(on)
    assert FigureBuild.objects.exists()
    assert DailyVolume.objects.filter(by="place").exists()


@pytest.mark.django_db(transaction=True)
def test_a_repeat_undone_and_an_accusation_found_out_leave_the_kept_numbers() -> None:
    first, again = b.registered(received_on=s.day(0)), b.registered(received_on=s.day(5))
    b.lived(
        s.day(5), actions.link_repeat, again, earlier=first, by=b.person(Role.SCREENING), reason="同人同事"
    )
    with clock.on_day(s.day(6)):
        building.rebuild(s.day(6))
    assert volumes.Reader(as_of=s.day(6)).read(s.YEAR).total("petitions_repeat") == 1
    again.refresh_from_db()
    b.lived(s.day(7), actions.unlink_repeat, again, by=b.person(Role.SCREENING), reason="不是同一件事")
    assert volumes.Reader(as_of=s.day(7)).read(s.YEAR).total("petitions_repeat") == 0
    again.refresh_from_db()
    b.lived(s.day(8), actions.seal_accusation, again, by=b.person(Role.SCREENING), accused=[])
    read = volumes.Reader(as_of=s.day(8)).read(s.YEAR)
    assert (read.total("petitions_total"), read.total("petitions_first")) == (1, 1)
    agree(s.day(8))


@pytest.mark.django_db
def test_nothing_is_kept_of_an_accusation_and_a_build_of_other_terms_is_not_used() -> None:
    s.accusation()
    with clock.on_day(s.day(1)):
        building.rebuild(s.day(1))
    assert not DailyVolume.objects.exists()
    b.registered(received_on=s.day(1))
    FigureBuild.objects.update(stamp="2020-1/90/x/")
    reader = volumes.Reader(as_of=s.day(1))
    assert reader.build is None
    assert reader.read(s.YEAR).total("petitions_total") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["petitions_total", "visitors", "forwarded", "collective_people", "led"])
def test_a_count_by_several_keys_at_once_is_the_count_by_each(code: str) -> None:
    b.forwarded(place=b.unit("township_01"), channel="visit", people=6)
    b.forwarded(channel="letter", to="education")
    b.registered(received_on=date(2025, 4, 1))
    bys = list(counts.COUNTS[code].source.keys)
    found = crossed.counted(code, s.YEAR, bys)  # type: ignore[arg-type]
    assert found[ALL][ALL] == counts.size(code, s.YEAR).value > 0
    for by in bys:
        expected = counts.sizes([code], s.YEAR, by)  # type: ignore[arg-type]
        assert {key: n for key, n in found.get(by, {}).items() if n} == {
            key: size.value for (key, _), size in expected.items() if size.value
        }, by


@pytest.mark.django_db
@pytest.mark.parametrize("code", INDICATORS)
@pytest.mark.parametrize("basis", ["due", "registered"])
def test_a_rate_by_several_keys_at_once_is_the_rate_by_each(code: str, basis: Any) -> None:
    s.answered(20, place=b.unit("township_01"))
    s.answered(70, to="water", channel="letter")
    s.rated("dissatisfied")
    s.repeating(s.closed(), 50)
    s.imported(1, date(2026, 3, 2), None)
    bys: list[Any] = ["channel", "category", "place", "level", "purpose"]
    on = date(2026, 7, 1)
    found = crossed.rated(code, s.YEAR, bys, basis=basis, as_of=on)
    for by in bys:
        assert found[by] == figures.live(s.YEAR, by=by, basis=basis, as_of=on, codes=[code]), by
