"""公示: final-review opinions reached after a hearing, masked and confirmed; open to anybody (条例第36条第2款)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hearings.models import Publication
from portal.views import page

#: So many titles on the list; older ones by the year they were published in.
MOST = 100


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The titles, newest first, with the day and the organ; no number of a file."""
    rows = Publication.objects.public().select_related("organ").order_by("-published_on", "-pk")[:MOST]
    return page(request, "portal/published.html", {"rows": rows})


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One text. What was withdrawn, or never confirmed, does not exist."""
    row = Publication.objects.public().select_related("organ").filter(pk=pk).first()
    if row is None:
        raise Http404("没有这份公示，或者已经撤下。")
    return page(request, "portal/published_one.html", {"row": row})
