"""The only writer of Deadline: an act starts, meets or voids exactly the periods its row in the procedure names."""

from datetime import date

from cases import workdays
from cases.models import Case, Deadline, Handling
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


def reopen(handling: Handling, *, on: date) -> None:
    """An opinion sent back counts as never given: the sixty days run on from their first day (design §5).

    What the petitioner could do about it is void, used or not.
    """
    Deadline.objects.filter(
        handling=handling, period__in=["review_request", "rating"], voided_on=None
    ).update(met_on=None, voided_on=on, void_reason=ACTS["send_back"].label)
    Deadline.objects.filter(handling=handling, period__in=["handling", "suggestion_reply"]).update(
        met_on=None
    )
    Deadline.objects.filter(handling=handling, period="assigned_report").update(met_on=None)


def adopt(deadline: Deadline, handling: Handling) -> None:
    """The unit that registered a petition itself owes its own notice: the clock moves to its handling (条例第23条第2款)."""
    deadline.handling = handling
    deadline.save(update_fields=["handling"])


def derive(row: Deadline, extended: int | None = None) -> periods.Due:
    """The due date of a row computed again, with its steps (为什么是这一天)."""
    return periods.due(
        row.period,
        row.started_on,
        workdays.calendar(),
        extended=row.extended if extended is None else extended,
        hearing=row.hearing,
        length=row.length,
    )
