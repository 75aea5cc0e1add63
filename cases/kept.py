"""What is kept for one clerk for a while, sealed: a form not yet registered, and codes that are told once.

Each lies in a row of the session table of its own, found by the person and not by the browser: so it survives a
sign-in that expired, and no request that runs beside (a panel following the typing) can write over it. The box
is sealed and bound to the person; neither the row nor a backup of it tells anybody anything.
"""

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import HttpRequest, QueryDict

from cases.codes import IssuedCode
from cases.models import Petitioner
from law import clock
from organizations import keys, sealed
from organizations.models import SubmittedForm, User

#: A draft outlives the night; a code is shown for half an hour, while the person is at the counter.
DRAFT_AGE, CODES_AGE = timedelta(hours=12), timedelta(minutes=30)
#: No registration is longer.
LONGEST_DRAFT = 200_000
_DRAFT, _CODES = "draft", "codes"
#: Belongs to one sending of the form only, or is nobody's words.
_NOT_TYPED = {"csrfmiddlewaretoken", "form_key", "typed_by", "check", "more", "discard"}
_signer = Signer(salt="cases.register")


def typed_by(user: User) -> str:
    """The mark of who the form was shown to; it goes with the form (field ``typed_by``)."""
    return _signer.sign(str(user.pk))


def _typist(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.POST.get("typed_by", ""))
    except BadSignature:
        return ""


def _row(name: str, owner: str) -> str:
    """The key of a row of the session table; no sign-in hangs on it, and nobody can guess it."""
    return keys.digest("index", f"kept\x00{name}\x00{owner}".encode()).hex()[:40]


def _put(name: str, owner: str, content: Any, age: timedelta) -> None:
    plain = json.dumps({"at": clock.now().isoformat(), "content": content}, ensure_ascii=False).encode()
    box = base64.b64encode(sealed.seal(plain, f"kept.{name}:{owner}")).decode()
    row = Session(_row(name, owner), SessionStore().encode({"box": box}), clock.now() + age)
    Session.objects.bulk_create([row], update_conflicts=True, unique_fields=["session_key"],
                                update_fields=["session_data", "expire_date"])  # fmt: skip


def _get(name: str, owner: str, age: timedelta) -> tuple[Any, datetime] | None:
    row = Session.objects.filter(session_key=_row(name, owner)).first()
    box = row.get_decoded().get("box") if row else None
    if not box:
        return None
    kept = json.loads(sealed.unseal(base64.b64decode(box), f"kept.{name}:{owner}"))
    at = datetime.fromisoformat(kept["at"])
    return (kept["content"], at) if clock.now() - at <= age else None


def _drop(name: str, owner: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE session_key = %s", [_row(name, owner)])


# --- a form not yet registered ---


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody had typed, when, and the names of the files that have to be chosen again."""

    typed: QueryDict
    at: datetime
    files: list[str]


def keep_draft(request: HttpRequest) -> bool:
    """Keep what was sent, for the person the form was shown to; False when nobody can be told."""
    owner = _typist(request)
    someone_else = request.user.is_authenticated and str(request.user.pk) != owner
    typed = {name: values for name, values in request.POST.lists() if name not in _NOT_TYPED}
    if not owner or someone_else or len(json.dumps(typed)) > LONGEST_DRAFT:
        return False
    names = [file.name for file in request.FILES.getlist("attachments")]
    content = {"typed": typed, "files": names, "form_key": request.POST.get("form_key", "")}
    _put(_DRAFT, owner, content, DRAFT_AGE)
    return True


def draft_of(user: User) -> Draft | None:
    """What this person typed and did not register."""
    found = _get(_DRAFT, str(user.pk), DRAFT_AGE)
    if found is None or _registered_meanwhile(found[0]["form_key"]):
        return None
    kept, at = found
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    return Draft(typed, at, kept["files"])


def _registered_meanwhile(form_key: str) -> bool:
    """The same form was registered after all: keeping it had only been slower."""
    try:
        key = uuid.UUID(form_key)
    except ValueError:
        return False
    return SubmittedForm.objects.filter(pk=key).exclude(result="").exists()


def drop_draft(user: User) -> None:
    _drop(_DRAFT, str(user.pk))


# --- codes told once ---


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """A code that may still be shown: what is printed on one person's receipt."""

    code: str
    hint: str
    digits: str


def keep_codes(user: User, number: str, codes: list[tuple[Petitioner, IssuedCode]]) -> None:
    """Keep the codes of one registration for the receipts; those of the one before are gone."""
    people = {str(row.pk): [issued.code, issued.hint, issued.digits] for row, issued in codes}
    _put(_CODES, str(user.pk), {"number": number, "people": people}, CODES_AGE)


def add_code(user: User, number: str, row: Petitioner, issued: IssuedCode) -> None:
    """Keep a code issued anew beside the others of the same registration."""
    people = {pk: [told.code, told.hint, told.digits] for pk, told in codes_of(user, number).items()}
    people[str(row.pk)] = [issued.code, issued.hint, issued.digits]
    _put(_CODES, str(user.pk), {"number": number, "people": people}, CODES_AGE)


def codes_of(user: User, number: str) -> dict[str, ToldOnce]:
    """The codes of this registration by petitioner; empty once their time is over."""
    found = _get(_CODES, str(user.pk), CODES_AGE)
    if found is None or found[0]["number"] != number:
        return {}
    return {pk: ToldOnce(*told) for pk, told in found[0]["people"].items()}


def drop_codes(user: User) -> None:
    _drop(_CODES, str(user.pk))
