"""联席会议: called, held, what it decided written down; in force with the minutes (``oversight.conference_minutes``)."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from audit import chain
from cases.actions.disputes import decision_blockers
from cases.models import Case, Dispute
from cases.policies import NotLawfulNow, NotYours
from law.terms import (
    ConferenceMeasure,
    ConferenceState,
    DisputeBody,
    DisputeState,
    MeasureState,
    PaperKind,
    Role,
)
from notifications.outbox import word
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight.conference_models import AgendaItem, Conference, ConferenceDecision

#: ConferenceMeasure → its notice, and the article it stands on.
NOTICES = {
    ConferenceMeasure.INTERVIEW: (PaperKind.INTERVIEW_NOTICE, "条例第39条第3款"),
    ConferenceMeasure.CIRCULAR: (PaperKind.CIRCULAR_NOTICE, "条例第39条第3款"),
    ConferenceMeasure.LISTING: (PaperKind.LISTING_NOTICE, "条例第39条第3款"),
    ConferenceMeasure.OTHER: (PaperKind.COORDINATION_NOTICE, "条例第13条第1款"),
}
DESIGNATION_ARTICLE = "条例第24条第1款"


def keeps_office(user: User) -> bool:
    """The bureau leader keeps the conference's office (联席会议办公室)."""
    return user.in_bureau and user.can(Permission.SUPERVISE)


def office_only(user: User, what: str) -> None:
    if not keeps_office(user):
        raise NotYours(f"您的岗位不能「{what}」。此事由信访局领导（联席会议办公室）办理。")


@action
def call_conference(
    *,
    by: User,
    on: date,
    title: str,
    meets_on: date,
    place: str,
    chair: User,
    units: Sequence[Unit],
    topics: Sequence[str] = (),
    disputes: Sequence[Dispute] = (),
) -> Conference:
    """通知召开: the day, the chair, the units, and what is on the agenda."""
    office_only(by, "通知召开联席会议")
    if not chair.can(Permission.CHAIR_CONFERENCE):
        raise NotLawfulNow("召集人由党委、政府负责同志担任（条例第13条第1款），请另选召集人")
    if meets_on < on:
        raise NotLawfulNow("会议日期不能早于通知之日，请改会议日期")
    topics = [topic.strip() for topic in topics if topic.strip()]
    if not topics and not disputes:
        raise NotLawfulNow("请至少写一项议题，或者选一项待决定的受理争议")
    if not units:
        raise NotLawfulNow("请选择通知哪些单位参加")
    row = Conference.objects.create(
        title=title.strip(), meets_on=meets_on, place=place.strip(), chair=chair, called_by=by, called_on=on
    )
    row.units.set(units)
    for dispute in disputes:
        _put_on(row, topic=f"{dispute.case.title}的受理争议", dispute=dispute, case=dispute.case)
    for topic in topics:
        _put_on(row, topic=topic)
    chain.record("call_conference", by=by, about=row)
    _tell(f"conference:{row.pk}", [chair.pk], row, f"联席会议定于 {meets_on} 召开：{row.title}", on=on)
    for unit in units:
        word(
            f"conference:{row.pk}:{unit.pk}",
            people_of(unit),
            f"请参加联席会议：{meets_on}，{row.place}，{row.title}",
            on=on,
            url="",
        )
    return row


def _put_on(
    row: Conference, *, topic: str, dispute: Dispute | None = None, case: Case | None = None
) -> AgendaItem:
    if dispute:
        if dispute.body != DisputeBody.CONFERENCE or dispute.state != DisputeState.REFERRED:
            raise NotLawfulNow("只有报请联席会议、还没有决定的受理争议才能列入议题")
        if AgendaItem.objects.filter(
            dispute=dispute, conference__state__in=[ConferenceState.CALLED, ConferenceState.HELD]
        ).exists():
            raise NotLawfulNow(f"{dispute.case.number}的受理争议已经列入另一次会议的议题")
    if case and case.in_compartment:
        raise NotLawfulNow("不能：检举控告不列入联席会议议题（条例第30条第3款）")
    return AgendaItem.objects.create(
        conference=row, order=row.agenda.count() + 1, topic=topic[:200], dispute=dispute, case=case
    )


@action
def add_topic(
    row: Conference,
    *,
    by: User,
    on: date,
    topic: str = "",
    dispute: Dispute | None = None,
    case: Case | None = None,
) -> Conference:
    """One more thing on the agenda, until the minutes are out."""
    row = locked(row)
    office_only(by, "增加议题")
    must_be(row, ConferenceState.CALLED, ConferenceState.HELD)
    if dispute is None and not topic.strip():
        raise NotLawfulNow("请写明议题")
    _put_on(row, topic=topic.strip() or f"{dispute.case.title}的受理争议", dispute=dispute,  # type: ignore[union-attr]
            case=case or (dispute.case if dispute else None))  # fmt: skip
    return saved(row, "add_topic", by=by)


@action
def cancel_conference(row: Conference, *, by: User, on: date, reason: str) -> Conference:
    """取消: before it is held, with a reason."""
    row = locked(row)
    office_only(by, "取消会议")
    must_be(row, ConferenceState.CALLED)
    if not reason.strip():
        raise NotLawfulNow("请写明取消的理由")
    row.cancel()
    row.ended_reason = reason.strip()
    return saved(row, "cancel_conference", by=by)


@action
def hold_conference(
    row: Conference, *, by: User, on: date, meets_on: date, attended: Sequence[Unit], summary: str = ""
) -> Conference:
    """记录到会: on which day it met and who came; what it decided is entered next."""
    row = locked(row)
    office_only(by, "记录会议")
    must_be(row, ConferenceState.CALLED)
    if meets_on > on:
        raise NotLawfulNow("还不能：会议还没有召开，请在会后记录")
    if meets_on < row.called_on:
        raise NotLawfulNow("会议日期不能早于通知之日，请核对")
    if not attended:
        raise NotLawfulNow("请选择到会的单位")
    row.hold()
    row.meets_on, row.summary, row.held_by = meets_on, summary.strip(), by
    row = saved(row, "hold_conference", by=by)
    row.attended.set(attended)
    return row


@action
def draft_designation(
    row: Conference,
    *,
    by: User,
    on: date,
    dispute: Dispute,
    lead: Unit,
    ground: str,
    assisting: Sequence[Unit] = (),
) -> ConferenceDecision:
    """议定指定主办: written down at the meeting, in force with the minutes (条例第24条第1款)."""
    row = locked(row)
    office_only(by, "记录议定事项")
    must_be(row, ConferenceState.HELD)
    if not row.agenda.filter(dispute=dispute).exists():
        raise NotLawfulNow("这项受理争议不在本次会议的议题里，请先增加议题")
    dispute = Dispute.objects.select_related("case", "superior").get(pk=dispute.pk)
    if dispute.state != DisputeState.REFERRED:
        raise NotLawfulNow(f"这项受理争议{DisputeState(dispute.state).label}，不用再议定")
    if row.decisions.filter(dispute=dispute).exclude(state=MeasureState.DROPPED).exists():
        raise NotLawfulNow("这项受理争议已经记有议定的主办单位，要改请先删去")
    reasons = decision_blockers(
        dispute, by=by, lead=lead, assisting=assisting, decision=ground, minutes_number="会议纪要"
    )
    if reasons:
        raise NotLawfulNow(*reasons)
    made = ConferenceDecision.objects.create(
        conference=row, measure=ConferenceMeasure.DESIGNATE, unit=lead, case=dispute.case, dispute=dispute, ground=ground.strip()[:300],
        article=DESIGNATION_ARTICLE, drafted_by=by,
    )  # fmt: skip
    made.assisting.set(assisting)
    saved(row, "draft_decision", by=by)
    return made


@action
def draft_measure(
    row: Conference,
    *,
    by: User,
    on: date,
    measure: str,
    unit: Unit,
    ground: str,
    requirements: str,
    due_on: date,
    case: Case | None = None,
) -> ConferenceDecision:
    """议定约谈、通报、挂牌督办 or another task for one office, with ground, demand and day (条例第39条第3款)."""
    row = locked(row)
    office_only(by, "记录议定事项")
    must_be(row, ConferenceState.HELD)
    if measure not in NOTICES:
        raise NotLawfulNow("请选择约谈、通报、挂牌督办或者其他协调事项")
    if unit.abolished_on:
        raise NotLawfulNow(f"{unit.short_name}已经撤销，请改选承接单位（条例第24条第2款）")
    if not ground.strip() or not requirements.strip():
        raise NotLawfulNow("请写明事由和要求：存在什么问题、要求单位做到什么（条例第39条第3款）")
    if due_on <= row.meets_on:
        raise NotLawfulNow("落实期限须在会议日期以后，请改期限")
    if case and case.in_compartment:
        raise NotLawfulNow("不能：检举控告由纪检监察机关办理，不列入联席会议（条例第30条第3款）")
    made = ConferenceDecision.objects.create(
        conference=row, measure=measure, unit=unit, case=case, ground=ground.strip(), requirements=requirements.strip(),
        article=NOTICES[ConferenceMeasure(measure)][1], due_on=due_on, drafted_by=by,
    )  # fmt: skip
    saved(row, "draft_decision", by=by)
    return made


@action
def drop_decision(decision: ConferenceDecision, *, by: User, on: date) -> ConferenceDecision:
    """删去: written down wrongly, not in the minutes."""
    row = locked(decision.conference)
    office_only(by, "删去议定事项")
    must_be(row, ConferenceState.HELD)
    decision = row.decisions.get(pk=decision.pk)
    if decision.state != MeasureState.DRAFTED:
        raise NotLawfulNow("这一项已经删去了")
    decision.drop()
    decision.version += 1
    decision.save()
    saved(row, "drop_decision", by=by)
    return decision


# --- shared ------------------------------------------------------------------------------------------------------


def locked(row: Conference) -> Conference:
    Conference.objects.select_for_update().values_list("pk").get(pk=row.pk)
    return Conference.objects.select_related("chair__unit", "called_by__unit").get(pk=row.pk)


def must_be(row: Conference, *states: str) -> None:
    if row.state not in states:
        raise NotLawfulNow(f"会议当前为「{ConferenceState(row.state).label}」，不能再办这一步")


def saved(row: Conference, verb: str, *, by: User) -> Conference:
    row.version += 1
    row.save()
    chain.record(verb, by=by, about=row)
    return row


def people_of(unit: Unit) -> list[int]:
    rows = User.objects.filter(unit=unit, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    return list(rows.values_list("pk", flat=True))


def _tell(key: str, to: list[int], row: Conference, text: str, *, on: date) -> None:
    word(key, to, text, on=on, url=reverse("oversight:conferences_record", args=[row.pk]))
