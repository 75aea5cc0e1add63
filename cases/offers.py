"""What the case page offers beside the course: a withdrawal to verify, a merger to confirm, small things to enter."""

from typing import Any

from django.urls import reverse

from cases import beside, policies
from cases.models import Withdrawal
from cases.presenting import short
from cases.reading import File


def register() -> None:
    """Stand beside every file."""
    beside.register("petitioner", offers=offers,
                    tables={"withdrawal": lambda case: Withdrawal.objects.filter(case=case, decided_on=None)})  # fmt: skip


def _at(file: File, act: str) -> str:
    return reverse("cases:case_act", args=[file.case.number, act])


def offers(file: File) -> list[dict[str, Any]]:
    """A withdrawal waits for the officer's call; a merger for the second look."""
    found = []
    case, user = file.case, file.user
    if policies.may(user, "withdraw", case) and beside.has(file, "withdrawal"):
        row = Withdrawal.objects.filter(case=case, decided_on=None).select_related("reported_by").first()
        if row:
            who = f"{row.reported_by.name} {short(row.reported_on)} 登记"
            found += [
                beside.allowed("核实撤回", _at(file, "withdraw"), f"{who}；问过本人、确系自愿才确认，确认后期限停止。", "withdraw"),
                beside.allowed("不予确认撤回", _at(file, "refuse_withdrawal"), "本人否认或者受到压力的，继续办理。", "refuse_withdrawal"),
            ]  # fmt: skip
    if case.merged_into_id and policies.may(user, "confirm_repeat", case):
        link = next(
            (row for row in file.repeats if row.petition.filed_as_id == case.pk and not row.confirmed_on),
            None,
        )
        if link:
            follows = f"{link.linked_by} {short(link.linked_on)} 提请并入 {link.earlier.number}；确认前本件期限照走。"
            found.append(
                beside.allowed("确认并案", _at(file, "confirm_repeat"), follows, "confirm_repeat", main=True)
            )
    return found


def minor(file: File) -> list[tuple[str, str, str]]:
    """Entries that move nothing by themselves: (act, label, address)."""
    case, user = file.case, file.user
    if case.merged_into_id or case.state == "archived":
        return []
    found = []
    if policies.may(user, "supplement", case) and not case.in_compartment:
        found.append(("supplement", "收下补充材料", _at(file, "supplement")))
    if policies.may(user, "tag", case):
        found.append(("tag", "标注热点", _at(file, "tag")))
    under_way = case.state in {"registered", "dispatched"}
    if under_way and policies.may(user, "urge", case) and not case.in_compartment:
        found.append(("urge", "登记催办", _at(file, "urge")))
    if under_way and not case.untold and policies.may(user, "report_withdrawal", case):
        found.append(("report_withdrawal", "登记撤回请求", _at(file, "report_withdrawal")))
    if case.state == "registered" and not case.imported and policies.may(user, "split_accusation", case):
        found.append(("split_accusation", "拆出检举控告", _at(file, "split_accusation")))
    for claim in file.claims:
        free = not claim.way and not any(row.claim_id == claim.pk for row in file.proposals)
        if free and under_way and not case.untold and policies.may(user, "split_claim", claim):
            label = "拆分诉求" if len(file.claims) == 1 else f"拆分诉求 {claim.order}"
            address = reverse("cases:claim_act", args=[case.number, claim.pk, "split_claim"])
            found.append(("split_claim", label, address))
    return found
