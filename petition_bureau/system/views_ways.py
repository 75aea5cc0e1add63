"""Statutory ways for guidance, and local grounds for 不予受理: rows that a person keeps, with the law they cite."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from cases.models import LocalGround, ReliefPath
from law import clock
from law.terms import GuidanceKind
from organizations.roles import Permission
from organizations.web import StaffRequest, acts_once, page
from petition_bureau.system import acts, forms_ways
from petition_bureau.system.views import ask, show

_PATH_FOOT = "改动只管以后的告知书；法律修改后，请把旧的一行填上停止适用日，另加新的一行。"
_GROUND_FOOT = (
    "条例规定的情形不在这里；地方规定默认不启用，启用前请核对现行文本。告知书会写明地方规定的名称和条款。"
)


def _in_force(row: Any) -> str:
    today = clock.today()
    if row.in_force_until and row.in_force_until <= today:
        return f"{row.in_force_until} 起不再适用"
    return f"{row.in_force_from} 起施行" if row.in_force_from and row.in_force_from > today else "现行"


@page(Permission.MANAGE_SYSTEM)
def paths(request: StaffRequest) -> HttpResponse:
    """All statutory ways by kind, in their order."""
    rows = list(ReliefPath.objects.select_related("unit"))
    groups = [
        (kind.label, [{"row": row, "state": _in_force(row)} for row in rows if row.kind == kind])
        for kind in GuidanceKind
    ]
    return show(request, "paths", {"groups": groups, "n": len(rows)})


@page(Permission.MANAGE_SYSTEM)
@acts_once
def path_row(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a statutory way, or correct one."""
    row = get_object_or_404(ReliefPath, pk=pk) if pk else None
    form = forms_ways.ReliefPathForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = acts.save_relief_path(form.save(commit=False), by=request.user)
        messages.success(request, f"已存下「{saved}」。")
        return redirect("system:paths")
    return ask(
        request,
        form,
        "改法定途径" if row else "加一条法定途径",
        "存下这条途径",
        "system:paths",
        foot=_PATH_FOOT,
    )


@page(Permission.MANAGE_SYSTEM)
def grounds(request: StaffRequest) -> HttpResponse:
    """Local grounds for 不予受理, turned on or not."""
    found = list(LocalGround.objects.all())
    rows = [{"row": row, "state": _in_force(row)} for row in found]
    return show(request, "grounds", {"rows": rows, "on": sum(row.enabled for row in found)})


@page(Permission.MANAGE_SYSTEM)
@acts_once
def ground_row(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add a local ground, change it, turn it on or off."""
    row = get_object_or_404(LocalGround, pk=pk) if pk else None
    form = forms_ways.LocalGroundForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = acts.save_local_ground(form.save(commit=False), by=request.user)
        messages.success(request, f"已存下「{saved}」，{'已启用' if saved.enabled else '没有启用'}。")
        return redirect("system:grounds")
    return ask(
        request,
        form,
        "改地方情形" if row else "加一条地方情形",
        "存下这条情形",
        "system:grounds",
        foot=_GROUND_FOOT,
    )
