"""Units and people: the tree, and who works where."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from cases import calendar_admin
from cases.search import typed
from law import clock
from law.terms import Role
from organizations.actions import NotPossible
from organizations.models import Unit, User
from organizations.roles import ROLES, Permission
from organizations.web import StaffRequest, acts_once, link_to, page
from petition_bureau.system import acts, forms, succession

PAGE = 50


def show(request: StaffRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A system page, with the warning about a missing holiday notice."""
    context["missing"] = calendar_admin.missing(clock.today())
    context["may_load"] = bool(link_to(request.user, "system:calendar_load"))
    return render(request, f"system/{template}.html", context, status=status)


def ask(
    request: StaffRequest, form: BaseForm, title: str, submit: str, back: str, **more: Any
) -> HttpResponse:
    """A page with one form; 422 when something is to be corrected."""
    context = {"form": form, "form_title": title, "submit": submit, "cancel_url": reverse(back), **more}
    return show(request, "form", context, status=422 if form.errors else 200)


# --- units ----------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
def units(request: StaffRequest) -> HttpResponse:
    """The tree, in its order, with people and the abolished at the end."""
    rows = Unit.objects.annotate(n=Count("people", filter=Q(people__is_active=True))).select_related(
        "successor"
    )
    everyone = list(rows.order_by("position", "code"))
    by_parent: dict[int | None, list[Unit]] = {}
    for unit in everyone:
        if unit.abolished_on is None:
            by_parent.setdefault(unit.parent_id, []).append(unit)
    tree: list[dict[str, Any]] = []

    def grow(parent: int | None, depth: int) -> None:
        for unit in by_parent.get(parent, []):
            tree.append({"unit": unit, "indent": "　" * depth, "depth": depth})
            grow(unit.pk, depth + 1)

    grow(None, 0)
    gone = [unit for unit in everyone if unit.abolished_on]
    return show(request, "units", {"tree": tree, "gone": gone, "n": len(tree)})


@page(Permission.MANAGE_SYSTEM)
@acts_once
def add_unit(request: StaffRequest) -> HttpResponse:
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            unit = acts.add_unit(by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已加上{unit.short_name}。")
            return redirect("system:units")
    return ask(request, form, "加一个单位", "加上这个单位", "system:units")


@page(Permission.MANAGE_SYSTEM)
@acts_once
def change_unit(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)
    form = forms.UnitForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_unit(unit, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已改好{unit.short_name}。")
            return redirect("system:units")
    foot = "改名不影响已经发出的文书；换了上级，它的下级单位跟着走。"
    return ask(
        request, form, f"改{unit.short_name}（{unit.code}）", "改好这个单位", "system:units", foot=foot
    )


@page(Permission.MANAGE_SYSTEM)
@acts_once
def abolish_unit(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)
    form = forms.AbolishForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            succession.abolish_unit(unit, by=request.user, on=clock.today(), successor=data["successor"],
                                    move_people=data["people"] == "move")  # fmt: skip
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            carried = f"由{data['successor']}承接" if data["successor"] else "没有承接单位"
            messages.success(request, f"{unit.short_name}已撤销，{carried}。")
            return redirect("system:units")
    foot = "下级单位转到承接单位；以前的数字、已办结的事项和经过仍记在原单位名下。不能恢复。"
    return ask(request, form, f"撤销{unit.name}", "撤销这个单位", "system:units", foot=foot,
               follows=_follows([unit]))  # fmt: skip


@page(Permission.MANAGE_SYSTEM)
@acts_once
def name_successor(request: StaffRequest, pk: int) -> HttpResponse:
    """Of a unit that went without one."""
    unit = get_object_or_404(Unit, pk=pk, abolished_on__isnull=False)
    form = forms.SuccessorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["successor"]
        try:
            succession.name_successor(unit, by=request.user, on=clock.today(), successor=heir)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{unit.short_name}由{heir}承接。")
            return redirect("system:units")
    foot = "撤销后重新办理的、没有送达的文书，从今天起由承接单位办；以前的数字、已办结的事项仍记在原单位名下。不能恢复。"
    return ask(request, form, f"补登{unit.name}的承接单位", "登记承接单位", "system:units", foot=foot)


@page(Permission.MANAGE_SYSTEM)
@acts_once
def merge_units(request: StaffRequest) -> HttpResponse:
    """Several units end, one carries on; the first look at the chosen ones says what passes on."""
    form = forms.MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        data = form.cleaned_data
        try:
            done = succession.merge_units(list(data["units"]), by=request.user, on=clock.today(), successor=data["successor"],
                                          move_people=data["people"] == "move")  # fmt: skip
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"{'、'.join(unit.short_name for unit in done)}已并入{data['successor']}。"
            )
            return redirect("system:units")
    chosen = list(form.cleaned_data.get("units") or []) if form.is_bound and form.is_valid() else []
    foot = "在办的事项逐件转到承接单位，期限照走、日期不变；以前的数字仍记在原单位名下。不能恢复。"
    return ask(
        request,
        form,
        "合并单位",
        "合并这些单位",
        "system:units",
        foot=foot,
        follows=_follows(chosen),
        preview="先看会转走什么",
    )


def _follows(units: list[Unit]) -> list[dict[str, str]]:
    """What would pass on, in numbers; never a file."""
    found = []
    for unit in units:
        open_ = succession.duties(unit, clock.today())
        rows = [(open_.handlings, "件在办承办"), (open_.cases, "件自收待处理"), (open_.supervisions, "份未了结的督办单"),
                (open_.measures, "项联席会议议定事项"), (open_.others, "项其他在办（复查复核、听证、包案、隐患、建议等）"),
                (open_.people, "个在用账号"), (open_.below, "个下级单位")]  # fmt: skip
        said = "，".join(f"{n} {what}" for n, what in rows if n) or "没有在办的事和人员"
        late = f"；其中 {open_.late} 个期限已逾期，逾期仍记在原单位名下" if open_.late else ""
        found.append({"label": unit.short_name, "value": said + late})
    return found


# --- people ---------------------------------------------------------------------------------------


@page(Permission.MANAGE_SYSTEM)
def people(request: StaffRequest) -> HttpResponse:
    """Who works where, by unit; filtered by role, unit, word; a page by key."""
    given = {name: typed(request.GET, name) for name in ("role", "unit", "q", "state")}
    rows = User.objects.select_related("unit").order_by("pk")
    if given["role"] in {role.value for role in Role}:
        rows = rows.filter(role=given["role"])
    if given["unit"]:
        rows = rows.filter(unit__code=given["unit"])
    if given["q"]:
        rows = rows.filter(Q(name__contains=given["q"]) | Q(username__contains=given["q"]))
    if given["state"]:
        rows = rows.filter(is_active=given["state"] == "active")
    total = rows.count()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: PAGE + 1])
    filters = [
        {"name": "role", "label": "岗位", "value": given["role"], "options": Role.choices()},
        {"name": "unit", "label": "单位", "value": given["unit"],
         "options": list(Unit.objects.active().values_list("code", "short_name"))},
        {"name": "state", "label": "状态", "value": given["state"], "options": [("active", "在用"), ("stopped", "停用")]},
        {"name": "q", "label": "姓名、账号", "value": given["q"], "options": None},
    ]  # fmt: skip
    return show(request, "people", {
        "rows": found[:PAGE], "filters": filters, "n": total, "shown": len(found[:PAGE]),
        "next_url": next_page(request, found[PAGE - 1].pk) if len(found) > PAGE else "",
        "first_url": reverse("system:people") if after else "", "me": request.user.pk,
    })  # fmt: skip


def next_page(request: StaffRequest, key: object) -> str:
    """The same page after ``key``."""
    parameters = request.GET.copy()
    parameters["after"] = str(key)
    return f"?{parameters.urlencode()}"


@page(Permission.MANAGE_SYSTEM)
@acts_once
def add_person(request: StaffRequest) -> HttpResponse:
    """A new account; its password is shown on the answer to this very form, and never again."""
    form = forms.PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = acts.add_person(by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            return show(request, "password", {"person": user, "password": password, "made": True})
    return ask(request, form, "加一个人", "加上这个人", "system:people", roles=list(ROLES.values()))


@page(Permission.MANAGE_SYSTEM)
@acts_once
def change_person(request: StaffRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.select_related("unit"), pk=pk)
    form = forms.PersonForm(request.POST or None, person=user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_person(user, by=request.user, **form.cleaned_data)
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已改好{user.name}。")
            return redirect("system:people")
    title = f"改{user.name}（{user.username}）"
    return ask(request, form, title, "改好这个人", "system:people", roles=list(ROLES.values()))


@page(Permission.MANAGE_SYSTEM)
@acts_once
def set_active(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop or restore an account, after a page that asks."""
    user = get_object_or_404(User, pk=pk)
    active = not user.is_active
    if request.method == "POST":
        try:
            acts.set_active(user, by=request.user, active=active)
        except NotPossible as refused:
            raise PermissionDenied(str(refused)) from refused
        messages.success(request, f"{user.name}的账号已{'恢复' if active else '停用'}。")
        return redirect("system:people")
    follows = (
        ["可以用原来的密码登录。"]
        if active
        else ["马上不能登录，正在用的页面也会退出。", "办过的事和记录都留着。"]
    )
    verb = "恢复账号" if active else "停用账号"
    return show(request, "confirm", {"question": f"{verb}：{user.name}（{user.username}）", "follows": follows,
                                     "submit": verb, "cancel_url": reverse("system:people")})  # fmt: skip


@page(Permission.MANAGE_SYSTEM)
@acts_once
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    """A new password, shown once."""
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        password = acts.reset_password(user, by=request.user)
        return show(request, "password", {"person": user, "password": password, "made": False})
    follows = ["旧密码马上失效，正在用的页面会退出。", "新密码只显示一次，请当面交给本人。"]
    return show(request, "confirm", {"question": f"重置密码：{user.name}（{user.username}）", "follows": follows,
                                     "submit": "重置密码", "cancel_url": reverse("system:people")})  # fmt: skip
