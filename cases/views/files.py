"""Attachments, streamed with the visibility of their case (reliability T-26)."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from audit import chain
from cases import files
from organizations.roles import Permission
from organizations.web import StaffRequest, page

#: Nothing handed in ever runs, or is shown, in the house's own origin.
SANDBOX = "sandbox; default-src 'none'"


@page(
    Permission.SEE_COUNTY,
    Permission.REGISTER,
    Permission.HANDLE,
    Permission.GIVE_COUNSEL,
    Permission.KEEP_COMPARTMENT,
)
@require_GET
def attachment(request: StaffRequest, pk: int) -> HttpResponse:
    """One file as it was handed in; each look is on record."""
    row = get_object_or_404(files.visible_to(request.user).select_related("file"), pk=pk)
    try:
        content = files.opened(row)
    except files.FileDamaged as damaged:
        chain.record("open_attachment_failed", by=request.user, about=row)
        digest = str(damaged)[:12]
        reason = f"附件「{row.name}」缺失或已被改动（摘要 {digest}…），请立即报告系统管理员从备份恢复。"
        return render(request, "errors/409.html", {"reasons": [reason]}, status=409)
    chain.record("open_attachment", by=request.user, about=row)
    response = FileResponse(content, content_type=row.content_type)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response  # type: ignore[return-value]


urls = [path("files/<int:pk>/", attachment, name="attachment")]
