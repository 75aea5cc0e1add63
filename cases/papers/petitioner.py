"""Papers about what becomes of a petition at the petitioner's own hand or beside another: 并案告知, 撤回确认."""

from datetime import date

from cases.models import Case, Withdrawal
from cases.papers.base import about_case, can_be_told, contact, issue
from law.terms import PaperKind, WithdrawalManner
from organizations.models import User


def merged(case: Case, main: Case, *, by: User, on: date) -> None:
    """并案告知书: the petition joined a matter under way; its number stays, the periods are the main file's."""
    person = can_be_told(case)
    if person is None:
        return
    running = main.deadlines.running().filter(duty=True).order_by("due_on").first()
    issue(PaperKind.MERGER_NOTICE, organ=by.unit, case=case, by=by, on=on, petitioner=person, fields=about_case(case) | contact(by, by.unit) | {
        "main_number": main.number, "main_received_on": main.received_on,
        "in_charge": "、".join(dict.fromkeys(row.unit.name for claim in main.claims.all() for row in claim.handlings.live().select_related("unit")))
        or main.receiving_unit.name,
        "next_due": running.due_on if running else None,
    })  # fmt: skip


def withdrawn(row: Withdrawal, *, by: User, on: date) -> None:
    """撤回确认书: what was withdrawn, of free will, and that the way stays open."""
    case = row.case
    person = can_be_told(case)
    if person is None:
        return
    claims = [claim.text for claim in row.claims.all() if claim.text]
    issue(PaperKind.WITHDRAWAL_CONFIRMATION, organ=by.unit, case=case, by=by, on=on, petitioner=person,
          fields=about_case(case) | contact(by, by.unit) | {
              "claims": claims, "withdrawn_on": row.reported_on, "manner": WithdrawalManner(row.manner).label,
              "verification": row.verification,
          })  # fmt: skip
