"""What every act on a hearing shares: the lock of its case, the right, the state, the day, the one event."""

from datetime import date
from typing import Any

from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.actions.reviewing import require_another
from cases.courses import HEARING
from cases.models import CaseEvent
from cases.policies import NotLawfulNow
from hearings.models import ENDED, Hearing
from law.terms import HearingState
from organizations.models import User

#: States in which an act that moves nothing may be done.
NEEDS: dict[str, tuple[HearingState, ...]] = {
    "propose_recusal": (
        HearingState.APPROVED,
        HearingState.EMPANELLED,
        HearingState.NOTICED,
        HearingState.POSTPONED,
    ),
    "replace_panelist": (HearingState.EMPANELLED, HearingState.NOTICED, HearingState.POSTPONED),
    "serve_hearing_notice": (HearingState.NOTICED,),
}
RELATED = ("organ", "handling__claim", "handling__unit", "handling__handler", "chair__unit", "room__unit",
           "review__opinion", "review__organ", "review__of")  # fmt: skip


def lock(hearing: Hearing) -> Hearing:
    """The hearing as it is once its case is locked."""
    case = lock_case(hearing.case)
    fresh = Hearing.objects.select_related(*RELATED).get(pk=hearing.pk)
    fresh.case = case
    fresh.handling.claim.case = case
    if fresh.review:
        fresh.review.handling = fresh.handling
    return fresh


def state_blockers(hearing: Hearing, act: str) -> list[str]:
    """Why the state does not allow the act; never once the hearing has ended."""
    sources = HEARING.sources(act) if act in HEARING.steps else NEEDS[act]
    if hearing.state in sources:
        return []
    word = "不能" if hearing.state in ENDED else "还不能"
    return [f"{word}：听证当前为「{HearingState(hearing.state).label}」"]


def begin(act: str, hearing: Hearing, *, by: User, on: date) -> Hearing:
    """Lock, right, state and day. Raises NotYours (403) and NotLawfulNow (409)."""
    hearing = lock(hearing)
    policies.require(by, act, hearing)
    if hearing.review:
        require_another(hearing.review, by)
    if reasons := state_blockers(hearing, act):
        raise NotLawfulNow(*reasons)
    check_day(act, case=hearing.case, by=by, on=on, handling=hearing.handling)
    return hearing


def finish(
    act: str, hearing: Hearing, *, by: User, on: date, note: str = "", data: dict[str, Any] | None = None
) -> CaseEvent:
    """Keep the row and tell the file what happened."""
    hearing.version += 1
    hearing.save()
    return record(act, case=hearing.case, by=by, on=on, handling=hearing.handling, from_state=hearing.handling.state,
                  note=note, data={"hearing": hearing.pk, **(data or {})})  # fmt: skip


def need(text: str, message: str, *, most: int = 4000) -> str:
    """The text without its edges. Raises NotLawfulNow when there is none, or more than the field holds."""
    stripped = text.strip()
    if not stripped:
        raise NotLawfulNow(message)
    if len(stripped) > most:
        raise NotLawfulNow(f"{message}：最多 {most} 字，现在 {len(stripped)} 字，请精简")
    return stripped
