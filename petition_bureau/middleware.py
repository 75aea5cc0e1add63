"""One transaction and one acting user per request; unlawful acts become 409 pages; headers of a closed house."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from cases.policies import NotLawfulNow, NotYours
from documents.drafting import ForeignFields, MissingFields
from documents.issuing import PaperRefused
from law.periods import NotGranted
from organizations import acting

Next = Callable[[HttpRequest], HttpResponse]

#: htmx and the house's own files only; no inline script or style, no other origin (reliability §4.10).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


class ActingUserMiddleware:
    """The request is one transaction in which the signed-in user acts (design D2); a failure rolls it back whole."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((settings.STATIC_URL, "/health/")):
            return self.get_response(request)
        with transaction.atomic(), acting.remembering():
            user = request.user if request.user.is_authenticated else None
            acting.tell_database(user)
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "refused", False):
                acting.nothing_at_the_end()
                transaction.set_rollback(True)
        return response


class LawfulErrorsMiddleware:
    """What the law or the procedure refuses is an answer, not a failure: 403 or 409 with the reason in Chinese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotYours):
            return self._answer(request, 403, [str(error)])
        if isinstance(error, NotLawfulNow):
            return self._answer(request, 409, error.reasons)
        if isinstance(error, NotGranted | MissingFields | ForeignFields | PaperRefused):
            return self._answer(request, 409, [str(error)])
        return None

    @staticmethod
    def _answer(request: HttpRequest, status: int, reasons: list[str]) -> HttpResponse:
        request.refused = True  # type: ignore[attr-defined]
        if request.path.startswith("/api/"):
            return JsonResponse(
                {"reasons": reasons}, status=status, json_dumps_params={"ensure_ascii": False}
            )
        return render(request, f"errors/{status}.html", {"reasons": reasons}, status=status)


class SecurityHeadersMiddleware:
    """Content policy, no referrer to others, no caching of anything a person saw (reliability §4.10)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
