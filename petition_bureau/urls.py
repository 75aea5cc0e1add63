"""The plug board of addresses."""

from typing import Any

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path

from organizations.web import StaffRequest, page
from petition_bureau import health, ledger_index, navigation


@page()
def home(request: StaffRequest) -> HttpResponse:
    """Each role lands on what it must do next."""
    return redirect(navigation.landing(request.user))


class SignIn(auth.LoginView):
    """The sign-in page bears the house's name, not the host's, which Django would put in its place."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        del context["site_name"]
        return context


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    reasons = [str(exception)] if exception and str(exception) else ["您的岗位没有这个页面。"]
    return render(request, "errors/403.html", {"reasons": reasons}, status=403)


handler403 = forbidden
handler404 = not_found

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", home, name="home"),
    path("ledgers/", ledger_index.index, name="ledgers"),
    path("older/", include("petition_bureau.older.urls")),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("", include("cases.urls")),
    path("", include("routing.urls")),
    path("", include("oversight.urls")),
    path("", include("hearings.urls")),
    path("", include("reports.urls")),
    path("system/", include("petition_bureau.system.urls")),
    path("query/", include("portal.urls")),
    path("api/", include("petition_bureau.api")),
]
