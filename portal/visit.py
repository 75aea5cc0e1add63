"""Who is at the petitioner's door: a petitioner's key in the session, for fifteen quiet minutes."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from cases.models import Petitioner
from law import clock

KEY = "portal"
IDLE = timedelta(minutes=15)


def enter(request: HttpRequest, person: Petitioner) -> None:
    """Remember the petitioner under a fresh session key; a code reissued later ends the visit."""
    request.session.cycle_key()
    request.session[KEY] = {
        "person": str(person.pk),
        "code": person.code_index,
        "at": clock.now().isoformat(),
    }


def visitor(request: HttpRequest) -> Petitioner | None:
    """The petitioner of this visit; None when there is none, it was idle too long, or the code is dead."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    at = clock.now()
    if not timedelta(0) <= at - datetime.fromisoformat(kept["at"]) < IDLE:
        leave(request)
        return None
    person = (
        Petitioner.objects.filter(pk=kept["person"], code_index=kept["code"])
        .select_related("petition__case__receiving_unit", "petition__filed_as")
        .first()
    )
    if person is None:
        leave(request)
        return None
    request.session[KEY] = kept | {"at": at.isoformat()}
    return person


def leave(request: HttpRequest) -> None:
    """Forget the petitioner; a member of staff who is signed in in the same browser stays so."""
    request.session.pop(KEY, None)
    if not request.user.is_authenticated:
        request.session.flush()
