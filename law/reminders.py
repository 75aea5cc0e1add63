"""When a running deadline asks for attention, and whose (domain 临期提醒; an internal rule, 内部要求).

Before the day: the handler and the head of the unit. After it the circle widens by working days. Days are
asked for, never counted by a job: the same question on the same day has the same answer.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from law.calendar import WorkCalendar
from law.terms import Role, Term


class Stage(Term):
    """The stage a deadline is in, from the first reminder to the last escalation."""

    EARLY = "early", "提前提醒"
    SOON = "soon", "即将到期"
    URGENT = "urgent", "临近到期"
    TODAY = "today", "今日到期"
    OVERDUE = "overdue", "已逾期"
    OVERDUE_LEADER = "overdue_leader", "逾期，报局领导"
    OVERDUE_COUNTY = "overdue_county", "逾期五个工作日，报县领导"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One stage: ``offset`` days from the due date (before it when negative), and who is told."""

    stage: Stage
    offset: int
    workdays: bool = False
    to: tuple[Role, ...] = (Role.HANDLER, Role.UNIT_HEAD)

    def day(self, nominal: date, due: date, calendar: WorkCalendar) -> date:
        """The day this stage comes. Days before run from the nominal day, so that no holiday hides them."""
        if self.workdays:
            return calendar.add_workdays(due, self.offset)
        return (nominal if self.offset < 0 else due) + timedelta(days=self.offset)


_ON_THE_DAY = Reminder(Stage.TODAY, 0)
_AFTER = (
    Reminder(Stage.OVERDUE, 1),
    Reminder(Stage.OVERDUE_LEADER, 1, workdays=True, to=(Role.BUREAU_LEADER,)),
    Reminder(Stage.OVERDUE_COUNTY, 5, workdays=True, to=(Role.COUNTY_LEADER,)),
)


def _ahead(*before: Reminder) -> tuple[Reminder, ...]:
    return (*before, _ON_THE_DAY, *_AFTER)


_FIFTEEN_DAYS = _ahead(Reminder(Stage.SOON, -5), Reminder(Stage.URGENT, -2))
_SIXTY_DAYS = _ahead(Reminder(Stage.EARLY, -15), Reminder(Stage.SOON, -7), Reminder(Stage.URGENT, -3))
_THIRTY_DAYS = _ahead(Reminder(Stage.SOON, -7), Reminder(Stage.URGENT, -3))
_FOUR_DAYS = _ahead(Reminder(Stage.URGENT, -1))
_WORKDAYS = _ahead(Reminder(Stage.URGENT, -1, workdays=True))

#: Stages of each period in their order. What the petitioner may do (申请复查、复核、评价) hurries nobody.
REMINDER_STAGES: dict[str, tuple[Reminder, ...]] = {
    "forwarding": _FIFTEEN_DAYS,
    "notice": _FIFTEEN_DAYS,
    "objection": _WORKDAYS,
    "handling": _SIXTY_DAYS,
    "review_request": (),
    "review": _THIRTY_DAYS,
    "final_review_request": (),
    "final_review": _THIRTY_DAYS,
    "simple_forwarding": _WORKDAYS,
    "simple_acceptance": _WORKDAYS,
    "simple_handling": _WORKDAYS,
    "superior_forwarding": _FOUR_DAYS,
    "objection_decision": _WORKDAYS,
    "assigned_report": _SIXTY_DAYS,
    "supervision_reply": _WORKDAYS,
    "recommendation_reply": _THIRTY_DAYS,
    "suggestion_reply": _SIXTY_DAYS,
    "rating": (),
}


def stage_days(
    code: str, due: date, calendar: WorkCalendar, *, nominal: date | None = None
) -> list[tuple[Reminder, date]]:
    """Every stage of the deadline with its day, in order."""
    return [(reminder, reminder.day(nominal or due, due, calendar)) for reminder in REMINDER_STAGES[code]]


def stages_passed(
    code: str, due: date, today: date, calendar: WorkCalendar, *, nominal: date | None = None
) -> list[str]:
    """The stages whose day has come, in order; the last one is the stage of today."""
    return [
        reminder.stage for reminder, day in stage_days(code, due, calendar, nominal=nominal) if day <= today
    ]


def stage_for(
    code: str, due: date, today: date, calendar: WorkCalendar, *, nominal: date | None = None
) -> str | None:
    """The stage the deadline is in today; None while nobody needs to be told."""
    passed = stages_passed(code, due, today, calendar, nominal=nominal)
    return passed[-1] if passed else None
