"""报请决定, 指定办理 and 回避: the papers of disputes about competence and of withdrawal (条例第24条、第28条第3款)."""

from datetime import date

from cases.models import Dispute, DisputedUnit, Handling, Recusal
from cases.papers.base import Letter, about_case, contact, due_of, dues_of, issue, issue_all
from cases.papers.bureau import _destination, periods_end
from documents.text import chinese_date
from law.terms import DisputeBody, PaperKind, RecusalGround, RecusalOrigin, RecusalRole, RecusalState
from organizations.models import Unit, User


def _parties(dispute: Dispute) -> list[str]:
    """Each unit and why it says the matter is not its own."""
    rows = DisputedUnit.objects.filter(dispute=dispute).select_related("unit", "objection")
    return [_said(row) for row in rows]


def _said(row: DisputedUnit) -> str:
    if row.objection is None or row.denied_on is None:
        return f"{row.unit.name}：被认为有职权，尚未提出意见。"
    return f"{row.unit.name}（{chinese_date(row.denied_on)}）：{row.objection.reason.strip().rstrip('。')}。"


def dispute_referred(dispute: Dispute, *, by: User, on: date) -> None:
    """请示 to the common superior or the conference: who denies the matter and why, and what the clock says."""
    case, handling = dispute.case, dispute.handling
    recipient = dispute.superior.name if dispute.superior else "信访工作联席会议"
    issue(PaperKind.DISPUTE_REFERRAL, organ=by.unit, case=case, by=by, on=on, handling=handling, signed=True,
          fields=about_case(case) | contact(by, by.unit) | {
              "recipient": recipient, "claims": [dispute.claim.text or case.title], "dispute_units": _parties(dispute),
              "reason": dispute.reason.rstrip("。"), "notice_due": due_of(handling, "notice") or periods_end(handling, on),
          })  # fmt: skip


def designated(dispute: Dispute, new: Handling, *, by: User, on: date, moved: bool) -> None:
    """指定办理的通知 to the lead, to who assists and to who denied it; 去向告知 where the matter moved."""
    case, lead = dispute.case, new.unit
    organ = _deciding_organ(dispute, by)
    file, dues = about_case(case), dues_of(new)
    helpers = list(dispute.assisting.all())
    said = file | contact(by, organ) | {
        "claims": [dispute.claim.text or case.title], "dispute_units": _parties(dispute),
        "deciding_body": dispute.superior.name if dispute.superior else "信访工作联席会议",
        "decision_number": dispute.source_number, "lead_unit": lead.name, "reason": dispute.decision.rstrip("。"),
        "assisting_units": "、".join(unit.name for unit in helpers), "notice_due": dues.get("notice") or periods_end(new, on),
        "report_due": dues.get("assigned_report"),
    }  # fmt: skip
    told = [lead, *helpers, *(row.unit for row in dispute.parties.select_related("unit"))]
    works = {row.unit_id: row for row in dispute.claim.handlings.order_by("pk")}
    letters = [
        Letter(PaperKind.DESIGNATION_NOTICE, organ, said | {"recipient": unit.name}, works.get(unit.pk, new), signed=True)
        for unit in dict.fromkeys(told)
    ]  # fmt: skip
    if moved:
        letters += _destination(new, file, dues, organ=case.receiving_unit, on=on)
    issue_all(letters, case=case, by=by, on=on)


def _deciding_organ(dispute: Dispute, by: User) -> Unit:
    """The superior signs its own decision; the conference's office is the bureau, which also relays what came on paper."""
    if dispute.body == DisputeBody.SUPERIOR and dispute.superior and by.unit_id == dispute.superior_id:
        return dispute.superior
    return dispute.case.receiving_unit


def recusal_decided(row: Recusal, *, by: User, on: date, follows: str) -> None:
    """回避决定 to the office the person works for: the ground in the law's words, never the details that were told in confidence."""
    case = row.case
    handling = Handling.objects.filter(claim__case=case, unit=row.office).order_by("-pk").first()
    origin = {
        RecusalOrigin.DECLARED: "由本人申报，请求",
        RecusalOrigin.BY_PETITIONER: "信访人提出",
        RecusalOrigin.BY_OTHERS: "有关人员提出",
    }
    ordered = row.state == RecusalState.ORDERED
    issue(PaperKind.RECUSAL_DECISION, organ=by.unit, case=case, by=by, on=on, handling=handling, signed=True,
          fields=about_case(case) | contact(by, by.unit) | {
              "recipient": row.office.name, "official_name": row.who, "official_duty": RecusalRole(row.role).label,
              "recusal_origin": origin[RecusalOrigin(row.origin)], "proposed_on": row.proposed_on,
              "ground": RecusalGround(row.ground).label, "reason": row.answer.rstrip("。"),
              "recusal_outcome": f"{row.who}在本事项中回避" if ordered else f"{row.who}在本事项中不予回避",
              "successor_person": row.takes_over.name if row.takes_over else follows,
          })  # fmt: skip
