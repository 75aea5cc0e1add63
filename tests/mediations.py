"""A mediation in every state, a relief, an urgent report: each reached through the real actions."""

from datetime import date, datetime, timedelta
from typing import Any

from builders import MONDAY, accepted, lived, person, registered
from states import handler

from cases import actions
from cases.models import Case, Handling, Mediation, Relief
from law import clock
from law.terms import Role
from oversight.urgent import actions as urgent_actions
from oversight.urgent.models import UrgentReport

DAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(days=7)
CONFIRMED = {"voluntary": True, "within_discretion": True, "breaks_no_rule": True}
KNOWN = datetime(2026, 3, 3, 9, 0, tzinfo=clock.SHANGHAI)
FACTS = {
    "happened": "3月3日8时许至今", "venue": "县政府东门外", "headcount": "约30人", "claims": "发放拖欠工资",
    "measures": "人社局、派出所已到场接谈，约定下午座谈",
}  # fmt: skip


def handed(handling: Handling | None = None, on: date = DAY, **changes: Any) -> Mediation:
    handling = handling or accepted()
    words = {"manner": "peoples", "body": "云城街道人民调解委员会", "other_party": "惠民建筑公司",
             "dispute": "赔偿数额相差八千元"} | changes  # fmt: skip
    return lived(on, actions.hand_to_mediation, handling, by=handler(handling), **words)


def consented(on: date = DAY, row: Mediation | None = None, **changes: Any) -> Mediation:
    row = row or handed(on=on, **changes)
    return lived(on, actions.consent_to_mediation, row, by=handler(row.handling), petitioner_on=on, other_on=on,
                 **CONFIRMED)  # fmt: skip


def agreed(on: date = LATER, perform_by: date = date(2026, 4, 10), **changes: Any) -> Mediation:
    row = consented(**changes)
    return lived(on, actions.agree_in_mediation, row, by=handler(row.handling), content="赔偿三千元\n双方不再争执",
                 how="一次付清", agreed_on=on, effective_on=on, perform_by=perform_by)  # fmt: skip


def visited(row: Mediation, found: str, on: date) -> Mediation:
    return lived(on, actions.follow_agreement, row, by=handler(row.handling), visited_on=on, found=found)


def relief(case: Case | None = None, on: date = DAY, **changes: Any) -> Relief:
    words = {"kind": "temporary", "body": "云城街道办事处", "applied_on": on} | changes
    return lived(on, actions.apply_relief, case or registered(), by=person(Role.SCREENING), **words)


def urgent(case: Case | None = None, by: Any = None, known: datetime = KNOWN, at: datetime | None = None,
           **changes: Any) -> UrgentReport:  # fmt: skip
    words = {
        "known_at": known,
        "known_by": "值班员",
        "subject": "农民工聚集反映欠薪",
        "facts": FACTS,
    } | changes
    at = at or known + timedelta(minutes=20)
    return lived(
        known.date(), urgent_actions.report_urgent, case, by=by or person(Role.INTAKE), at=at, **words
    )


def told(
    row: UrgentReport, minutes: int, *recipients: str, channel: str = "phone", by: Any = None
) -> UrgentReport:
    at = row.known_at + timedelta(minutes=minutes)
    return lived(row.known_at.date(), urgent_actions.send_urgent, row, by=by or person(Role.INTAKE),
                 at=at + timedelta(minutes=1), recipients=list(recipients), channel=channel, sent_at=at,
                 department="县人社局" if "department" in recipients else "")  # fmt: skip
