"""What a clerk's session holds for a while, sealed: a form typed as the sign-in expired, codes told once.

Nothing of it is readable in the session's row, in a backup of it, or by another person at the same browser:
the box is bound to the one who typed.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict

from cases.codes import IssuedCode
from cases.models import Petitioner
from law import clock
from organizations import sealed
from organizations.models import User

#: A draft outlives the night; a code is shown for half an hour, while the person is at the counter.
DRAFT_AGE, CODES_AGE = timedelta(hours=12), timedelta(minutes=30)
#: No registration is longer; without a limit anyone could fill the session table.
LONGEST_DRAFT = 200_000
_DRAFT, _CODES = "kept_draft", "kept_codes"
#: Belongs to one sending of the form, or is secret.
_NOT_KEPT = {"csrfmiddlewaretoken", "form_key", "check", "more", "discard"}
_signer = Signer(salt="cases.register")


def typed_by(user: User) -> str:
    """The mark of who the form was shown to; it goes with the form (field ``typed_by``)."""
    return _signer.sign(str(user.pk))


def _typist(request: HttpRequest) -> str:
    try:
        return _signer.unsign(request.POST.get("typed_by", ""))
    except BadSignature:
        return ""


def _put(request: HttpRequest, name: str, owner: str, content: Any) -> None:
    plain = json.dumps({"at": clock.now().isoformat(), "content": content}, ensure_ascii=False).encode()
    request.session[name] = base64.b64encode(sealed.seal(plain, f"{name}:{owner}")).decode()


def _get(request: HttpRequest, name: str, owner: str, age: timedelta) -> Any:
    box = request.session.get(name)
    if not box:
        return None
    try:
        kept = json.loads(sealed.unseal(base64.b64decode(box), f"{name}:{owner}"))
    except sealed.SealBroken:  # somebody else's
        return None
    return kept["content"] if clock.now() - datetime.fromisoformat(kept["at"]) <= age else None


def keep_draft(request: HttpRequest) -> bool:
    """Keep what was sent for the person it was shown to; False when nobody can be told."""
    owner = _typist(request)
    someone_else = request.user.is_authenticated and str(request.user.pk) != owner
    typed = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    if not owner or someone_else or len(json.dumps(typed)) > LONGEST_DRAFT:
        return False
    _put(
        request,
        _DRAFT,
        owner,
        {"typed": typed, "files": [file.name for file in request.FILES.getlist("attachments")]},
    )
    return True


def draft_of(request: HttpRequest) -> tuple[QueryDict, list[str]] | None:
    """What the signed-in person had typed, and the names of the files that have to be chosen again."""
    kept = _get(request, _DRAFT, str(request.user.pk), DRAFT_AGE)
    if kept is None:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    return typed, kept["files"]


def drop_draft(request: HttpRequest) -> None:
    request.session.pop(_DRAFT, None)


@dataclass(frozen=True, slots=True)
class ToldOnce:
    """A code that may still be shown: what is printed on one person's receipt."""

    code: str
    hint: str
    digits: str


def keep_codes(request: HttpRequest, number: str, codes: list[tuple[Petitioner, IssuedCode]]) -> None:
    """Keep the codes of one registration for the receipts; those of the one before are gone."""
    people = {str(row.pk): [issued.code, issued.hint, issued.digits] for row, issued in codes}
    _put(request, _CODES, str(request.user.pk), {"number": number, "people": people})


def add_code(request: HttpRequest, number: str, row: Petitioner, issued: IssuedCode) -> None:
    """Keep a code issued anew beside the others of the same registration."""
    kept = codes_of(request, number)
    others = {pk: [told.code, told.hint, told.digits] for pk, told in kept.items()}
    people = others | {str(row.pk): [issued.code, issued.hint, issued.digits]}
    _put(request, _CODES, str(request.user.pk), {"number": number, "people": people})


def codes_of(request: HttpRequest, number: str) -> dict[str, ToldOnce]:
    """The codes of this registration by petitioner; empty once their time is over."""
    kept = _get(request, _CODES, str(request.user.pk), CODES_AGE)
    if kept is None or kept["number"] != number:
        return {}
    return {pk: ToldOnce(*told) for pk, told in kept["people"].items()}


def drop_codes(request: HttpRequest) -> None:
    request.session.pop(_CODES, None)
