"""周调度: what has to be spoken about, the meeting, and what it asked until it is checked off."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from audit import chain
from cases import workdays
from cases.models import Case, CaseEvent, Deadline, Dispute, Handling, Petition
from cases.policies import NotLawfulNow, NotYours
from law import periods
from law.terms import BacklogState, Channel, ConcernReason, HandlingRole, Role
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight.leaders.models import BacklogEntry, SponsoredCase
from reports.mechanisms.models import MeetingCheck, MeetingItem, WeeklyMeeting
from reports.mechanisms.models.weekly import keeps_meetings

#: 临期: last days within a week.
NEAR = timedelta(days=7)
#: Five or more came together (domain §3.4).
COLLECTIVE = 5
R = ConcernReason


@dataclass
class Concern:
    """One matter at one unit, with every reason why it is spoken about. ``due_on``: its next open last day."""

    case: Case
    unit: Unit
    reasons: list[ConcernReason] = field(default_factory=list)
    due_on: date | None = None
    what: str = ""

    def problem(self, today: date) -> str:
        """The reasons as a sentence, to begin the record with."""
        said = [reason.label for reason in self.reasons if reason not in (R.OVERDUE, R.SOON)]
        if self.due_on and self.due_on < today:
            said.insert(0, f"{self.what}逾期 {(today - self.due_on).days} 天")
        elif self.due_on:
            said.insert(0, f"{self.what} {self.due_on.month}月{self.due_on.day}日届满")
        return "；".join(said)


def concerns(user: User, today: date) -> list[Concern]:
    """Near their last day, overdue and hard matters, one line for a matter at a unit, in the county's order of units."""
    found: dict[tuple[int, int], Concern] = {}

    def at(case: Case, unit: Unit) -> Concern:
        return found.setdefault((case.pk, unit.pk), Concern(case, unit))

    units = {unit.pk: unit for unit in Unit.objects.all()}  # few, each borne by many
    due = Deadline.objects.running().owed().visible_to(user).ordinary().filter(due_on__lte=today + NEAR)
    shown = ("due_on", "period", "unit_id", "case__number", "case__title", "case__received_on")
    for row in due.select_related("case").only(*shown).order_by("due_on", "pk"):
        line = at(row.case, units[row.unit_id])
        if line.due_on is None:
            line.due_on, line.what = row.due_on, periods.period(row.period).label
            line.reasons.append(R.OVERDUE if row.due_on < today else R.SOON)
    for handling, reasons in _hard(user, today):
        line = at(handling.claim.case, units[handling.unit_id])
        line.reasons += [reason for reason in reasons if reason not in line.reasons]
    _next_days([line for line in found.values() if line.due_on is None])
    lines = [line for line in found.values() if user.sees_county or line.unit.pk in user.stands_for]
    return sorted(
        lines, key=lambda line: (line.unit.position, line.unit.code, line.due_on or date.max, line.case.pk)
    )


def _hard(user: User, today: date) -> Iterable[tuple[Handling, list[ConcernReason]]]:
    """Open work that is hard: each reason is one question to the database, asked for all at once."""
    late = BacklogEntry.objects.filter(case=OuterRef("claim__case"), state=BacklogState.ENTERED)
    steps = SponsoredCase.objects.open().filter(
        case=OuterRef("claim__case"),
        milestones__due_on__lt=today,
        milestones__done_on=None,
        milestones__dropped_on=None,
    )
    many = Petition.objects.filter(
        filed_as=OuterRef("claim__case"), channel=Channel.VISIT, people__gte=COLLECTIVE
    )
    redone = CaseEvent.objects.filter(handling=OuterRef("pk"), act__in=["send_back", "start_anew"])
    used = Deadline.objects.running().filter(handling=OuterRef("pk"), period="handling", extended__gt=0)
    tests: dict[ConcernReason, Any] = {
        R.DISPUTE: Exists(Dispute.objects.pending().filter(handling=OuterRef("pk"))),
        R.EXTENDED: Exists(used), R.REDONE: Exists(redone), R.COLLECTIVE: Exists(many), R.BACKLOG: Exists(late),
        R.MILESTONE: Exists(steps),
    }  # fmt: skip
    any_of = Q()
    for test in tests.values():
        any_of |= Q(test)
    rows = (
        Handling.objects.live().visible_to(user).ordinary().filter(any_of, role=HandlingRole.LEAD)
        .annotate(**{f"is_{reason.value}": test for reason, test in tests.items()})
        .select_related("claim__case").order_by("pk")
    )  # fmt: skip
    for row in rows:
        yield row, [reason for reason in tests if getattr(row, f"is_{reason.value}")]


def _next_days(lines: Sequence[Concern]) -> None:
    """The next last day of hard matters that are not near theirs; one statement."""
    rows = (
        Deadline.objects.running()
        .owed()
        .filter(case__in=[line.case.pk for line in lines])
        .order_by("due_on", "pk")
    )
    first: dict[tuple[int, int], Deadline] = {}
    for row in rows:
        first.setdefault((row.case_id, row.unit_id), row)
    for line in lines:
        if found := first.get((line.case.pk, line.unit.pk)):
            line.due_on, line.what = found.due_on, periods.period(found.period).label


def by_unit(lines: Iterable[Concern]) -> list[tuple[Unit, list[Concern]]]:
    grouped: dict[Unit, list[Concern]] = defaultdict(list)
    for line in lines:
        grouped[line.unit].append(line)
    return list(grouped.items())


# --- the meeting --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What the meeting asks about one matter."""

    case: Case
    unit: Unit
    problem: str
    requirement: str
    check_on: date


@action
def hold(
    *,
    by: User,
    on: date,
    chair: str,
    units: Sequence[Unit] = (),
    summary: str = "",
    asked: Sequence[Asked] = (),
) -> WeeklyMeeting:
    """记录调度会: what was asked about each matter; the units concerned are told."""
    _keeper(by, "记录调度会")
    if not chair.strip():
        raise NotLawfulNow("请填写主持人")
    try:
        with transaction.atomic():
            row = WeeklyMeeting.objects.create(
                on=on, chair=chair.strip(), summary=summary.strip(), recorded_by=by, recorded_on=on
            )
    except IntegrityError:
        raise NotLawfulNow(f"不能：{on} 的调度会已经记录，要补充的请在那次会议里「加一件」") from None
    row.units.set([*units, *(each.unit for each in asked)])
    for each in asked:
        _add(row, each, on)
    chain.record("hold_weekly_meeting", by=by, about=row)
    return row


@action
def add_item(meeting: WeeklyMeeting, asked: Asked, *, by: User, on: date) -> MeetingItem:
    """加一件 to a meeting that was recorded."""
    _keeper(by, "加一件")
    meeting = WeeklyMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.on < on - timedelta(days=6):
        raise NotLawfulNow("不能：这次会议已经过去一周，新的事项请记在下一次调度会里")
    item = _add(meeting, asked, on)
    meeting.units.add(asked.unit)
    meeting.version += 1
    meeting.save(update_fields=["version"])
    chain.record("add_meeting_item", by=by, about=item)
    return item


def _add(meeting: WeeklyMeeting, asked: Asked, on: date) -> MeetingItem:
    case = Case.objects.select_for_update().filter(pk=asked.case.pk, in_compartment=False).first()
    if case is None:
        raise NotLawfulNow("没有这个件号，请核对")
    name = f"{case.number}（{asked.unit.short_name}）"
    if (
        not Handling.objects.filter(claim__case=case, unit=asked.unit).exists()
        and asked.unit.pk != case.receiving_unit_id
    ):
        raise NotLawfulNow(f"不能：{asked.unit.short_name}没有承办 {case.number}，请选承办单位")
    for words, label in ((asked.problem, "问题"), (asked.requirement, "要求")):
        if not words.strip():
            raise NotLawfulNow(f"{name}：请填写{label}")
    if asked.check_on <= on:
        raise NotLawfulNow(f"{name}：下次核对的日期要在 {on} 以后")
    if MeetingItem.objects.open().filter(case=case, unit=asked.unit).exists():
        raise NotLawfulNow(f"不能：{name}以前调度过，还没有销号，请在「调度事项」里核对")
    item = MeetingItem.objects.create(
        meeting=meeting, case=case, unit=asked.unit, problem=asked.problem.strip()[:300],
        requirement=asked.requirement.strip()[:300], check_on=asked.check_on,
    )  # fmt: skip
    _tell(item, f"调度要求：{case.number}，{asked.check_on.month}月{asked.check_on.day}日核对", on)
    return item


def _tell(item: MeetingItem, subject: str, on: date) -> None:
    people = User.objects.filter(unit=item.unit, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    word(f"meeting-item:{item.pk}:{item.version}", list(people.values_list("pk", flat=True)), subject, on=on,
         url=reverse("reports:meeting_items_record", args=[item.pk]))  # fmt: skip


@action
def report(item: MeetingItem, *, by: User, on: date, text: str) -> MeetingItem:
    """单位反馈: how far it is; the newest stands."""
    if not by.can(Permission.HANDLE) or item.unit_id not in by.stands_for:
        raise NotYours("您的岗位不能「反馈调度事项」。此事由责任单位办理。")
    item = _open(item)
    if not text.strip():
        raise NotLawfulNow("请填写办理情况")
    item.report, item.reported_by, item.reported_on = text.strip(), by, on
    return _saved(item, "report_meeting_item", by)


@action
def check(item: MeetingItem, *, by: User, on: date, found: str, next_on: date) -> MeetingItem:
    """核对，没有完成: it comes back on the next day of checking."""
    _keeper(by, "核对调度事项")
    item = _open(item)
    if not found.strip():
        raise NotLawfulNow("请填写核对情况")
    if next_on <= on:
        raise NotLawfulNow(f"下次核对的日期要在 {on} 以后")
    MeetingCheck.objects.create(item=item, on=on, found=found.strip()[:300], next_on=next_on, by=by)
    item.check_on = next_on
    item = _saved(item, "check_meeting_item", by)
    _tell(item, f"调度事项没有完成：{item.case.number}，{next_on.month}月{next_on.day}日再核对", on)
    return item


@action
def close(item: MeetingItem, *, by: User, on: date, outcome: str) -> MeetingItem:
    """销号, with what came of it; the file itself goes its own course."""
    _keeper(by, "销号")
    item = _open(item)
    if not outcome.strip():
        raise NotLawfulNow("请填写结果")
    item.outcome, item.closed_by, item.closed_on = outcome.strip()[:300], by, on
    return _saved(item, "close_meeting_item", by)


def _saved(item: MeetingItem, verb: str, by: User) -> MeetingItem:
    item.version += 1
    item.save()
    chain.record(verb, by=by, about=item)
    return item


def _open(item: MeetingItem) -> MeetingItem:
    row = MeetingItem.objects.select_for_update(of=("self",)).select_related("case", "unit").get(pk=item.pk)
    if reasons := blockers(row):
        raise NotLawfulNow(*reasons)
    return row


def blockers(item: MeetingItem) -> list[str]:
    """Why nothing is done about it any more."""
    return [f"不能：{item.closed_on} 已经销号"] if item.closed_on else []


def _keeper(user: User, what: str) -> None:
    if not keeps_meetings(user):
        raise NotYours(f"您的岗位不能「{what}」。此事由甄别员、信访局领导办理。")


def next_week(today: date) -> date:
    """A week on, on a working day."""
    return workdays.calendar().roll_forward(today + timedelta(days=7))
