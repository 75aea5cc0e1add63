"""On the case page: a matter flagged 重大紧急 asks for its report; reports under way say how they stand (条例第25条)."""

from typing import Any

from django.urls import reverse

from cases import beside, policies
from cases.beside import Panel, View
from cases.reading import File
from law.terms import CaseState, Flag
from oversight.urgent import ledger
from oversight.urgent.models import UrgentReport


def register() -> None:
    """Stand beside every file."""
    beside.register("urgent", offers=_offers, panels=_panels,
                    tables={"urgent_report": lambda case: UrgentReport.objects.filter(case=case)})  # fmt: skip


def _reports(file: File) -> list[UrgentReport]:
    """The reports of the file this person may see, looked up once."""
    found: list[UrgentReport] | None = file.__dict__.get("urgent_reports")
    if not beside.has(file, "urgent_report"):
        return []
    if found is None:
        rows = UrgentReport.objects.visible_to(file.user).filter(case=file.case)
        rows = rows.select_related("unit", "case").prefetch_related("dispatches")
        found = file.__dict__["urgent_reports"] = list(rows)
    return found


def _offers(file: File) -> list[View]:
    """Flagged and not yet reported: the report comes beside everything else, and the page urges it."""
    if Flag.URGENT not in file.case.flags or not policies.may(file.user, "report_urgent", file.case):
        return []
    if file.case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED} or _reports(file):
        return []
    href = f"{reverse('oversight:urgent_new')}?case={file.case.number}"
    return [beside.allowed("首报重大紧急信息", href, ledger.NEVER_INSTEAD, "report_urgent")]


def _panels(file: File) -> list[Panel]:
    rows: list[dict[str, Any]] = []
    for row in _reports(file)[:3]:
        address = reverse("oversight:urgent_record", args=[row.pk])
        state = f"{ledger.moment(row.finished_at)} 终报" if row.finished_at else ledger.standing(row)
        rows.append(
            {"label": f"{ledger.moment(row.known_at)} 知悉", "value": state, "url": address, "link": "打开"}
        )
    return [Panel("重大紧急", rows, qualifier="并行报告，期限照走")]
