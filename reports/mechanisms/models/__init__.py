"""What the six mechanisms keep."""

from reports.mechanisms.models.assessment import (
    Assessment,
    AssessmentResult,
    AssessmentScheme,
    SchemeWeight,
)
from reports.mechanisms.models.daily import DailyDispatch, DispatchNote
from reports.mechanisms.models.inspection import Inspection, InspectionSheet
from reports.mechanisms.models.papers import MonthlyCircular, QuarterStudy
from reports.mechanisms.models.weekly import MeetingCheck, MeetingItem, WeeklyMeeting

__all__ = [
    "Assessment",
    "AssessmentResult",
    "AssessmentScheme",
    "DailyDispatch",
    "DispatchNote",
    "Inspection",
    "InspectionSheet",
    "MeetingCheck",
    "MeetingItem",
    "MonthlyCircular",
    "QuarterStudy",
    "SchemeWeight",
    "WeeklyMeeting",
]
