"""What every page shares: who may open it, and forms that act once (design D15)."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from organizations.models import SubmittedForm, User
from organizations.roles import Permission

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: Any


def page(*permissions: Permission) -> Callable[[View], View]:
    """A page for signed-in staff whose role allows any of ``permissions`` (none given: every role). Else 403.

    Rows come through ``visible_to(user)`` besides: what a person may not see answers 404.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permissions and not any(request.user.can(permission) for permission in permissions):
                raise PermissionDenied("您的岗位没有这个页面。")
            return view(request, *args, **kwargs)

        shown.permissions = permissions  # type: ignore[attr-defined]
        return shown

    return wrap


def may_open(user: User, address: str) -> bool:
    """Whether the person's role opens the page at an address, as the page itself says; a link is shown only then.

    Which rows exist for the person is another question: a link to a row stands on a page that knows it.
    """
    try:
        permissions = getattr(resolve(urlsplit(address).path).func, "permissions", ())
    except Resolver404:
        return False
    return not permissions or any(user.can(permission) for permission in permissions)


def link_to(user: User, name: str) -> str:
    """The address of a page by its name, for a link; empty when the person's role does not open it."""
    address = reverse(name)
    return address if may_open(user, address) else ""


def acts_once(view: View) -> View:
    """A second POST of the same form shows the first result: the key is taken in the act's own transaction.

    The template prints the key with ``{% form_key %}``. Of two at once the second waits and then follows the first.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            key = uuid.UUID(request.POST.get("form_key", ""))
        except ValueError:
            return view(request, *args, **kwargs)
        user = request.user if request.user.is_authenticated else None
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO organizations_submittedform (key, user_id, result, at) VALUES (%s, %s, '', now())"
                " ON CONFLICT (key) DO NOTHING",
                [key, user.pk if user else None],
            )
            fresh = cursor.rowcount == 1
        if not fresh:
            earlier = SubmittedForm.objects.get(pk=key)
            if earlier.user_id == (user.pk if user else None) and earlier.result:
                return HttpResponseRedirect(earlier.result)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            _keep_result(key, response.url[:300])
        elif fresh:
            SubmittedForm.objects.filter(pk=key).delete()
        return response

    return run


def _keep_result(key: uuid.UUID, address: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_submittedform SET result = %s WHERE key = %s", [address, key])
