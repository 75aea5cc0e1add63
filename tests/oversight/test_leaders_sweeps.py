"""What falls due is told once: a second run adds nothing (design D8); the counts behind the reports' figures (domain §7.3)."""

from datetime import date

import pytest
from builders import days, forwarded, lived, registered
from leaders_scenes import (
    DAY,
    ON,
    assigned,
    bureau_leader,
    checking,
    county_leader,
    entrusted,
    found,
    handler,
    published,
    reported,
    screening,
    verified,
    visited,
    working,
)

from cases.models import Case
from law import clock
from notifications.models import Outbox
from oversight.leaders import conflicts, figures, sponsoring, sweeps, visits
from petition_bureau import tasks
from reports import annual, by_hand, counts

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def swept(on: date) -> int:
    return lived(on, sweeps.sweep)


@pytest.mark.parametrize(
    ("make", "last", "key"),
    [
        (working, date(2026, 3, 20), "milestone-late"),
        (assigned, date(2026, 3, 25), "reception-assignment-late"),
        (entrusted, date(2026, 3, 31), "conflict-late"),
    ],
    ids=["a step of a plan", "an assignment", "a hidden conflict"],
)
def test_the_day_after_the_last_it_is_told_and_never_twice(make, last, key):
    handler(), bureau_leader()
    make()
    assert swept(last) == 0
    assert swept(last + days(1)) == 1
    told = Outbox.objects.get(key__startswith=key)
    assert handler().pk in told.recipients
    assert swept(last + days(2)) == 0


def test_a_reception_is_told_on_the_working_day_before():
    """Monday's reception on Friday, to the leader."""
    row = published()
    assert swept(DAY) == 0
    assert swept(date(2026, 3, 13)) == 1
    assert Outbox.objects.get(key=f"reception-near-{row.version}:{row.pk}").recipients == [county_leader().pk]
    assert swept(ON) == 0


def test_what_is_done_dropped_or_sealed_is_not_told():
    row = working()
    step = sponsoring.open_milestones(row)[0]
    lived(ON, sponsoring.advance_sponsorship, row, by=handler(), element="know", text="做了", milestone=step)
    late = assigned(visited(registered()))
    lived(ON, visits.reply_visit, late, by=handler(), result="已办")
    reported()
    assert swept(date(2026, 4, 5)) == 0
    Case.objects.filter(pk=row.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert swept(date(2026, 6, 1)) == 0  # the second step is long late, but of an accusation nothing is said


def test_a_new_day_is_told_again_when_it_passes():
    row = entrusted()
    assert swept(date(2026, 4, 1)) == 1
    lived(date(2026, 4, 1), conflicts.entrust_conflict, row, by=screening(), leader="秦志远 副县长", unit=row.unit,
          official="王一", measures="再协调", due_on=date(2026, 4, 10))  # fmt: skip
    assert swept(date(2026, 4, 10)) == 0
    assert swept(date(2026, 4, 11)) == 1


def test_the_sweep_of_the_house_counts_them_as_reminders():
    entrusted()
    with clock.on_day(date(2026, 4, 1)):
        first = tasks.sweep(date(2026, 4, 1))
        assert first["reminders"] == 1
        assert tasks.sweep(date(2026, 4, 1))["reminders"] == 0


# --- figures ----------------------------------------------------------------------------------------------------


def test_each_figure_counts_its_set_in_the_year_of_its_act():
    visit = visited(people=4)
    done = lived(ON, sponsoring.accept_sponsorship, checking(), by=screening(), verdict="看过凭据")
    entry = verified()
    lived(ON, conflicts.strike_off, reported(), by=screening(), remark="看过")
    found()
    assert figures.receptions_held(*YEAR).get() == visit.reception
    assert (figures.batches(*YEAR).count(), figures.person_times(*YEAR)) == (1, 4)
    assert figures.received_cases(*YEAR).get() == visit.case
    assert figures.sponsored_opened(*YEAR).get() == done
    assert figures.sponsored_resolved(*YEAR).get() == done
    assert figures.backlog_entered(*YEAR).get() == entry
    assert figures.backlog_resolved(*YEAR).get() == entry
    assert (figures.conflicts_found(*YEAR).count(), figures.conflicts_struck_off(*YEAR).count()) == (2, 1)
    before = (date(2025, 1, 1), date(2025, 12, 31))
    for count in (
        figures.receptions_held,
        figures.batches,
        figures.sponsored_resolved,
        figures.backlog_resolved,
        figures.conflicts_found,
    ):
        assert not count(*before).exists()
    assert figures.person_times(*before) == 0


def test_the_annual_report_computes_what_the_ledgers_carry():
    """东丽区2023 107 批次 142 人次; 乳山市2023 化解积案 130 件: computed with a set, no longer typed."""
    visit = visited(people=4)
    entry = verified(forwarded(on=date(2026, 3, 3), title="第二件").claim.case)
    assigned(visit)
    with clock.on_day(date(2026, 12, 31)):
        found_ = {figure.id: figure for figure in annual.compute(2026, as_of=date(2026, 12, 31))}
    assert (
        found_["leader_receptions"].value,
        found_["leader_receptions"].unit,
        found_["leader_receptions"].cases,
    ) == (1, "批次", 1)
    assert (found_["backlog_resolved"].value, found_["backlog_resolved"].cases) == (1, 1)
    assert {found_[name].source for name in ("leader_receptions", "backlog_resolved")} == {"computed"}
    assert not {"leader_receptions", "backlog_resolved"} & set(by_hand.HAND_IDS)
    assert counts.COUNTS["backlog_resolved"].cases(by_hand.year_span(2026)).get() == entry.case


def test_an_accusation_is_in_no_figure():
    """条例第30条第3款."""
    visit = visited(people=4)
    Case.objects.filter(pk=visit.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert not figures.batches(*YEAR).exists()
    assert figures.person_times(*YEAR) == 0
