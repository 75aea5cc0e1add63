"""The limit: four bare Django views on the same database, with session and user and nothing of ours."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from cases.models import Case, CaseEvent, Deadline
from law import clock

_LIST = """<html><body>{{ user }}<table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.title }}</td>
<td>{{ row.received_on }}</td><td>{{ row.state }}</td></tr>{% endfor %}</table></body></html>"""
_DETAIL = "<html><body>{{ case.title }}{% for event in events %}<p>{{ event.on }} {{ event.act }}</p>{% endfor %}</body></html>"
_SUMS = "<html><body>{% for row in rows %}<p>{{ row.unit }} {{ row.n }} {{ row.timely }}</p>{% endfor %}</body></html>"


def _page(source: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context))


def list25(request: HttpRequest) -> HttpResponse:
    rows = list(Case.objects.order_by("-received_on", "-pk")[:25])
    return _page(_LIST, {"rows": rows, "user": str(request.user)})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    case = Case.objects.get(pk=pk)
    return _page(_DETAIL, {"case": case, "events": list(CaseEvent.objects.filter(case=case).order_by("pk"))})


@csrf_exempt
@transaction.atomic
def insert(request: HttpRequest) -> HttpResponse:
    """One case, one event, one clock."""
    day = clock.today()
    case = Case.objects.create(number=uuid4().hex, title="限", purpose="grievance", received_on=day,
                               receiving_unit_id=int(request.POST["unit"]))  # fmt: skip
    CaseEvent.objects.create(case=case, act="register", case_state=case.state, on=day)
    Deadline.objects.create(
        case=case, unit_id=case.receiving_unit_id, period="forwarding", started_on=day, nominal_on=day + timedelta(15),
        due_on=day + timedelta(15), period_version="x", calendar_version="x",
    )  # fmt: skip
    return HttpResponse(case.number)


def sums(request: HttpRequest) -> HttpResponse:
    """One aggregate over a year: conclusions by unit."""
    last = clock.today()
    rows = (
        Deadline.objects.filter(period="handling", due_on__range=(last - timedelta(365), last)).values("unit")
        .annotate(n=Count("pk"), timely=Count("pk", filter=Q(met_on__lte=F("due_on")))).order_by("unit")
    )  # fmt: skip
    return _page(_SUMS, {"rows": list(rows)})


urlpatterns = [
    path("limit/list/", list25),
    path("limit/case/<int:pk>/", detail),
    path("limit/insert/", insert),
    path("limit/sums/", sums),
    path("", include("petition_bureau.urls")),
]
