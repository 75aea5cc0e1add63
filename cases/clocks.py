"""The only writer of Deadline: an act starts, meets or voids exactly the periods its row in the procedure names."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F

from cases import workdays
from cases.models import Case, Deadline, Handling, Review
from cases.procedure import ACTS
from law import periods
from organizations.models import Unit

#: Rights and options, not duties: their end makes nobody late.
OPTIONS = frozenset({"objection", "review_request", "final_review_request", "rating"})


def start(
    act: str,
    period: str,
    *,
    case: Case,
    unit: Unit,
    on: date,
    handling: Handling | None = None,
    length: int | None = None,
    organ: str = "",
) -> Deadline:
    """Start one period on day ``on`` (day 0). Raises NotGranted for what the law does not grant."""
    if period not in ACTS[act].starts:
        raise LookupError(f"{act} starts no {period}")
    due = periods.due(period, on, workdays.calendar(), length=length)
    return Deadline.objects.create(
        case=case,
        handling=handling,
        unit=unit,
        period=period,
        duty=period not in OPTIONS,
        organ=organ,
        started_on=on,
        length=length,
        nominal_on=due.nominal,
        due_on=due.due,
        provisional=due.provisional,
        period_version=due.period_version,
        calendar_version=due.calendar_version,
    )


def meet(act: str, *, on: date, case: Case, handling: Handling | None = None) -> int:
    """The duties this act fulfils are met on the day the paper left (design §5). Returns how many."""
    return _running(act, ACTS[act].meets, case, handling).update(met_on=on)


def void(act: str, *, on: date, case: Case, handling: Handling | None = None, reason: str = "") -> int:
    """The periods this act ends without their being met."""
    rows = _running(act, ACTS[act].voids, case, handling)
    return rows.update(voided_on=on, void_reason=reason or ACTS[act].label)


_FOLLOW = """
UPDATE cases_deadline SET
    met_on = CASE WHEN period = ANY(%(meets)s) THEN %(on)s::date END,
    voided_on = CASE WHEN period = ANY(%(meets)s) THEN NULL ELSE %(on)s::date END,
    void_reason = CASE WHEN period = ANY(%(meets)s) THEN void_reason ELSE %(reason)s END
WHERE case_id = %(case)s AND handling_id = %(handling)s AND period = ANY(%(meets)s || %(voids)s)
    AND met_on IS NULL AND voided_on IS NULL AND NOT not_recorded
"""


def follow(act: str, *, on: date, handling: Handling) -> None:
    """What the act does to the running periods of its handling: ``meet`` and ``void`` in one statement."""
    row = ACTS[act]
    if row.meets or row.voids:
        told: dict[str, Any] = {"meets": list(row.meets), "voids": list(row.voids), "on": on, "reason": row.label,
                "case": handling.claim.case_id, "handling": handling.pk}  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, told)


def _running(act: str, names: tuple[str, ...], case: Case, handling: Handling | None):  # type: ignore[no-untyped-def]
    rows = Deadline.objects.filter(
        case=case, period__in=names, met_on=None, voided_on=None, not_recorded=False
    )
    if handling is not None:
        return rows.filter(handling=handling)
    return rows.filter(handling=None)


def restore(case: Case, names: tuple[str, ...], reason: str) -> None:
    """A merge undone: the bureau's own periods run again from their first day."""
    Deadline.objects.filter(case=case, handling=None, period__in=names, void_reason=reason).update(
        voided_on=None, void_reason=""
    )


def extend(handling: Handling, *, days: int) -> Deadline:
    """Move the end of the sixty days by ``days`` ≤ 30, counted from the nominal day (条例第34条)."""
    row = Deadline.objects.get(handling=handling, period="handling", met_on=None, voided_on=None)
    due = derive(row, extended=days)
    row.extended, row.nominal_on, row.due_on, row.provisional = days, due.nominal, due.due, due.provisional
    row.save(update_fields=["extended", "nominal_on", "due_on", "provisional"])
    return row


def leave_out(review: Review, *, days: int) -> Deadline:
    """Leave ``days`` of hearing, all in all, out of the clock of a final review (条例第36条第2款).

    Of no other clock: raises NotGranted for a review, as the table of the periods says.
    """
    row = Deadline.objects.get(handling=review.handling, period=review.period, met_on=None, voided_on=None)
    due = derive(row, hearing=days)
    row.hearing, row.nominal_on, row.due_on, row.provisional = days, due.nominal, due.due, due.provisional
    row.save(update_fields=["hearing", "nominal_on", "due_on", "provisional"])
    return row


def redate(handling: Handling, *, until: date) -> Deadline:
    """The organ that set the day of a 交办 sets a later one (条例第22条第1款第3项): its length grows, its start stays."""
    row = Deadline.objects.get(handling=handling, period="assigned_report", met_on=None, voided_on=None)
    row.length = (until - row.started_on).days
    due = derive(row)
    row.nominal_on, row.due_on, row.provisional = due.nominal, due.due, due.provisional
    row.period_version, row.calendar_version = due.period_version, due.calendar_version
    row.save(
        update_fields=["length", "nominal_on", "due_on", "provisional", "period_version", "calendar_version"]
    )
    return row


def reopen(handling: Handling, *, on: date) -> None:
    """An opinion sent back counts as never given: the sixty days run on from their first day (design §5).

    What the petitioner could do about it is void, used or not.
    """
    Deadline.objects.filter(
        handling=handling, period__in=["review_request", "rating"], voided_on=None
    ).update(met_on=None, voided_on=on, void_reason=ACTS["send_back"].label)
    _run_on(handling)
    Deadline.objects.filter(handling=handling, period="assigned_report").update(met_on=None)


def _run_on(handling: Handling) -> None:
    """The duty to answer was not met after all. Of an opinion a review annulled before, the sixty days stay met."""
    rows = Deadline.objects.filter(handling=handling, period__in=["handling", "suggestion_reply"])
    rows.filter(pk__in=rows.order_by("-pk").values("pk")[:1]).update(met_on=None)


def start_over(handling: Handling, *, on: date) -> None:
    """An opinion annulled by its review: what the petitioner could do about it is void, used or not (条例第35条)."""
    Deadline.objects.filter(handling=handling, period__in=ACTS["start_anew"].voids, voided_on=None).update(
        met_on=None, voided_on=on, void_reason=ACTS["start_anew"].label
    )


def use_option(act: str, review: Review, *, on: date) -> None:
    """The right to ask is used on the petitioner's own day, in time or not (条例第35条、第36条第1款)."""
    meet(act, on=on, case=review.case, handling=review.handling)


def give_back(review: Review) -> None:
    """A request withdrawn leaves the right to ask as it was, until its last day."""
    Deadline.objects.filter(
        handling=review.handling, period=f"{review.period}_request", voided_on=None
    ).update(met_on=None)


def unserve(handling: Handling, *, on: date, met: bool) -> None:
    """A service is taken back: the petitioner's periods never began. ``met``: the answer did leave on its day (退件).

    Otherwise the entry was wrong, and the duty it met runs on from its first day.
    """
    label = ACTS["annul_service"].label
    Deadline.objects.filter(
        handling=handling, period__in=["review_request", "rating"], voided_on=None
    ).update(met_on=None, voided_on=on, void_reason=label)
    if not met:
        _run_on(handling)


def void_ratings(act: str, handling: Handling, *, on: date) -> None:
    """A simple reply that counts no more cannot be rated; what was rated of it is no rating of the ordinary answer."""
    Deadline.objects.filter(handling=handling, period="rating", voided_on=None).update(
        met_on=None, voided_on=on, void_reason=ACTS[act].label
    )


def ordinary_due(handling: Handling) -> date:
    """The last day of the ordinary period that came back with the conversion."""
    rows = Deadline.objects.running().filter(handling=handling, period__in=["handling", "suggestion_reply"])
    return rows.latest("pk").due_on


def adopt(deadline: Deadline, handling: Handling) -> None:
    """The unit that registered a petition itself owes its own notice: the clock moves to its handling (条例第23条第2款)."""
    deadline.handling = handling
    deadline.save(update_fields=["handling"])


def pass_on(case: Case, handling: Handling | None, *, to: Unit, on: date, held_by: Unit | None = None) -> int:
    """The running periods of a unit that is no more are owed by its successor, with the same dates (条例第24条第2款).

    What the former unit had let pass stays late under its name. ``held_by``: only what that unit owes.
    """
    rows = Deadline.objects.filter(case=case, handling=handling, met_on=None, voided_on=None).exclude(unit=to)
    if handling is None:
        rows = rows.filter(unit=case.receiving_unit)
    if held_by:
        rows = rows.filter(unit=held_by)
    rows.filter(due_on__lt=on, late_at=None).update(late_at=F("unit"))
    return rows.update(unit=to)


def derive(row: Deadline, extended: int | None = None, hearing: int | None = None) -> periods.Due:
    """The due date of a row computed again, with its steps (为什么是这一天)."""
    return periods.due(
        row.period,
        row.started_on,
        workdays.calendar(),
        extended=row.extended if extended is None else extended,
        hearing=row.hearing if hearing is None else hearing,
        length=row.length,
    )


# --- told by an older register: in bulk, each as its real period says ---------------------------------------------


def recorded(
    act: str,
    period: str,
    *,
    case: Case,
    unit: Unit,
    on: date,
    handling: Handling | None = None,
    met_on: date | None = None,
    voided_on: date | None = None,
    extended: int = 0,
    length: int | None = None,
    organ: str = "",
    told: bool = True,
) -> Deadline:
    """A period of a file that came with its course, not yet kept (:func:`keep`); ``told`` False: not recorded."""
    if period not in ACTS[act].starts:
        raise LookupError(f"{act} starts no {period}")
    due = periods.due(period, on, workdays.calendar(), extended=extended, length=length)
    return Deadline(
        case=case, handling=handling, unit=unit, period=period, duty=period not in OPTIONS, organ=organ, started_on=on,
        extended=extended, length=length, nominal_on=due.nominal, due_on=due.due, provisional=due.provisional,
        period_version=due.period_version, calendar_version=due.calendar_version, met_on=met_on, voided_on=voided_on,
        void_reason=ACTS["withdraw"].label if voided_on else "", not_recorded=not told,
    )  # fmt: skip


def keep(rows: list[Deadline]) -> None:
    """Write them, in one statement a thousand."""
    Deadline.objects.bulk_create(rows, batch_size=2000)
