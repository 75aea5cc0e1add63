"""到期督办 and 逾期问责, drafted by the sweep: papers and proposals that do nothing until a person signs or decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.urls import reverse

from audit import chain
from cases import sweeps, workdays
from law import periods
from law.articles import Article
from law.reminders import Reminder, Stage
from law.terms import Role
from notifications.outbox import word
from organizations.acting import acting
from organizations.models import User
from oversight import reminding

#: Duty that is late → (what has not been done, what is asked for).
SUPERVISED = {
    "notice": (
        "至今没有书面告知信访人",
        "立即书面告知信访人接收情况以及处理途径和程序，并说明逾期的原因和改进措施",
    ),
    "handling": (
        "至今没有办结并送达信访处理意见书",
        "抓紧查明事实，依法作出处理意见并送达信访人，说明逾期的原因和办结的时间",
    ),
    "assigned_report": (
        "至今没有反馈办理结果、提交办结报告",
        "按交办要求反馈办理结果并提交办结报告，说明逾期的原因",
    ),
    "suggestion_reply": ("至今没有回复建议人", "研究论证后尽快回复建议人，说明逾期的原因"),
}
#: A 督办 without an answer is followed by one of a higher level.
UNANSWERED = ("至今没有书面回复督办单", "立即办理并书面回复，说明上一次督办不回复的原因，由单位负责人签字")
#: Duties whose long neglect is put before the leader as a proposal; a 督办单 that was not answered as well.
ANSWERED_FOR = (*SUPERVISED, "supervision_reply")


@dataclass(frozen=True, slots=True)
class Drafted:
    """What one sweep laid before the bureau leader."""

    supervisions: int
    proposals: int


def sweep(on: date) -> Drafted:
    """Draft a 督办单 per duty that expired, an accountability proposal per duty long late; once per deadline.

    Never for an accusation (条例第30条第3款) and never for the bureau's own duties. A second run adds nothing.
    """
    with acting(None), connection.cursor() as cursor:
        sweeps.hold_lock(cursor)
        sweeps.by_key(cursor)
        cursor.execute(DRAFT, _given(on, [*SUPERVISED, "supervision_reply"]))
        supervisions = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(PROPOSE, _given(on, ANSWERED_FOR) | {"latest": _long_late(on)})
        proposals = [pk for (pk,) in cursor.fetchall()]
        _tell("supervisions", "督办单已经拟好，请审阅签发", supervisions, view="drafts", on=on)
        _tell("accountability", "问责建议待您决定，系统不作任何追究", proposals, view="proposals", on=on)
        reminding.remind(on)
    return Drafted(len(supervisions), len(proposals))


def long_article(code: str) -> str:
    """The basis of a period as a letter cites it: 《信访工作条例》第三十四条."""
    parts = [part.long if isinstance(part, Article) else str(part) for part in periods.period(code).basis]
    return "、".join([parts[0], *(part.removeprefix("《信访工作条例》") for part in parts[1:])])


def _given(on: date, codes: Iterable[str]) -> dict[str, Any]:
    wanted = list(codes)
    grounds = [SUPERVISED.get(code, UNANSWERED)[0] for code in wanted]
    return {
        "on": on,
        "codes": wanted,
        "labels": [f"{periods.period(code).label}（{long_article(code)}）" for code in wanted],
        "grounds": grounds,
        "requirements": [SUPERVISED.get(code, UNANSWERED)[1] for code in wanted],
    }


def _long_late(on: date) -> date:
    """The latest last day that lies as many working days back as the county leader waits."""
    days = max(1, sweeps.escalation_days()[Stage.OVERDUE_COUNTY])
    return sweeps.latest_day(Reminder(Stage.OVERDUE_COUNTY, days, workdays=True), on, workdays.calendar())


def _tell(what: str, text: str, rows: list[int], *, view: str, on: date) -> None:
    """One word for the whole batch, and its record in the chain."""
    if not rows:
        return
    chain.record(f"draft_{what}", by=None, rows=list(rows))
    leaders = User.objects.filter(unit__kind="bureau", role=Role.BUREAU_LEADER, is_active=True)
    word(f"{what}:{min(rows)}", leaders.values_list("pk", flat=True), f"{len(rows)} 份{text}", on=on,
         url=f"{reverse('oversight:list')}?view={view}")  # fmt: skip


LATE_OF = """
FROM cases_deadline d
JOIN unnest(%(codes)s::text[], %(labels)s::text[], %(grounds)s::text[], %(requirements)s::text[])
     AS k(code, label, ground, requirement) ON k.code = d.period
JOIN cases_case c ON c.id = d.case_id AND NOT c.in_compartment
JOIN organizations_unit u ON u.id = d.unit_id AND u.kind <> 'bureau'
"""
RUNNING = "d.met_on IS NULL AND d.voided_on IS NULL AND NOT d.not_recorded AND d.duty"
LATE = f"{LATE_OF} WHERE {RUNNING}"
DAY = """to_char(d.due_on, 'FMYYYY"年"FMMM"月"FMDD"日"')"""

DRAFT = f"""
INSERT INTO oversight_supervision
    (case_id, deadline_id, handling_id, unit_id, ground, requirements, drafted_on, dropped_reason, reply,
     level, form, ground_kind, duty_id, follows_id)
SELECT d.case_id, d.id, d.handling_id, d.unit_id,
       left(format('%%s已于%%s届满，%%s', k.label, {DAY}, k.ground), 200), k.requirement, %(on)s, '', '',
       CASE WHEN f.id IS NULL THEN 'ordinary' WHEN f.level = 'ordinary' THEN 'key' ELSE 'leader' END, 'letter',
       CASE WHEN f.id IS NULL THEN 'overdue' ELSE 'unanswered' END,
       CASE WHEN f.id IS NULL THEN d.id ELSE f.duty_id END, f.id
{LATE_OF}
LEFT JOIN oversight_supervision f ON d.period = 'supervision_reply' AND f.reply_deadline_id = d.id
LEFT JOIN cases_deadline owed ON owed.id = f.duty_id
LEFT JOIN cases_handling h ON h.id = d.handling_id
WHERE {RUNNING} AND d.due_on < %(on)s
  AND (SELECT s.id FROM oversight_supervision s WHERE s.deadline_id = d.id) IS NULL
  AND (d.period <> 'supervision_reply'
       OR f.id IS NOT NULL AND h.ended_on IS NULL AND owed.met_on IS NULL AND owed.voided_on IS NULL)
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants of this module

PROPOSE = f"""
INSERT INTO oversight_accountabilityproposal (case_id, deadline_id, unit_id, ground, proposed_on, answer)
SELECT d.case_id, d.id, d.unit_id, left(format('%%s已于%%s届满，%%s', k.label, {DAY}, k.ground), 200), %(on)s, ''
{LATE} AND d.due_on <= %(latest)s
  AND (SELECT p.id FROM oversight_accountabilityproposal p WHERE p.deadline_id = d.id) IS NULL
ON CONFLICT (deadline_id) DO NOTHING RETURNING id
"""  # noqa: S608 - constants of this module
