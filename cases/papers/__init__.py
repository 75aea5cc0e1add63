"""Which paper each act issues and what it carries: rows in the act's transaction, bytes on first opening (design D9).

One module per signing side or subject; callers write ``papers.accepted(…)``.
"""

from cases.papers.base import Letter, addressee, first_petitioner, issue, issue_all
from cases.papers.bureau import (
    discipline_transfer,
    ended,
    objection_refused,
    periods_end,
    reassigned,
    sent,
    sent_back,
    unit_ended,
)
from cases.papers.disputes import designated, dispute_referred, recusal_decided
from cases.papers.mediation import agreed, confirm_note, handed_to_mediators
from cases.papers.notices import (
    NOTICE_EXTRAS,
    NOTICE_FIELDS,
    NOTICE_KIND,
    guidance_fields,
    missing_notice_fields,
    notice_kind,
    notice_rows,
)
from cases.papers.petitioner import merged, withdrawn
from cases.papers.registration import receipt_fields, registered
from cases.papers.review import review_accepted, review_declined, review_served, review_signed
from cases.papers.service import assisted, evidence_listed, indexed, interviewed, masked, paper_served
from cases.papers.unit import (
    accepted,
    concluded,
    extended,
    objected,
    opinion_fields,
    opinion_kind,
    opinion_signed,
    review_body,
    served,
    statutory_result,
)
from cases.papers.ways import (
    accuser_told,
    organization_briefed,
    outcome_label,
    simple_converted,
    simple_decided,
    simple_replied,
    told_sentence,
)

__all__ = [
    "NOTICE_EXTRAS",
    "NOTICE_FIELDS",
    "NOTICE_KIND",
    "Letter",
    "accepted",
    "accuser_told",
    "addressee",
    "agreed",
    "assisted",
    "concluded",
    "confirm_note",
    "designated",
    "discipline_transfer",
    "dispute_referred",
    "ended",
    "evidence_listed",
    "extended",
    "first_petitioner",
    "guidance_fields",
    "handed_to_mediators",
    "indexed",
    "interviewed",
    "issue",
    "issue_all",
    "masked",
    "merged",
    "missing_notice_fields",
    "notice_kind",
    "notice_rows",
    "objected",
    "objection_refused",
    "opinion_fields",
    "opinion_kind",
    "opinion_signed",
    "organization_briefed",
    "outcome_label",
    "paper_served",
    "periods_end",
    "reassigned",
    "receipt_fields",
    "recusal_decided",
    "registered",
    "review_accepted",
    "review_body",
    "review_declined",
    "review_served",
    "review_signed",
    "sent",
    "sent_back",
    "served",
    "simple_converted",
    "simple_decided",
    "simple_replied",
    "statutory_result",
    "told_sentence",
    "unit_ended",
    "withdrawn",
]
