"""What the subjects of this package itself offer beside a file: papers to serve, the investigation."""

from django.urls import reverse

from cases import beside, policies
from cases.beside import Panel, View
from cases.reading import File, works_on_files


def investigation_offers(file: File) -> list[View]:
    """谈话笔录 and 证据目录, while the unit examines the matter (domain §4.2 row 17)."""
    handling = file.focus.handling
    if handling is None or file.focus.ended:
        return []
    words = {
        "record_interview": ("记谈话笔录", "两人以上听取陈述，出谈话笔录请被谈话人核对签名。"),
        "list_evidence": ("列证据目录", "写明证据来源和证明的事实，入卷。"),
    }
    return [
        beside.allowed(label, reverse("cases:act", args=[file.case.number, handling.pk, act]), follows, act)
        for act, (label, follows) in words.items()
        if policies.may(file.user, act, handling) and not policies.blockers(handling, act, on=file.today)
    ]


def service_panels(file: File) -> list[Panel]:
    """Papers this person's own organ still has to serve, the oldest first."""
    from cases.papers_ledger import address_of, status_of

    if not works_on_files(file.user):
        return []
    rows = [
        {"label": row.get_kind_display(), "value": status, "url": address_of(row), "link": "登记"}
        for row in reversed(file.papers)
        if policies.may(file.user, "serve_paper", row)
        and (status := status_of(row))
        and ("未送达" in status or "待回执" in status)
    ]
    return [Panel("待送达的文书", rows, qualifier=f"{len(rows)} 件")] if rows else []


def register_all() -> None:
    """Stand beside every file from now on."""
    beside.register("investigation", offers=investigation_offers)
    beside.register("paper_service", panels=service_panels)
