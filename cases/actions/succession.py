"""承接: a unit is merged or abolished, and the one that carries on takes over its open work (条例第24条第2款)."""

from datetime import date

from cases import clocks, policies
from cases.actions.performing import check_day, lock_case, lock_handling, record
from cases.models import Case, Handling, Succession
from cases.models.handling import HANDLING_ENDED
from cases.policies import NotLawfulNow
from law.terms import CaseState, HandlingRole, HandlingState
from organizations.acting import action
from organizations.models import Unit, User


@action
def succeed_handling(handling: Handling, *, by: User, on: date, heir: Unit) -> Handling:
    """One open handling passes on: the unit changes, its clocks run on with the same dates, its history stays.

    Where the successor has a part in the same claim already, one unit's work is left: the lead's.
    """
    handling = lock_handling(handling)
    policies.require(by, "succeed_handling", handling)
    case = handling.claim.case
    if handling.state in HANDLING_ENDED:
        raise NotLawfulNow("不能：已经终了的承办留在原单位名下")
    if heir.abolished_on or heir.pk == handling.unit_id:
        raise NotLawfulNow("承接单位须是另一个在用的单位（条例第24条第2款）")
    check_day("succeed_handling", case=case, by=by, on=on)
    return _take_over(handling, by=by, on=on, heir=heir)


def take_over_again(handling: Handling, *, by: User, on: date) -> Handling:
    """Ended work of a unit that is no more begins again: from now on it is its successor's, its history stays.

    Part of the act that begins it again, in its lock; that there is a successor is a guard of that act.
    """
    heir = handling.unit.successor
    return _take_over(handling, by=by, on=on, heir=heir) if handling.unit.abolished_on and heir else handling


def _take_over(handling: Handling, *, by: User, on: date, heir: Unit) -> Handling:
    former, case = handling.unit, handling.claim.case
    data = {"from": former.code, "from_name": former.short_name, "to": heir.code, "to_name": heir.short_name}
    others = handling.claim.handlings.filter(unit=heir).exclude(state=HandlingState.RETURNED)
    for other in others:
        if handling.role == HandlingRole.LEAD and other.state not in HANDLING_ENDED:
            _assists_no_more(other, on=on)
        elif handling.role == HandlingRole.ASSISTING:
            _assists_no_more(handling, on=on)
            record("succeed_handling", case=case, by=by, on=on, handling=handling, from_state=HandlingState.ARRIVED,
                   data={**data, "ended": True})  # fmt: skip
            return handling
    handling.unit, handling.handler = heir, _moved_along(handling, heir)
    handling.version += 1
    handling.save()
    Succession.objects.create(handling=handling, former=former, heir=heir, on=on, by=by)
    clocks.pass_on(case, handling, to=heir, on=on)
    record(
        "succeed_handling", case=case, by=by, on=on, handling=handling, from_state=handling.state, data=data
    )
    return handling


def _assists_no_more(assisting: Handling, *, on: date) -> None:
    assisting.reply_assistance()
    assisting.ended_on = on
    assisting.save(update_fields=["state", "ended_on"])


def _moved_along(handling: Handling, heir: Unit) -> User | None:
    """The person in charge stays in charge when they moved to the successor; else it is the unit's to say."""
    return handling.handler if handling.handler and handling.handler.unit_id == heir.pk else None


@action
def succeed_case(case: Case, *, by: User, on: date, heir: Unit) -> Case:
    """What a unit received itself and has not yet taken in is now the successor's to take in."""
    case = lock_case(case)
    policies.require(by, "succeed_case", case)
    former = case.receiving_unit
    if case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED}:
        raise NotLawfulNow("不能：已经办结的事项留在原单位名下")
    check_day("succeed_case", case=case, by=by, on=on)
    clocks.pass_on(case, None, to=heir, on=on)
    case.receiving_unit = heir
    case.version += 1
    case.save()
    record("succeed_case", case=case, by=by, on=on,
           data={"from": former.code, "from_name": former.short_name, "to": heir.code, "to_name": heir.short_name})  # fmt: skip
    return case
