"""Hearings, the register of lawyers and experts, and what they took part in."""

from hearings.models.booking import Booking, Room
from hearings.models.evaluation import Evaluation
from hearings.models.hearing import CALLED, ENDED, Hearing, MemberRecusal, Panelist
from hearings.models.publication import Publication
from hearings.models.roster import DutyTurn, Expert, Participation

__all__ = [
    "CALLED",
    "ENDED",
    "Booking",
    "DutyTurn",
    "Evaluation",
    "Expert",
    "Hearing",
    "MemberRecusal",
    "Panelist",
    "Participation",
    "Publication",
    "Room",
]
