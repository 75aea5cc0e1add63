"""The file of a petition matter; one aggregate per module."""

from cases.models.calendar import CalendarYear, WorkDay
from cases.models.case import AccusedUnit, Case, Claim, Petition, Petitioner, SealedMatter
from cases.models.clock import BackdatingConsent, Deadline, Reminder
from cases.models.counsel import CounselRequest
from cases.models.event import AllowedEdge, CaseEvent
from cases.models.folder import (
    Attachment,
    CasePaper,
    Category,
    Proposal,
    Rating,
    RepeatLink,
    StoredFile,
)
from cases.models.grant import CompartmentGrant
from cases.models.handling import (
    Extension,
    Handling,
    ImportedReply,
    Objection,
    Opinion,
    PaperService,
    Service,
)
from cases.models.withdrawal import Withdrawal

__all__ = [
    "AccusedUnit",
    "AllowedEdge",
    "Attachment",
    "BackdatingConsent",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CasePaper",
    "Category",
    "Claim",
    "CompartmentGrant",
    "CounselRequest",
    "Deadline",
    "Extension",
    "Handling",
    "ImportedReply",
    "Objection",
    "Opinion",
    "PaperService",
    "Petition",
    "Petitioner",
    "Proposal",
    "Rating",
    "Reminder",
    "RepeatLink",
    "SealedMatter",
    "Service",
    "StoredFile",
    "Withdrawal",
    "WorkDay",
]
