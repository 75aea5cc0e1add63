"""The file of a petition matter; one aggregate per module."""

from cases.models.attention import Attention
from cases.models.calendar import CalendarYear, WorkDay
from cases.models.case import (
    AccusedUnit,
    Case,
    Claim,
    Petition,
    Petitioner,
    SealedMatter,
    outside_compartment,
    seen_by,
)
from cases.models.clock import BackdatingConsent, Deadline, Reminder
from cases.models.counsel import CounselRequest
from cases.models.dispute import Dispute, DisputedUnit, Succession
from cases.models.event import AllowedEdge, CaseEvent
from cases.models.execution import Execution, SupportingOpinion
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
from cases.models.investigation import Interview
from cases.models.mediation import FollowUp, Mediation
from cases.models.recusal import Recusal
from cases.models.relief import Relief
from cases.models.review import HearingTime, Review, ReviewService
from cases.models.sheet_import import SheetImport
from cases.models.suggestions import Suggestion, SuggestionCall
from cases.models.topics import CaseTopic, Topic
from cases.models.ways import (
    LocalGround,
    OrganizationBriefing,
    ReliefPath,
    SimpleProcedure,
    SimpleSuggestion,
)
from cases.models.withdrawal import Withdrawal

__all__ = [
    "AccusedUnit",
    "AllowedEdge",
    "Attachment",
    "Attention",
    "BackdatingConsent",
    "CalendarYear",
    "Case",
    "CaseEvent",
    "CasePaper",
    "CaseTopic",
    "Category",
    "Claim",
    "CompartmentGrant",
    "CounselRequest",
    "Deadline",
    "Dispute",
    "DisputedUnit",
    "Execution",
    "Extension",
    "FollowUp",
    "Handling",
    "HearingTime",
    "ImportedReply",
    "Interview",
    "LocalGround",
    "Mediation",
    "Objection",
    "Opinion",
    "OrganizationBriefing",
    "PaperService",
    "Petition",
    "Petitioner",
    "Proposal",
    "Rating",
    "Recusal",
    "Relief",
    "ReliefPath",
    "Reminder",
    "RepeatLink",
    "Review",
    "ReviewService",
    "SealedMatter",
    "Service",
    "SheetImport",
    "SimpleProcedure",
    "SimpleSuggestion",
    "StoredFile",
    "Succession",
    "Suggestion",
    "SuggestionCall",
    "SupportingOpinion",
    "Topic",
    "Withdrawal",
    "WorkDay",
    "outside_compartment",
    "seen_by",
]
