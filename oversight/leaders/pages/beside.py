"""What the case page shows of the leaders' ledgers: 包案 and 积案 as panels, their beginnings as offers."""

from typing import Any

from django.urls import reverse

from cases import beside, policies
from cases.beside import Panel, View
from cases.presenting import short
from cases.reading import File
from law.terms import BacklogState, HandlingRole, HandlingState
from oversight.leaders.common import spoken
from oversight.leaders.models import BacklogEntry, ReceptionVisit, SponsoredCase

#: From how many days on the case page offers the backlog ledger; its own page takes younger matters, too.
AGE = 60


def register() -> None:
    """Stand beside every file."""
    beside.register(
        "leaders",
        offers=offers,
        panels=panels,
        tables={
            "sponsored": lambda case: SponsoredCase.objects.filter(case=case),
            "backlog": lambda case: BacklogEntry.objects.filter(case=case),
            "reception_visit": lambda case: ReceptionVisit.objects.filter(case=case),
        },
    )


def offers(file: File) -> list[View]:
    """确定包案, once a unit has it; 提请列入积案, once it is as old as the longest ordinary course."""
    found: list[View] = []
    user, case = file.user, file.case
    if case.merged_into_id:
        return found
    led = [
        row for row in file.handlings if row.role == HandlingRole.LEAD and row.state != HandlingState.RETURNED
    ]
    if (
        led
        and policies.may(user, "sponsor", case)
        and not (beside.has(file, "sponsored") and SponsoredCase.objects.open().filter(case=case).exists())
    ):
        at = f"{reverse('oversight:sponsored_new')}?case={case.number}"
        found.append(beside.allowed("确定领导包案", at, "定包案领导、责任单位和化解期限。", "sponsor"))
    old = (file.today - case.received_on).days >= AGE
    if old and policies.may(user, "propose_backlog", case) and not _in_ledger(file):
        at = f"{reverse('oversight:backlog_new')}?case={case.number}"
        found.append(
            beside.allowed(
                "提请列入积案台账", at, "写明台账、口径和事实，由信访局领导审核。", "propose_backlog"
            )
        )
    return found


def _in_ledger(file: File) -> bool:
    if not beside.has(file, "backlog"):
        return False
    over = [BacklogState.REFUSED, BacklogState.VERIFIED]
    return BacklogEntry.objects.filter(case=file.case).exclude(state__in=over).exists()


def panels(file: File) -> list[Panel]:
    """Sponsorships, backlog entries and receptions of this file, as far as this person sees them."""
    return [_sponsorships(file), _entries(file), _visits(file)]


def _sponsorships(file: File) -> Panel:
    if not beside.has(file, "sponsored"):
        return Panel("领导包案")
    rows = SponsoredCase.objects.visible_to(file.user).filter(case=file.case).select_related("unit")
    return Panel("领导包案", [_sponsored(row) for row in rows.order_by("-pk")[:3]])


def _entries(file: File) -> Panel:
    if not beside.has(file, "backlog"):
        return Panel("积案台账")
    rows = (
        BacklogEntry.objects.visible_to(file.user).filter(case=file.case).exclude(state=BacklogState.REFUSED)
    )
    return Panel("积案台账", [_entry(row) for row in rows.select_related("period").order_by("-pk")[:3]])


def _visits(file: File) -> Panel:
    if not file.whole or not beside.has(file, "reception_visit"):
        return Panel("领导接访")
    rows = ReceptionVisit.objects.ordinary().filter(case=file.case).select_related("reception")
    return Panel(
        "领导接访", [_visit(row) for row in rows.order_by("-reception__on")[:3]], qualifier="按批次记"
    )


def _sponsored(row: SponsoredCase) -> dict[str, Any]:
    return {"label": spoken(row.leader_name, row.leader_post), "value": f"{row.get_state_display()}，{short(row.due_on)} 前化解",
            "url": reverse("oversight:sponsored_record", args=[row.pk]), "link": "打开"}  # fmt: skip


def _entry(row: BacklogEntry) -> dict[str, Any]:
    return {"label": row.period.title, "value": row.get_state_display(), "url": reverse("oversight:backlog_record", args=[row.pk]),
            "link": "打开"}  # fmt: skip


def _visit(row: ReceptionVisit) -> dict[str, Any]:
    reception = row.reception
    return {"label": short(reception.on), "value": f"{reception.substitute or reception.leader_name}，{row.people} 人次",
            "url": reverse("oversight:receptions_record", args=[reception.pk]), "link": "打开"}  # fmt: skip
