"""Which page performs which act: one table of act → form, call, and what the page shows beside the form."""

from cases.act_pages import (
    beside_course,
    disputes,
    investigation,
    on_cases,
    on_claims,
    on_handlings,
    on_reviews,
    petitioner,
    ways,
)
from cases.act_pages.base import ActPage, page_of, title_of
from cases.act_pages.matters import claim_proposal, unit_proposal

HANDLING_ACTS: dict[str, ActPage] = {
    **on_handlings.PAGES,
    **on_reviews.PAGES,
    **beside_course.HANDLING_PAGES,
    **investigation.PAGES,
    **ways.HANDLING_PAGES,
    **disputes.ON_HANDLINGS,
}
CLAIM_ACTS: dict[str, ActPage] = {**on_claims.PAGES, **petitioner.CLAIM_PAGES, **ways.CLAIM_PAGES}
CASE_ACTS: dict[str, ActPage] = {
    **on_cases.PAGES,
    **petitioner.CASE_PAGES,
    **beside_course.CASE_PAGES,
    **ways.CASE_PAGES,
    **disputes.ON_CASES,
}

__all__ = [
    "CASE_ACTS",
    "CLAIM_ACTS",
    "HANDLING_ACTS",
    "ActPage",
    "claim_proposal",
    "page_of",
    "title_of",
    "unit_proposal",
]
