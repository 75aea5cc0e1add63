"""Tables of the leaders' ledgers."""

from oversight.leaders.models.backlog import BacklogCriterion, BacklogEntry, BacklogPeriod
from oversight.leaders.models.conflicts import HiddenConflict, HiddenConflictNote
from oversight.leaders.models.receptions import (
    Reception,
    ReceptionAssignment,
    ReceptionChange,
    ReceptionPlan,
    ReceptionVisit,
)
from oversight.leaders.models.sponsored import Milestone, SponsoredCase, SponsorNote

__all__ = [
    "BacklogCriterion",
    "BacklogEntry",
    "BacklogPeriod",
    "HiddenConflict",
    "HiddenConflictNote",
    "Milestone",
    "Reception",
    "ReceptionAssignment",
    "ReceptionChange",
    "ReceptionPlan",
    "ReceptionVisit",
    "SponsorNote",
    "SponsoredCase",
]
