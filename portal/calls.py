"""What the county asks everybody: published calls for suggestions (条例第29条第3款). No code, no visit, nobody's name."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cases.models import SuggestionCall
from law import clock
from portal.views import page

#: More calls than these are never open at once; those ended tell what came of them.
SHOWN = 10


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Calls that are open today, and what came of the last ones."""
    today = clock.today()
    rows = SuggestionCall.objects.exclude(published_on=None).select_related("organ")
    context = {
        "open": rows.filter(opens_on__lte=today, closes_on__gte=today, ended_on=None).order_by("closes_on")[
            :SHOWN
        ],
        "ended": rows.exclude(ended_on=None).order_by("-ended_on", "-pk")[:SHOWN],
    }
    return page(request, "portal/calls.html", context)
