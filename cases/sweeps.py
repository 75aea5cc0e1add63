"""The daily sweep: presumed acceptance, reminders and escalations, in set-based SQL over what the rows say.

Nothing is remembered between runs: a deadline has reached a stage when its last day lies at or before that stage's
limit, and the unique row of ``Reminder`` says whether it was told. So a run may be missed, doubled or run by five
workers at once (design D8); what was missed is made up by the next one.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from audit import chain
from cases import actions, workdays
from cases.models import Attention, Deadline, Handling
from cases.models.clock import DeadlineQuerySet
from cases.policies import NotLawfulNow
from law import clock, periods
from law.calendar import ONE_DAY, WorkCalendar
from law.reminders import REMINDER_STAGES, Reminder, Stage
from law.terms import HandlingRole, HandlingState, Role, Route
from organizations import switches
from organizations.acting import acting

log = logging.getLogger(__name__)

#: Deadlines looked at by one statement.
BATCH = 25_000
#: One sweep at a time; the number only has to be ours.
LOCK = 20_220_501
#: Steps the bureau may move (内部要求): stage → its switch.
ADJUSTABLE = {
    Stage.OVERDUE_LEADER: "leader_after_workdays",
    Stage.OVERDUE_COUNTY: "county_after_workdays",
}
ESCALATIONS = frozenset(ADJUSTABLE)
#: A unit that is silent on these ways is presumed to have accepted; a statutory way has no acceptance.
PRESUMED_ROUTES = (Route.PETITION, Route.SUGGESTION)


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep added: rows of reminders, of escalations, acceptances presumed; and what is overdue that day.

    ``failed``: handlings whose presumption broke down; the others went on, the log says why.
    """

    reminders: int
    escalations: int
    overdue: int
    presumed: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """Deadlines of ``period`` whose nominal day (or due day) is at most ``latest`` have reached ``stage``."""

    period: str
    stage: Stage
    on_nominal: bool
    latest: date
    audience: str


def sweep(on: date) -> Swept:
    """Do what day ``on`` asks for and was not done yet. A second call for the day adds nothing."""
    calendar = workdays.calendar()
    presumed, failed = _presume(on, calendar)
    told, escalated = _remind(on, calendar)
    Attention.objects.lapsed(on).update(words_sealed=None)  # a mark that lapsed leaves no words behind
    return Swept(told, escalated, overdue(on).count(), presumed, failed)


def overdue(on: date) -> DeadlineQuerySet:
    """Open duties past their last day on the day ``on``."""
    return Deadline.objects.overdue(on)


def hold_lock(cursor: CursorWrapper) -> None:
    """Sweeps wait for each other until the transaction ends; the unique keys would hold without it too."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def by_key(cursor: CursorWrapper) -> None:
    """Until the transaction ends rows are fetched by key: a table that grew since it was analysed looks empty to the planner."""
    cursor.execute("SET LOCAL enable_seqscan = off")


# --- 推定受理 -----------------------------------------------------------------------------------------------------


def _presume(on: date, calendar: WorkCalendar) -> tuple[int, int]:
    """A unit silent for its fifteen days is treated as having accepted (内部要求): one act each, its own transaction."""
    done = failed = 0
    for pk in _silent(on, calendar):
        handling = Handling.objects.select_related("claim__case", "unit").get(pk=pk)
        try:
            actions.presume_acceptance(handling, by=None, on=on)
        except NotLawfulNow:
            continue  # the unit, or another worker, was quicker
        except Exception:  # one broken row must not keep the others from their sixty days
            log.exception("presumed acceptance of handling %s failed", pk)
            failed += 1
            continue
        done += 1
    return done, failed


def _silent(on: date, calendar: WorkCalendar) -> list[int]:
    """Handlings past their fifteen days without a word. One exempt from the notice has no clock: it is asked for."""
    late = Deadline.objects.running().filter(handling=OuterRef("pk"), period="notice", due_on__lt=on)
    rows = (
        Handling.objects.filter(
            state=HandlingState.ARRIVED,
            role=HandlingRole.LEAD,
            route__in=PRESUMED_ROUTES,
            claim__case__in_compartment=False,
            arrived_on__lt=on - timedelta(days=periods.period("notice").length),
        )
        .annotate(late=Exists(late))
        .filter(Q(late=True) | Q(notice_exempt=True))
    )
    found = rows.order_by("pk").values_list("pk", "arrived_on", "late")
    return [pk for pk, day, is_late in found if is_late or _notice_end(day, calendar) < on]


def _notice_end(arrived_on: date, calendar: WorkCalendar) -> date:
    return periods.due("notice", arrived_on, calendar).due


# --- 临期提醒、逾期上报 ---------------------------------------------------------------------------------------------


def latest_day(reminder: Reminder, on: date, calendar: WorkCalendar) -> date:
    """The latest last day (nominal, or due) with which a deadline has reached this stage on ``on``.

    The inverse of ``Reminder.day``: so many deadlines are compared with one day, none is computed by itself.
    """
    if not reminder.workdays:
        return on - timedelta(days=reminder.offset)
    if reminder.offset < 0:
        return calendar.add_workdays(on, -reminder.offset)
    return calendar.add_workdays(on + ONE_DAY, -reminder.offset) - ONE_DAY


def ladder(period: str, on: date, calendar: WorkCalendar, after: Mapping[Stage, int]) -> list[Reached]:
    """The stages of a period as they stand on a day, first one first. ``after``: the bureau's own working days."""
    stages = REMINDER_STAGES[period]
    if period == "objection":  # a right to object, not a duty: one reminder before it ends
        stages = tuple(stage for stage in stages if stage.offset < 0)
    found = []
    for stage in stages:
        moved = replace(stage, offset=max(1, after[stage.stage])) if stage.stage in after else stage
        on_nominal = stage.offset < 0 and not stage.workdays
        audience = stage.to[0] if stage.stage in ESCALATIONS else Role.HANDLER
        found.append(Reached(period, stage.stage, on_nominal, latest_day(moved, on, calendar), str(audience)))
    return sorted(found, key=lambda row: row.latest, reverse=True)


def escalation_days() -> dict[Stage, int]:
    """After how many working days each leader is told (adjustable)."""
    chosen = switches.values()
    return {stage: int(chosen[name]) for stage, name in ADJUSTABLE.items()}


def _remind(on: date, calendar: WorkCalendar) -> tuple[int, int]:
    """Reminders and escalations of the day, and what was missed. Returns (reminder rows, escalation rows)."""
    after = escalation_days()
    ladders = [ladder(period, on, calendar, after) for period in REMINDER_STAGES]
    steps = [step for stages in ladders for step in _steps(stages)]
    horizon = calendar.roll_forward(max(row.latest for stages in ladders for row in stages))
    told = escalated = 0
    for added in _batches(steps, on=on, horizon=horizon):
        told, escalated = told + added[0], escalated + added[1]
    return told, escalated


def _steps(stages: list[Reached]) -> Iterator[tuple[object, ...]]:
    """Rows for SQL: each stage with its place, the limit of the stage after it, and the reminder that is present in it."""
    present = 0
    for place, row in enumerate(stages):
        if row.stage not in ESCALATIONS:
            present = place
        following = stages[place + 1] if place + 1 < len(stages) else None
        yield (
            row.period, row.stage.value, place, row.on_nominal, row.latest, row.audience, present,
            following.on_nominal if following else False, following.latest if following else date.min,
            periods.period(row.period).label, periods.period(row.period).owner == periods.Owner.BUREAU,
        )  # fmt: skip


def _batches(steps: list[tuple[object, ...]], *, on: date, horizon: date) -> Iterator[tuple[int, int]]:
    """One statement per batch of deadlines, each its own transaction; (reminders, escalations) it added."""
    last = (date.min, 0)
    columns = [list(column) for column in zip(*steps, strict=True)]
    names = (
        "periods", "stages", "places", "nominals", "latests", "audiences", "presents", "next_nominals",
        "next_latests", "labels", "bureaus",
    )  # fmt: skip
    given: dict[str, Any] = dict(zip(names, columns, strict=True)) | {
        "on": on, "now": clock.now(), "horizon": horizon, "size": BATCH, "placeholder": "0",
        "url": reverse("cases:detail", args=["0"]), "escalations": sorted(ESCALATIONS),
    }  # fmt: skip
    for _ in count():
        with acting(None), connection.cursor() as cursor:
            hold_lock(cursor)
            by_key(cursor)
            cursor.execute(REMIND, given | {"last_due": last[0], "last_id": last[1]})
            seen, due_on, pk, told, escalated, digest = cursor.fetchone()
            if told or escalated:
                chain.record("sweep_reminders", by=None, rows=[on, told, escalated, digest])
        yield told, escalated
        if seen < BATCH:
            return
        last = (due_on, pk)


#: Running deadlines of one sort in the order of their last days (the index ``deadline_running_all`` gives the duties).
FRONT = """SELECT d.id, d.period, d.nominal_on, d.due_on FROM cases_deadline d
    WHERE d.met_on IS NULL AND d.voided_on IS NULL AND NOT d.not_recorded AND {which}
      AND (d.due_on, d.id) > (%(last_due)s, %(last_id)s) AND d.due_on <= %(horizon)s
    ORDER BY d.due_on, d.id LIMIT %(size)s"""

#: One batch: deadlines whose present stage has no row yet get the rows of every stage reached; of these the present
#: reminder and each escalation are told, the stages passed over are only recorded.
REMIND = """
WITH step AS MATERIALIZED (
    SELECT * FROM unnest(
        %(periods)s::text[], %(stages)s::text[], %(places)s::int[], %(nominals)s::bool[], %(latests)s::date[],
        %(audiences)s::text[], %(presents)s::int[], %(next_nominals)s::bool[], %(next_latests)s::date[],
        %(labels)s::text[], %(bureaus)s::bool[]
    ) AS s(period, stage, place, on_nominal, latest, audience, present, next_on_nominal, next_latest, label, bureau)
), batch AS MATERIALIZED (
    SELECT * FROM (({duties}) UNION ALL ({objections})) d ORDER BY d.due_on, d.id LIMIT %(size)s
), behind AS MATERIALIZED (
    SELECT b.*, top.place, top.present FROM batch b JOIN step top ON top.period = b.period
       AND CASE WHEN top.on_nominal THEN b.nominal_on ELSE b.due_on END <= top.latest
       AND NOT CASE WHEN top.next_on_nominal THEN b.nominal_on ELSE b.due_on END <= top.next_latest
    WHERE (SELECT r.id FROM cases_reminder r
           WHERE r.deadline_id = b.id AND r.stage = top.stage AND r.due_on = b.due_on) IS NULL
), added AS (
    INSERT INTO cases_reminder (deadline_id, stage, due_on, "on", told)
    SELECT b.id, s.stage, b.due_on, %(on)s, s.stage = ANY(%(escalations)s) OR s.place = b.present
    FROM behind b JOIN step s ON s.period = b.period AND s.place <= b.place
    ON CONFLICT (deadline_id, stage, due_on) DO NOTHING
    RETURNING id, deadline_id, stage, due_on, told
), telling AS MATERIALIZED (
    SELECT a.stage, a.due_on, d.id, d.period, d.unit_id, c.id AS case_id, c.number, c.in_compartment, own.id AS own_id
    FROM added a
    CROSS JOIN LATERAL (SELECT * FROM cases_deadline x WHERE x.id = a.deadline_id OFFSET 0) d
    CROSS JOIN LATERAL (SELECT * FROM cases_case x WHERE x.id = d.case_id OFFSET 0) c
    LEFT JOIN LATERAL (
        SELECT p.id FROM cases_handling h JOIN organizations_user p ON p.id = h.handler_id
        WHERE h.id = d.handling_id AND p.unit_id = d.unit_id AND p.is_active OFFSET 0) own ON true
    WHERE a.told
), people AS MATERIALIZED (
    SELECT p.id, p.unit_id, p.role, u.kind FROM organizations_user p
    JOIN organizations_unit u ON u.id = p.unit_id WHERE p.is_active
), desks AS MATERIALIZED (
    SELECT unit_id, coalesce(jsonb_agg(id ORDER BY id) FILTER (WHERE role = 'handler'), '[]') AS handlers,
           coalesce(jsonb_agg(id ORDER BY id) FILTER (WHERE role = 'unit_head'), '[]') AS heads
    FROM people GROUP BY unit_id
), offices AS MATERIALIZED (
    SELECT jsonb_agg(id ORDER BY id) FILTER (WHERE kind = 'bureau' AND role IN ('screening', 'bureau_leader')) AS bureau,
           jsonb_agg(id ORDER BY id) FILTER (WHERE kind = 'bureau' AND role = 'bureau_leader') AS leaders,
           jsonb_agg(id ORDER BY id) FILTER (WHERE role = 'county_leader') AS county
    FROM people
), words AS (
    INSERT INTO notifications_outbox (key, recipients, subject, url, kind, "on", created_at)
    SELECT format('reminder:%%s:%%s:%%s', a.id, a.stage, a.due_on), t.recipients,
           CASE WHEN a.in_compartment THEN '您有一件专办事项到期提醒' ELSE left(
               a.number || '：' || CASE WHEN s.audience <> 'handler' THEN u.short_name ELSE '' END || s.label || ' '
               || a.due_on || ' 届满，' || CASE WHEN a.due_on > %(on)s THEN format('剩 %%s 天', a.due_on - %(on)s)
                  WHEN a.due_on = %(on)s THEN '就是今天' ELSE format('逾期 %%s 天', %(on)s - a.due_on) END, 160) END,
           replace(%(url)s, '/' || %(placeholder)s || '/', '/' || a.number || '/'),
           CASE WHEN s.audience = 'handler' THEN 'reminder' ELSE 'escalation' END, %(on)s, now()
    FROM telling a
    JOIN step s ON s.period = a.period AND s.stage = a.stage
    JOIN organizations_unit u ON u.id = a.unit_id
    LEFT JOIN desks k ON k.unit_id = a.unit_id
    CROSS JOIN offices o
    CROSS JOIN LATERAL (SELECT CASE
        WHEN a.in_compartment THEN (
            SELECT jsonb_agg(g.user_id ORDER BY g.user_id) FROM cases_compartmentgrant g
            JOIN organizations_user p ON p.id = g.user_id AND p.is_active
            WHERE g.case_id = a.case_id AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > %(now)s)
              AND (s.audience = 'handler' OR p.role = s.audience))
        WHEN s.audience = 'bureau_leader' THEN o.leaders
        WHEN s.audience = 'county_leader' THEN o.county
        WHEN s.bureau OR u.kind = 'bureau' THEN o.bureau
        WHEN a.period IN ('review', 'final_review') THEN coalesce(k.handlers || k.heads, '[]') || o.bureau
        WHEN a.own_id IS NOT NULL THEN to_jsonb(a.own_id) || k.heads
        ELSE k.handlers || k.heads END AS recipients) t
    WHERE jsonb_array_length(t.recipients) > 0
    ON CONFLICT (key) DO NOTHING
)
SELECT (SELECT count(*) FROM batch), (SELECT due_on FROM batch ORDER BY due_on DESC, id DESC LIMIT 1),
       (SELECT id FROM batch ORDER BY due_on DESC, id DESC LIMIT 1),
       count(*) FILTER (WHERE NOT stage = ANY(%(escalations)s)), count(*) FILTER (WHERE stage = ANY(%(escalations)s)),
       format('%%s-%%s:%%s', min(id), max(id), sum(id))
FROM added
""".format(  # noqa: S608 - constants of this module
    duties=FRONT.format(which="d.duty"),
    objections=FRONT.format(which="NOT d.duty AND d.period = 'objection'"),
)
