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
    unit_ended,
)
from cases.papers.notices import NOTICE_FIELDS, NOTICE_KIND, missing_notice_fields
from cases.papers.petitioner import merged, withdrawn
from cases.papers.registration import receipt_fields, registered
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

__all__ = [
    "NOTICE_FIELDS",
    "NOTICE_KIND",
    "Letter",
    "accepted",
    "addressee",
    "concluded",
    "discipline_transfer",
    "ended",
    "extended",
    "first_petitioner",
    "issue",
    "issue_all",
    "merged",
    "missing_notice_fields",
    "objected",
    "objection_refused",
    "opinion_fields",
    "opinion_kind",
    "opinion_signed",
    "periods_end",
    "reassigned",
    "receipt_fields",
    "registered",
    "review_body",
    "sent",
    "served",
    "statutory_result",
    "unit_ended",
    "withdrawn",
]
