"""承接 (条例第24条第2款): what every reference to a unit becomes when the unit merges or is abolished.

``PASSED`` names what is open or in use and goes to the unit that carries on; ``ELSEWHERE`` what an act of its own passes
on; ``HISTORY`` what stays, with a word why. Together they are every reference there is: a test reads the models and
fails for one that is missing here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q

from cases import clocks, reviews
from cases.actions.performing import lock_case
from cases.models import Review
from hearings.models import ENDED, Hearing
from law.terms import (
    ConferenceState,
    DisputeState,
    HearingOccasion,
    HiddenConflictState,
    MeasureState,
    ReceptionState,
    RecusalState,
    SponsorshipState,
)
from organizations.models import Unit
from oversight.models import UrgentReport


@dataclass(frozen=True, slots=True)
class Passes:
    """Rows that go to the successor. ``owed``: somebody waits for the unit; else it is only named as in charge."""

    open: Q | Callable[[Unit, Unit | None, date], Q]
    owed: bool = True


_MEASURES = Q(state__in=[MeasureState.DRAFTED, MeasureState.RUNNING, MeasureState.REPORTED])
_PLANNED = Q(state__in=[ReceptionState.DRAFT, ReceptionState.PUBLISHED])
_UNDECIDED = Q(decided_on=None)
_LIVE_HEARING = Q(occasion=HearingOccasion.HANDLING) & ~Q(state__in=ENDED)


def _urgent(former: Unit, heir: Unit | None, on: date) -> Q:
    """A file has one open report of one unit: where the successor reports on it already, the other stays as it is."""
    twice = UrgentReport.objects.open().filter(unit=heir, case__isnull=False).values("case")
    return Q(finished_at=None) & (Q(case=None) | ~Q(case__in=twice))


#: model.field → what of it passes on.
PASSED: dict[str, Passes] = {
    # owed to somebody
    "cases.Dispute.superior": Passes(Q(state=DisputeState.REFERRED)),
    "cases.Proposal.unit": Passes(_UNDECIDED),
    "cases.Proposal.assisting": Passes(_UNDECIDED),
    "cases.Recusal.organ": Passes(Q(state=RecusalState.PROPOSED)),
    "cases.Relief.unit": Passes(Q(result="")),
    "cases.Suggestion.unit": Passes(Q(outcome="")),
    "cases.SuggestionCall.organ": Passes(Q(ended_on=None)),
    "hearings.DutyTurn.place": Passes(lambda former, heir, on: Q(day__gte=on)),
    "hearings.Hearing.organ": Passes(_LIVE_HEARING),
    "oversight.Supervision.unit": Passes(Q(closed_on=None, dropped_on=None)),
    "oversight.Recommendation.organ": Passes(Q(answered_on=None, cancelled_on=None, dropped_on=None)),
    "oversight.Talk.unit": Passes(Q(followed_up_on=None)),
    "oversight.ConferenceDecision.unit": Passes(_MEASURES),
    "oversight.ConferenceDecision.assisting": Passes(_MEASURES),
    "oversight.Conference.units": Passes(Q(state=ConferenceState.CALLED)),
    "oversight.HiddenConflict.unit": Passes(~Q(state=HiddenConflictState.STRUCK_OFF)),
    "oversight.Reception.units": Passes(_PLANNED),
    "oversight.ReceptionAssignment.unit": Passes(Q(replied_on=None)),
    "oversight.SponsoredCase.unit": Passes(~Q(state__in=[SponsorshipState.ACCEPTED, SponsorshipState.ENDED])),
    "oversight.UrgentReport.unit": Passes(_urgent),
    "reports.MeetingItem.unit": Passes(Q(closed_on=None)),
    # named as in charge, from now on
    "cases.Category.unit": Passes(Q(), owed=False),
    "cases.ReliefPath.unit": Passes(Q(), owed=False),
    "hearings.Expert.unit": Passes(Q(left_on=None), owed=False),
    "hearings.Expert.advises": Passes(Q(left_on=None), owed=False),
    "hearings.Room.unit": Passes(Q(closed_on=None), owed=False),
    "organizations.Unit.review_organ": Passes(
        lambda former, heir, on: ~Q(pk=heir.pk) if heir else Q(), owed=False
    ),
    "oversight.HiddenConflict.place": Passes(~Q(state=HiddenConflictState.STRUCK_OFF), owed=False),
}
#: model.field → the function that passes it on.
ELSEWHERE: dict[str, str] = {
    "cases.Handling.unit": "cases.actions.succeed_handling",
    "cases.Case.receiving_unit": "cases.actions.succeed_case",
    "cases.Deadline.unit": "cases.clocks.pass_on",
    "cases.Review.organ": "petition_bureau.system.heirs.pass_on_reviews",
    "organizations.Unit.parent": "organizations.actions.abolish_unit",
    "organizations.Unit.successor": "organizations.actions.abolish_unit",
    "organizations.User.unit": "organizations.actions.abolish_unit",
}
#: model.field → why it stays with the unit of the day.
HISTORY: dict[str, str] = {
    "cases.AccusedUnit.unit": "who was accused; cases.recusal.concerned_units follows the successor",
    "cases.Case.place": "where it happened, as the county was divided then",
    "cases.CaseEvent.unit": "whose person acted",
    "cases.Deadline.late_at": "who let the day pass",
    "cases.Dispute.assisting": "as it was decided; their work passes on as handlings",
    "cases.Dispute.lead": "as it was decided; its work passes on as a handling",
    "cases.Execution.unit": "who told how far it was carried out",
    "cases.DisputedUnit.unit": "who denied the matter",
    "cases.Objection.suggested_unit": "whom the objecting unit named; forwarding to a unit that is gone is refused",
    "cases.OrganizationBriefing.unit": "to whom the letter went",
    "cases.Succession.former": "the record of the succession itself",
    "cases.Succession.heir": "the record of the succession itself",
    "documents.Paper.organ": "whose paper it is",
    "hearings.Evaluation.organ": "who held it",
    "hearings.Publication.organ": "who decided the review",
    "oversight.AccountabilityProposal.unit": "who let the day pass",
    "oversight.BacklogEntry.resolved_unit": "who solved it",
    "oversight.Conference.attended": "who came",
    "oversight.HiddenConflict.found_by_unit": "who found it",
    "oversight.Recommendation.concerned": "whose work the recommendation is about",
    "oversight.SponsoredCase.checked_unit": "who checked it",
    "reports.AssessmentResult.unit": "whose year was assessed",
    "reports.InspectionSheet.unit": "who was inspected; its answer is its own",
    "reports.WeeklyMeeting.units": "who came",
    "reports.Activity.unit": "who held it; the unit that carries on sees and corrects it",
}


def _rows(label: str, former: Unit, heir: Unit | None, on: date) -> Any:
    """The open rows of a reference, and its field."""
    model_name, name = label.rsplit(".", 1)
    model = apps.get_model(model_name)
    which = PASSED[label].open
    condition = which if isinstance(which, Q) else which(former, heir, on)
    return model._default_manager.filter(condition, **{name: former}), model._meta.get_field(name)


def owed(unit: Unit, on: date) -> int:
    """How many open things besides handlings, supervisions and measures wait for this unit."""
    counted = {"oversight.Supervision.unit", "oversight.ConferenceDecision.unit"}
    rows = [
        _rows(label, unit, None, on)[0] for label, row in PASSED.items() if row.owed and label not in counted
    ]
    n: int = sum(found.count() for found in rows)
    return n + Review.objects.open().filter(organ=unit).count()


def pass_on(former: Unit, heir: Unit, on: date) -> None:
    """Everything in ``PASSED``, each in one statement, and the reviews."""
    for label in PASSED:
        found, field = _rows(label, former, heir, on)
        if field.many_to_many:
            for row in found:
                getattr(row, field.name).add(heir)
                getattr(row, field.name).remove(former)
        else:
            found.update(**{field.name: heir})
    pass_on_reviews(former, heir, on)


def pass_on_reviews(former: Unit, heir: Unit, on: date) -> None:
    """Open reviews, with their clock and hearing; never to the unit whose own opinion is reviewed (条例第35条)."""
    rows = (
        Review.objects.open().filter(organ=former).select_related("handling__claim__case", "handling__unit")
    )
    for review in rows.order_by("handling__claim__case_id", "pk"):
        lock_case(review.case)
        now_of = review.handling.unit.successor or review.handling.unit
        organ = heir if heir.pk != now_of.pk else (reviews.superior(heir) or heir)
        Review.objects.filter(pk=review.pk).update(organ=organ)
        Hearing.objects.live().filter(review=review).update(organ=organ)
        clocks.pass_on(review.case, review.handling, to=organ, on=on, held_by=former)
