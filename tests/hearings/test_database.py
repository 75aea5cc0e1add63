"""What the database refuses by itself, to raw SQL as well: edges, double booking, half-told states."""

from datetime import timedelta

import pytest
from builders import lived
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from cases.courses import HEARING
from hearings.models import Booking, Hearing, Panelist, Participation
from law.terms import HearingState
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db
LAWFUL = HEARING.moves()


def raw(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    "state", [HearingState.PROPOSED, HearingState.NOTICED, HearingState.CONCLUDED, HearingState.CANCELLED]
)
def test_a_state_changes_only_along_an_edge(state):
    hearing = s.IN_STATE[state]()
    for target in HearingState:
        if (state, target) in LAWFUL or target == state:
            continue
        with pytest.raises(IntegrityError, match="may not go"):
            raw("UPDATE hearings_hearing SET state = %s WHERE id = %s", target, hearing.pk)


def test_a_hearing_is_born_proposed():
    hearing = s.proposed()
    with pytest.raises(IntegrityError, match="may not go"):
        raw("INSERT INTO hearings_hearing (case_id, handling_id, occasion, organ_id, number, state, grounds, reason, questions, requested,"
            " proposed_by_id, proposed_on, decision, public, postponed, finding, conclusion, cancelled_reason, version) SELECT case_id,"
            " handling_id, 'review', organ_id, '', 'approved', grounds, '', '', false, proposed_by_id, proposed_on, '', false, 0, '', '', '', 1"
            " FROM hearings_hearing WHERE id = %s", hearing.pk)  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_change_of_state_needs_its_event():
    hearing = s.proposed()
    with pytest.raises(IntegrityError, match="event"):
        raw("UPDATE hearings_hearing SET state = 'refused' WHERE id = %s", hearing.pk)


@pytest.mark.parametrize("what", ["room", "chair", "expert"])
def test_nothing_is_booked_twice(what):
    """The index refuses an overlap of one minute; the next hour is free."""
    hearing = s.noticed()
    row = Booking.objects.get(hearing=hearing, **{f"{what}__isnull": False}) if what != "expert" else (
        Booking.objects.filter(hearing=hearing, expert__isnull=False).first())  # fmt: skip
    taken = {what: getattr(row, what), "hearing": hearing}
    minute = timedelta(minutes=1)
    with pytest.raises(IntegrityError, match="is_not_booked_twice"), transaction.atomic():
        Booking.objects.create(
            **taken, during=DateTimeTZRange(row.during.upper - minute, row.during.upper + minute)
        )
    Booking.objects.create(**taken, during=DateTimeTZRange(row.during.upper, row.during.upper + minute))


def test_what_is_released_is_free():
    hearing = s.noticed()
    row = Booking.objects.filter(hearing=hearing, room__isnull=False).get()
    Booking.objects.filter(pk=row.pk).update(released_on=s.SERVED)
    Booking.objects.create(hearing=hearing, room=row.room, during=row.during)


REFUSED = {
    "hearing_has_a_ground": (s.proposed, {"grounds": []}),
    "hearing_approved_has_number_and_chair": (s.approved, {"number": ""}),
    "hearing_noticed_has_its_hour": (s.noticed, {"room": None}),
    "hearing_ends_after_it_starts": (s.noticed, {"ends_at": None}),
    "hearing_held_has_its_day": (s.held, {"held_on": None}),
    "hearing_concluded_says_what": (s.concluded, {"finding": ""}),
    "hearing_cancelled_has_a_reason": (s.cancelled, {"cancelled_reason": ""}),
    "hearing_of_a_review_names_it": (s.proposed, {"occasion": "final_review"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_hold_holds(name):
    make, change = REFUSED[name]
    hearing = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hearing.objects.filter(pk=hearing.pk).update(**change)


def test_one_live_hearing_of_an_occasion():
    hearing = s.proposed()
    with pytest.raises(IntegrityError, match="one_live_hearing"), transaction.atomic():
        Hearing.objects.create(
            case=hearing.case, handling=hearing.handling, occasion="handling", organ=hearing.organ, grounds=["major"], reason="x",
            questions="x", proposed_by=hearing.proposed_by, proposed_on=s.PROPOSED,
        )  # fmt: skip


def test_only_who_came_votes_and_nobody_is_divided():
    hearing = s.held()
    seats = Panelist.objects.filter(hearing=hearing)
    for change in (
        {"opinion": "founded", "attended": None},
        {"opinion": "divided"},
        {"withdrawn_on": s.HEARD},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            seats.update(**change)


def test_of_counselling_only_the_participation_is_kept():
    """domain §9: no content of it, by anybody."""
    expert = s.register()[5]
    row = lived(
        s.HEARD, s.actions.record_participation, expert, by=s.keeper(), kind="counselling", day=s.HEARD
    )
    with pytest.raises(IntegrityError, match="counselling_is_participation_only"), transaction.atomic():
        Participation.objects.filter(pk=row.pk).update(remark="情绪低落")
