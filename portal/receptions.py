"""接访公布: the coming days of leaders, as the law wants them public (条例第18条第1款). No code, no visit, no person."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from law import clock
from oversight.leaders.models import Reception
from portal.views import page

#: How far ahead the page looks, and how long a cancelled day stays.
AHEAD = timedelta(days=92)


@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    """Published days from today on, cancelled ones with the reason, changes with what stood before."""
    today = clock.today()
    rows = Reception.objects.published().filter(
        on__range=(today, today + AHEAD), state__in=["published", "held", "cancelled", "missed"]
    )
    days = rows.order_by("on", "starts_at", "pk").prefetch_related("changes", "units")
    return page(request, "portal/receptions.html", {"days": days, "until": today + AHEAD})
