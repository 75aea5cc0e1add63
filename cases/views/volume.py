"""The volume of a file, made when it is asked for; each making is on record."""

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from audit import chain
from cases import volume
from cases.reading import find_case
from law import clock
from organizations.roles import Permission
from organizations.web import StaffRequest, page


@page(Permission.REGISTER, Permission.COUNTERSIGN, Permission.KEEP_COMPARTMENT)
@require_GET
def bound(request: StaffRequest, number: str) -> HttpResponse:
    """卷宗 as one PDF: the whole file for the bureau and the receiving organ, its own part for a unit."""
    case = find_case(request.user, number)
    made = volume.make(case, user=request.user, on=clock.today())
    chain.record("bind_volume", by=request.user, about=case)
    response = FileResponse(
        BytesIO(made.data), content_type="application/pdf", as_attachment=True, filename=made.name
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]


urls = [path("cases/<str:number>/volume.pdf", bound, name="volume")]
