"""Days beside the law's clocks that the sweep reminds of: what was agreed in a talk, the feedback of a recommendation.

Each word is written once per day that counts (its key says which), so that a second run adds nothing.
"""

from datetime import date

from django.urls import reverse

from audit import chain
from cases import workdays
from law.reminders import Stage, stage_for
from law.terms import Role
from notifications.outbox import word
from organizations.models import User
from oversight.recommending import PERIOD, leaders, people_of, tell
from oversight.records import Recommendation, Talk
from oversight.talking import officers, people

#: Stages after the day: whose the word is then.
ABOVE = {Stage.OVERDUE_LEADER, Stage.OVERDUE_COUNTY}


def remind(on: date) -> int:
    """Tell who is concerned what is due; returns how many were told of."""
    told = [*_talks(on), *_recommendations(on)]
    if told:
        chain.record("remind_agreed", by=None, rows=list(told))
    return len(told)


def _talks(on: date) -> list[str]:
    """One working day before the agreed day both sides are reminded; once."""
    ahead = workdays.calendar().add_workdays(on, 1)
    rows = Talk.objects.filter(
        followed_up_on=None, reminded_on=None, agreed_until__lte=ahead, case__in_compartment=False
    )
    due = list(rows.select_related("case", "unit").order_by("pk"))
    for row in due:
        late = row.agreed_until is not None and row.agreed_until < on
        text = f"对接约定 {row.agreed_until} {'前' if late else ''}办到，请记下落实情况"
        word(f"talk-due:{row.pk}", {*people(row.unit), *officers()}, f"{row.case.number}：{text}", on=on,
             url=reverse("oversight:talks_record", args=[row.pk]))  # fmt: skip
        row.reminded_on = on
    Talk.objects.bulk_update(due, ["reminded_on"])
    return [f"talk {row.pk}" for row in due]


def _recommendations(on: date) -> list[str]:
    """The stages of the feedback (内部要求): the organ before and on the day, the leaders when it is late."""
    calendar, found, changed = workdays.calendar(), [], []
    for row in Recommendation.objects.open().select_related("organ", "paper").order_by("pk"):
        if row.due_on is None or row.organ is None:
            continue
        stage = stage_for(PERIOD, row.due_on, on, calendar, nominal=row.nominal_on)
        reached = f"{stage} {row.due_on}" if stage else ""
        if stage is None or reached == row.reminded:
            continue
        row.reminded = reached
        changed.append(row)
        left = (row.due_on - on).days
        when = f"逾期 {-left} 天" if left < 0 else ("就是今天" if left == 0 else f"剩 {left} 天")
        to = _above(stage) if stage in ABOVE else people_of(row.organ)
        tell(row, f"{stage}:{row.due_on}", to, f"采纳情况应在 {row.due_on} 前书面反馈，{when}", on=on)
        found.append(f"recommendation {row.pk} {reached}")
    Recommendation.objects.bulk_update(changed, ["reminded"])
    return found


def _above(stage: str) -> list[int]:
    if stage == Stage.OVERDUE_LEADER:
        return leaders()
    return list(User.objects.filter(role=Role.COUNTY_LEADER, is_active=True).values_list("pk", flat=True))
