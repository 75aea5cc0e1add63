"""Which page performs which act: one table of act → form, call, and what the page shows beside the form."""

from cases.act_pages import on_cases, on_claims, on_handlings, petitioner
from cases.act_pages.base import ActPage, page_of, title_of
from cases.act_pages.matters import claim_proposal, unit_proposal

HANDLING_ACTS: dict[str, ActPage] = {**on_handlings.PAGES}
CLAIM_ACTS: dict[str, ActPage] = {**on_claims.PAGES, **petitioner.CLAIM_PAGES}
CASE_ACTS: dict[str, ActPage] = {**on_cases.PAGES, **petitioner.CASE_PAGES}

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
