"""机构变动: a unit is abolished or merged, and everything open of it passes to the one that carries on (条例第24条第2款).

Closed work, events, papers and figures stay under the unit of the day. What else is open, and what is history, is told
reference by reference in ``heirs``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from audit import chain
from cases import actions as file_actions
from cases.models import Case, Claim, Deadline, Handling
from cases.models.handling import HANDLING_ENDED
from law.terms import CaseState
from organizations import actions
from organizations.acting import action
from organizations.actions import NotPossible
from organizations.models import Unit, User
from oversight.models import Supervision
from petition_bureau.system import heirs
from petition_bureau.system.acts import close_compartment


@dataclass(frozen=True, slots=True)
class Duties:
    """What a unit still has to do, in numbers: shown before the unit is abolished."""

    handlings: int
    cases: int
    late: int
    supervisions: int
    measures: int
    others: int
    people: int
    below: int

    @property
    def any(self) -> bool:
        return bool(self.handlings or self.cases or self.supervisions or self.measures or self.others)


def open_handlings(unit: Unit) -> list[Handling]:
    """The unit's open work, in the order in which files are locked."""
    rows = Handling.objects.filter(unit=unit).exclude(state__in=HANDLING_ENDED)
    return list(rows.select_related("claim").order_by("claim__case_id", "pk"))


def open_cases(unit: Unit) -> list[Case]:
    """What the unit received itself and has not taken in or sent on."""
    waiting = Claim.objects.filter(way="").values("case")
    rows = Case.objects.filter(receiving_unit=unit, state__in=[CaseState.REGISTERED, CaseState.DISPATCHED])
    return list(rows.filter(pk__in=waiting).order_by("pk"))


def duties(unit: Unit, on: date) -> Duties:
    return Duties(
        handlings=len(open_handlings(unit)),
        cases=len(open_cases(unit)),
        late=Deadline.objects.overdue(on).filter(unit=unit).count(),
        supervisions=_open_supervisions(unit).count(),
        measures=unit.conference_decisions.filter(state__in=["drafted", "running", "reported"]).count(),
        others=heirs.owed(unit, on),
        people=User.objects.filter(unit=unit, is_active=True).count(),
        below=Unit.objects.active().filter(parent=unit).count(),
    )


def _open_supervisions(unit: Unit) -> Any:
    return Supervision.objects.filter(unit=unit, closed_on=None, dropped_on=None)


@action
def abolish_unit(
    unit: Unit, *, by: User, on: date, successor: Unit | None = None, move_people: bool = True
) -> Unit:
    """撤销: each open handling passes on as an act of its own; without a successor only a unit that owes nothing."""
    # people at work refer to their unit: only its key is left free for them (no deadlock with a file at work)
    Unit.objects.select_for_update(no_key=True).values_list("pk").get(pk=unit.pk)
    unit = Unit.objects.get(pk=unit.pk)
    if successor is None and duties(unit, on).any:
        raise NotPossible("不能：还有在办的事项，请选择继续行使其职权的承接单位（条例第24条第2款）")
    handlings, cases = open_handlings(unit), open_cases(unit)
    unit = actions.abolish_unit(unit, successor=successor, on=on, move_people=move_people)
    if successor:
        for case in cases:
            file_actions.succeed_case(case, by=by, on=on, heir=successor)
        for handling in handlings:
            file_actions.succeed_handling(handling, by=by, on=on, heir=successor)
        heirs.pass_on(unit, successor, on)
    said = f"由 {successor.code} 承接，在办 {len(handlings)} 件" if successor else "没有在办事项，无承接单位"
    chain.record("abolish_unit", by=by, about=unit, reason=said)
    close_compartment(by=by)
    return unit


@action
def name_successor(unit: Unit, *, by: User, on: date, successor: Unit) -> Unit:
    """补登承接单位 of a unit that was abolished without one: what is done anew, and unserved papers, are its (条例第24条第2款)."""
    Unit.objects.select_for_update(no_key=True).values_list("pk").get(pk=unit.pk)
    unit = actions.name_successor(Unit.objects.get(pk=unit.pk), successor=successor)
    heirs.pass_on(unit, successor, on)
    chain.record("name_successor", by=by, about=unit, reason=f"由 {successor.code} 承接")
    return unit


@action
def merge_units(
    units: Sequence[Unit], *, by: User, on: date, successor: Unit, move_people: bool = True
) -> list[Unit]:
    """合并: several units end in one act, and one carries on for all of them."""
    units = list(dict.fromkeys(units))
    if len(units) < 2:
        raise NotPossible("合并要选两个以上单位；只撤销一个的，用撤销")
    if any(successor.is_within(unit) for unit in units):
        raise NotPossible("承接单位不能是被合并的单位或者它的下级")
    if any(unit.is_within(other) for unit in units for other in units if unit != other):
        raise NotPossible("被合并的单位有上下级关系，请只选上级")
    done = [abolish_unit(unit, by=by, on=on, successor=successor, move_people=move_people) for unit in units]
    chain.record("merge_units", by=by, about=successor, reason="、".join(unit.code for unit in done))
    return done
