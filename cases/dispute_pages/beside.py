"""What disputes and withdrawals add to the page of a file: the next act, and how they stand."""

from typing import Any

from django.urls import reverse

from cases import policies
from cases.beside import Panel, allowed, has, refused, register
from cases.models import Dispute, Recusal
from cases.presenting import short
from cases.reading import File
from law.terms import DisputeState, HandlingState, RecusalRole, RecusalState


def _of(file: File) -> tuple[list[Dispute], list[Recusal]]:
    """The file's disputes and withdrawals this person may see: one statement each, kept with the file."""
    kept: tuple[list[Dispute], list[Recusal]] | None = getattr(file, "_beside_disputes", None)
    if kept is None:
        kept = (
            _disputes(file) if has(file, "dispute") else [],
            _recusals(file) if has(file, "recusal") else [],
        )
        file._beside_disputes = kept  # type: ignore[attr-defined]
    return kept


def _disputes(file: File) -> list[Dispute]:
    rows = Dispute.objects.visible_to(file.user).filter(case=file.case)
    return list(rows.select_related("superior", "lead", "handling"))


def _recusals(file: File) -> list[Recusal]:
    rows = Recusal.objects.visible_to(file.user).filter(case=file.case)
    return list(rows.select_related("person__unit__parent", "organ"))


def offers(file: File) -> list[dict[str, Any]]:
    disputes, recusals = _of(file)
    return [*_dispute_offers(file, disputes), *_recusal_offers(file, recusals)]


def _dispute_offers(file: File, disputes: list[Dispute]) -> list[dict[str, Any]]:
    handling, found = file.focus.handling, []
    open_one = next((row for row in disputes if row.state == DisputeState.REFERRED), None)
    if open_one and policies.decides_dispute(file.user, open_one):
        at = reverse("cases:disputes_step", args=[open_one.pk, "decide"])
        if open_one.superior_id is None:
            found.append(
                refused("决定主办单位", "由联席会议议定，纪要签发时生效（条例第24条第1款）", "decide_dispute")
            )
        else:
            found.append(
                allowed(
                    "决定主办单位", at, "指定的单位不得再提异议；15 日告知期从今天起算。", "decide_dispute"
                )
            )
    if (
        handling
        and handling.state == HandlingState.OBJECTED
        and open_one is None
        and policies.may(file.user, "refer_dispute", handling)
    ):
        found.append(allowed("报请决定主办单位", reverse("cases:act", args=[file.case.number, handling.pk, "refer_dispute"]),
                             "两个单位都否认、信访局定不了的，报共同的上一级机关或者联席会议；15 日照走。", "refer_dispute"))  # fmt: skip
    return found


def _recusal_offers(file: File, recusals: list[Recusal]) -> list[dict[str, Any]]:
    return [
        allowed(f"决定回避：{row.who}", reverse("cases:recusals_step", args=[row.pk, "decide"]),
                f"{RecusalRole(row.role).label}人员的回避，{short(row.proposed_on)} 提出。", "decide_recusal")
        for row in recusals
        if row.state == RecusalState.PROPOSED and policies.may(file.user, "decide_recusal", row)
    ]  # fmt: skip


def panels(file: File) -> list[Panel]:
    disputes, recusals = _of(file)
    return [
        *(_dispute_panel(file, row) for row in disputes),
        *([_recusal_panel(file, recusals)] if recusals else []),
    ]


def _dispute_panel(file: File, row: Dispute) -> Panel:
    if row.state == DisputeState.DECIDED and row.lead:
        now = f"由{row.lead.short_name}主办，{short(row.decided_on)} 决定"  # type: ignore[arg-type]
    elif row.state == DisputeState.WITHDRAWN:
        now = f"已撤回报请：{row.ended_reason}"
    else:
        now = f"待{row.superior.short_name if row.superior else '联席会议'}决定，书面告知的期限没有停"
    return Panel("受理争议", [
        {"label": "现在", "value": now},
        {"label": "已争议", "value": f"{row.days(file.today)} 天，{row.hops} 个单位否认"},
    ], href=reverse("cases:disputes_record", args=[row.pk]), qualifier="条例第24条第1款")  # fmt: skip


def _recusal_panel(file: File, recusals: list[Recusal]) -> Panel:
    """A small sign: who must keep out, for the heads and for the person."""
    found = [
        {"label": row.who,
         "value": f"{RecusalRole(row.role).label}　{RecusalState(row.state).label}　{short(row.decided_on or row.proposed_on)}",
         "url": reverse("cases:recusals_record", args=[row.pk]), "link": "打开"}
        for row in recusals
    ]  # fmt: skip
    return Panel("回避", found, qualifier="条例第28条第3款")


def stand() -> None:
    """Beside every file from now on."""
    register("disputes", offers=offers, panels=panels, tables={
        "dispute": lambda case: Dispute.objects.filter(case=case),
        "recusal": lambda case: Recusal.objects.filter(case=case),
    })  # fmt: skip
