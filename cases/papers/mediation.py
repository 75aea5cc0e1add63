"""Papers of mediation: 移交调解单, 调解协议书, 和解协议书 (条例第33条)."""

from datetime import date
from typing import Any

from cases import workdays
from cases.models import Mediation
from cases.papers.base import about_case, addressee, contact, due_of, issue
from law import confirmation
from law.terms import MediationManner, PaperKind
from organizations.models import User


def handed_to_mediators(row: Mediation, *, by: User, on: date) -> None:
    """移交单 to the mediators; who the petitioner is goes by hand, never on this paper."""
    case, handling = row.case, row.handling
    about = about_case(case)
    issue(PaperKind.MEDIATION_TRANSFER, organ=handling.unit, case=case, by=by, on=on, handling=handling,
          fields=_about(row) | contact(by, handling.unit) | {
              "recipient": row.body, "subject": about["subject"], "file_number": about["file_number"],
              "handle_due": due_of(handling, "handling"),
          })  # fmt: skip


def agreed(row: Mediation, *, by: User, on: date) -> None:
    """The agreement, for both sides to sign."""
    case, words = row.case, row.words
    settled = row.manner == MediationManner.RECONCILIATION
    kind = PaperKind.RECONCILIATION_AGREEMENT if settled else PaperKind.MEDIATION_AGREEMENT
    issue(kind, organ=row.handling.unit, case=case, by=by, on=on, handling=row.handling,
          fields=_about(row) | {
              "file_number": case.number, "subject": case.title, "mediation_body": row.body,
              "petitioner": addressee(case.own_petition), "other_party": words["other_party"],
              "agreed": [line for line in words["content"].splitlines() if line.strip()],
              "performance_manner": words["how"], "perform_by": row.perform_by, "agreed_on": row.agreed_on,
              "effective_on": row.effective_on, "confirm_note": confirm_note(row),
          })  # fmt: skip


def confirm_note(row: Mediation) -> str:
    """By when both may ask a court to confirm a people's mediation; for reference."""
    if row.manner != MediationManner.PEOPLES or row.effective_on is None:
        return ""
    last = confirmation.last_day(row.effective_on, workdays.calendar())
    return (
        f"双方认为有必要的，可以自协议生效之日起30日内（供参考：最迟{last.year}年{last.month}月{last.day}日）"
        "共同向人民法院申请司法确认（《中华人民共和国人民调解法》第三十三条第一款）"
    )


def _about(row: Mediation) -> dict[str, Any]:
    return {
        "mediation_manner": MediationManner(row.manner).label,
        "dispute": row.words["dispute"].rstrip("。"),
    }
