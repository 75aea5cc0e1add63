"""回避 of a hearing's chair and panel: the record is cases.Recusal, the seats are changed here (条例第28条第3款)."""

from datetime import date

from django.db import transaction

from cases.actions.recusals import put_forward
from cases.models import Recusal
from cases.policies import NotLawfulNow
from hearings import booking, conflicts
from hearings.actions.base import begin, lock
from hearings.actions.proposing import fill_seat, leave_seat, replaced
from hearings.models import Expert, Hearing, MemberRecusal, Panelist
from law.terms import HearingState, RecusalOrigin, RecusalRole, RecusalState, StandDown
from organizations.acting import action
from organizations.models import User

#: How the seat says who asked for the withdrawal.
_ASKED = {
    RecusalOrigin.DECLARED: StandDown.OWN,
    RecusalOrigin.BY_PETITIONER: StandDown.PETITIONER,
    RecusalOrigin.BY_OTHERS: StandDown.UNIT,
}
#: The chair and the panel are named, and have not yet sat.
_AHEAD = (HearingState.APPROVED, HearingState.EMPANELLED, HearingState.NOTICED, HearingState.POSTPONED)


@action
def propose_member_recusal(
    hearing: Hearing, *, by: User, on: date, expert: Expert, origin: str, ground: str, reason: str
) -> Recusal:
    """申报、提出评议人回避, before the lot or once drawn; the head of the organ that holds the hearing decides."""
    hearing = begin("propose_recusal", hearing, by=by, on=on)
    if origin not in RecusalOrigin.__members__.values():
        raise NotLawfulNow("请选择怎样提出的：本人申报、信访人提出，还是他人提出")
    live = MemberRecusal.objects.filter(
        expert=expert, recusal__in=Recusal.objects.live().filter(case=hearing.case)
    ).first()
    if live:
        raise NotLawfulNow(f"{expert.name}在本件的回避已经提出：{RecusalState(live.recusal.state).label}")
    row = Recusal(
        case=hearing.case, person=expert.user, name="" if expert.user else expert.name, organ=hearing.organ,
        role=RecusalRole.PANELIST, ground=ground, origin=origin, proposed_by=by, proposed_on=on,
    )  # fmt: skip
    row = put_forward(row, reason=reason, data={"hearing": hearing.pk, "expert": expert.pk})
    MemberRecusal.objects.create(recusal=row, hearing=hearing, expert=expert)
    return row


def stand_down(row: Recusal, by: User, on: date) -> str:
    """What an ordered withdrawal changes in the matter's hearings: within that act. The names of who follows."""
    member = MemberRecusal.objects.filter(recusal=row).first()
    found = []
    for hearing in Hearing.objects.filter(case=row.case, state__in=_AHEAD).order_by("pk"):
        if member:
            found.append(_leaves_panel(lock(hearing), member.expert, row, by=by, on=on))
        elif row.person_id and hearing.chair_id == row.person_id:
            found.append(_leaves_chair(lock(hearing), row, on=on))
    return "、".join(dict.fromkeys(filter(None, found)))


def _leaves_panel(hearing: Hearing, expert: Expert, row: Recusal, *, by: User, on: date) -> str:
    """The seat is given up and the next of the same lot sits; where nobody is left the hearing waits for the organ."""
    seat = hearing.panel.select_related("expert").filter(expert=expert, withdrawn_on=None).first()
    if seat is None:
        return ""
    leave_seat(
        hearing, seat, why=_ASKED[RecusalOrigin(row.origin)], reason="决定回避（条例第28条第3款）", on=on
    )
    following: Panelist | None
    try:
        with transaction.atomic():
            following = fill_seat(hearing, seat, on=on)
    except NotLawfulNow:  # nobody to follow does not keep in the panel who must leave it
        following = None
    replaced(hearing, seat, following, by=by, on=on)
    return following.expert.name if following else ""


def _leaves_chair(hearing: Hearing, row: Recusal, *, on: date) -> str:
    """Who takes over chairs, when they may and have the hour free; else the organ names another with the next notice."""
    heir = row.takes_over
    if heir is None or conflicts.of_chair(heir, hearing):
        return ""
    if hearing.state == HearingState.NOTICED:
        booking.change_chair(hearing, heir, on)
    hearing.chair = heir
    hearing.version += 1
    hearing.save(update_fields=["chair", "version"])
    return heir.name
