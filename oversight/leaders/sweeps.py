"""What falls due in the leaders' ledgers, told once: a reception tomorrow, a late step, assignment or hidden conflict.

The days are those a leader fixed, not periods of the law: nothing is computed here, and a second run adds nothing.
"""

from datetime import date

from django.urls import reverse

from audit import chain
from cases import workdays
from law.terms import HiddenConflictState, ReceptionState, SponsorshipState
from notifications.outbox import word
from organizations.acting import acting
from oversight.leaders.common import bureau_leaders, people_of
from oversight.leaders.models import HiddenConflict, Milestone, Reception, ReceptionAssignment, SponsoredCase


def sweep(on: date) -> int:
    """Remind each row once; returns how many were reminded."""
    with acting(None):
        told = [*_receptions(on), *_milestones(on), *_sponsored(on), *_assignments(on), *_conflicts(on)]
        if told:
            chain.record("remind_leaders", by=None, rows=list(told))
    return len(told)


def _receptions(on: date) -> list[str]:
    """On the working day before, or on the day itself."""
    next_day = workdays.calendar().add_workdays(on, 1)
    rows = Reception.objects.select_for_update(of=("self",)).filter(
        state=ReceptionState.PUBLISHED, reminded_on=None, on__gte=on, on__lte=next_day
    )
    found = []
    for row in rows:
        units = list(row.units.values_list("pk", flat=True))
        to = [row.leader_id, *(people_of(units) if units else [])]
        text = f"接访提醒：{row.on} {row.starts_at:%H:%M}，{row.place}，{row.leader_name}"
        _word(f"reception-near-{row.version}:{row.pk}", to, text, on, "receptions", row.pk)
        found.append(f"reception {row.pk}")
        _reminded(row, on)
    return found


def _milestones(on: date) -> list[str]:
    rows = Milestone.objects.select_for_update(of=("self",)).filter(
        done_on=None, dropped_on=None, reminded_on=None, due_on__lt=on,
        sponsored__state=SponsorshipState.WORKING, sponsored__case__in_compartment=False,
    ).select_related("sponsored__case")  # fmt: skip
    found = []
    for row in rows:
        sponsored = row.sponsored
        to = [sponsored.leader_id, *people_of([sponsored.unit_id]), *bureau_leaders()]
        text = f"{sponsored.case.number}：包案步骤「{row.text[:40]}」已过 {row.due_on}，还没有完成"
        _word(f"milestone-late:{row.pk}", to, text, on, "sponsored", sponsored.pk)
        found.append(f"milestone {row.pk}")
        _reminded(row, on)
    return found


def _sponsored(on: date) -> list[str]:
    rows = SponsoredCase.objects.open().select_for_update(of=("self",)).filter(
        reminded_on=None, due_on__lt=on, case__in_compartment=False
    ).select_related("case")  # fmt: skip
    found = []
    for row in rows:
        to = [row.leader_id, *people_of([row.unit_id]), *bureau_leaders()]
        text = f"{row.case.number}：包案化解期限 {row.due_on} 已过，还没有验收"
        _word(f"sponsored-late:{row.pk}", to, text, on, "sponsored", row.pk)
        found.append(f"sponsored {row.pk}")
        _reminded(row, on)
    return found


def _assignments(on: date) -> list[str]:
    rows = ReceptionAssignment.objects.open().select_for_update(of=("self",)).filter(
        reminded_on=None, due_on__lt=on, visit__case__in_compartment=False
    ).select_related("visit__reception")  # fmt: skip
    found = []
    for row in rows:
        to = [row.visit.reception.leader_id, row.visit.recorded_by_id, *people_of([row.unit_id])]
        text = f"接访交办已过 {row.due_on}，还没有回复：{row.matter[:60]}"
        _word(f"reception-assignment-late:{row.pk}", to, text, on, "reception_matters", row.pk)
        found.append(f"assignment {row.pk}")
        _reminded(row, on)
    return found


def _conflicts(on: date) -> list[str]:
    rows = HiddenConflict.objects.select_for_update(of=("self",)).filter(
        state=HiddenConflictState.ENTRUSTED, reminded_on=None, due_on__lt=on
    )
    found = []
    for row in rows:
        to = [row.leader_id, *(people_of([row.unit_id]) if row.unit_id else []), *bureau_leaders()]
        text = f"隐患化解期限 {row.due_on} 已过：{row.matter[:60]}"
        _word(f"conflict-late-{row.version}:{row.pk}", to, text, on, "conflicts", row.pk)
        found.append(f"conflict {row.pk}")
        _reminded(row, on)
    return found


def _reminded(
    row: Reception | Milestone | SponsoredCase | ReceptionAssignment | HiddenConflict, on: date
) -> None:
    row.reminded_on = on
    row.save(update_fields=["reminded_on"])


def _word(key: str, to: list[int | None], text: str, on: date, page: str, pk: int) -> None:
    word(key, [each for each in to if each], text, on=on, url=reverse(f"oversight:{page}_record", args=[pk]))
