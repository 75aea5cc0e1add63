"""What a notice that ends a claim rests on: one of eight kinds of guidance, or one of the lawful grounds.

An officer's words are kept; what they rest on is settled here, when proposed and again when signed: the kind fits the
way, the ground is one of the Regulation's or a local one in force, and the basis is written by the house.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import earlier_opinions, workdays
from cases.models import Claim, Handling, LocalGround
from cases.models.ways import in_force
from cases.policies import NotLawfulNow
from law import grounds, relief
from law.terms import (
    GUIDANCE_ROUTES,
    STATUTORY_ROUTES,
    ClaimWay,
    DeclineGround,
    GuidanceKind,
    Measure,
    Route,
)

#: ``local:7`` names a row of :class:`LocalGround`.
LOCAL = "local:"
_DEFAULT_KIND = {
    Route.JUDICIAL: GuidanceKind.LITIGATION,
    Route.ARBITRATION: GuidanceKind.ARBITRATION,
    Route.PARTY_APPEAL: GuidanceKind.PARTY_APPEAL,
    Route.ADMINISTRATIVE: GuidanceKind.ADMINISTRATIVE,
    Route.ENFORCEMENT: GuidanceKind.ENFORCEMENT,
}


def settled(
    way: str, route: str, details: Mapping[str, Any], *, claim: Claim, handling: Handling | None, on: date
) -> dict[str, Any]:
    """The details with what they rest on; fields still missing are left to the caller. Raises NotLawfulNow."""
    if way == ClaimWay.GUIDE:
        return _guidance(route, dict(details), claim, on=on)
    if way in {ClaimWay.DECLINE, ClaimWay.BAR}:
        return _ground(way, route, dict(details), claim, handling, on=on)
    return dict(details)


def _guidance(route: str, details: dict[str, Any], claim: Claim, *, on: date) -> dict[str, Any]:
    kind = details.get("kind") or _DEFAULT_KIND.get(Route(route) if route else Route.PETITION, "")
    if kind and kind not in GuidanceKind.__members__.values():
        raise NotLawfulNow("请从八类引导里选一类")
    if kind == GuidanceKind.ACCUSATION:
        raise NotLawfulNow(
            "不能：检举控告不作一般引导，请转入检举控告通道，由保密员转送纪检监察机关，并告知信访人（条例第22条第2款、第30条）"
        )
    if kind and route in STATUTORY_ROUTES and GUIDANCE_ROUTES[GuidanceKind(kind)] != route:
        wanted = GUIDANCE_ROUTES[GuidanceKind(kind)]
        raise NotLawfulNow(
            f"引导类别「{GuidanceKind(kind).label}」对应「{wanted.label}」（{wanted.article}），与所选途径不一致，请改一处"
        )
    if kind:
        details["kind"] = str(kind)
    last_day(details)  # what cannot be counted is refused before anybody signs
    if details.get("start_on") and date.fromisoformat(str(details["start_on"])) > on:
        raise NotLawfulNow("起算日不能晚于今天，请核对")
    return details


def last_day(details: Mapping[str, Any]) -> relief.LastDay | None:
    """The last day, where somebody entered what starts the period; for reference (供参考), never a clock of the house."""
    if not details.get("start_on"):
        return None
    if not (details.get("length") and details.get("measure")):
        raise NotLawfulNow("填了起算日，还要有期限的长度和单位才能算出最后一日；算不出的请不填起算日")
    if details["measure"] not in Measure.__members__.values() or not str(details["length"]).isdecimal():
        raise NotLawfulNow("期限长度请写整数，单位请从日、工作日、月、年里选")
    start = date.fromisoformat(str(details["start_on"]))
    return relief.last_day(start, int(details["length"]), details["measure"], workdays.calendar())


def _ground(
    way: str, route: str, details: dict[str, Any], claim: Claim, handling: Handling | None, *, on: date
) -> dict[str, Any]:
    code = str(details.get("ground_code") or "")
    if way == ClaimWay.BAR:
        code = code or DeclineGround.FINAL_REVIEWED
        final_on = details.get("final_on")
        if final_on and date.fromisoformat(str(final_on)) > on:
            raise NotLawfulNow("复核意见日期不能晚于今天，请核对（条例第36条第3款）")
        details = _tied(details, claim, on=on)
    elif not code:
        code = grounds.of_basis(str(details.get("basis") or "")) or ""
    local = None
    if code.startswith(LOCAL):
        local, ground = _local(code, on=on), DeclineGround.LOCAL
    elif code in grounds.GROUNDS:
        ground = DeclineGround(code)
    else:
        raise NotLawfulNow(
            "不予受理、不再受理只限条例第19条第3款、第23条第1款、第36条第3款规定的情形和已启用的地方规定，请选择一种"
        )
    case = claim.case
    reason = grounds.why_not(
        ground, way, route, by_bureau=handling is None and case.receiving_unit.is_bureau,
        direct=handling.direct if handling else True, channel=case.own_petition.channel,
    )  # fmt: skip
    if reason:
        raise NotLawfulNow(reason)
    details["ground_code"] = str(code)
    if way == ClaimWay.DECLINE:
        details["basis"] = local.basis if local else grounds.GROUNDS[ground].long_basis
        details["ground"] = details.get("ground") or (local.words if local else ground.label)
    return details


def _tied(details: dict[str, Any], claim: Claim, *, on: date) -> dict[str, Any]:
    """The bar with the review it rests on, where the system holds that; what is older rests on the words of its paper."""
    course = earlier_opinions.course(claim.case, on=on)
    typed = (str(details.get("final_number") or "").strip(), str(details.get("final_on") or ""))
    if course.finals:
        found = next((row for row in course.finals if (row.final_number, str(row.final_on)) == typed), None)
        if found:
            return {"final_organ": found.organ} | details | {"earlier": found.record()}
        if all(typed):
            said = "、".join(f"{row.final_number}（{row.final_on}）" for row in course.finals)
            raise NotLawfulNow(
                f"不能：系统里同一事项的复核意见是{said}，与填写的文号、日期不一致，请核对（条例第36条第3款）"
            )
    elif course.others:
        raise NotLawfulNow(
            f"不能：不再受理只在复核意见作出以后（条例第36条第3款）。系统里的原件{course.others[0].number}没有送达的复核意见："
            f"{course.others[0].sentence}"
        )
    return details


def _local(code: str, *, on: date) -> LocalGround:
    """The row of a local ground, enabled and in force on the day."""
    pk = code.removeprefix(LOCAL)
    row = LocalGround.objects.filter(in_force(on), pk=pk, enabled=True).first() if pk.isdecimal() else None
    if row is None:
        raise NotLawfulNow(
            "不能：这条地方规定没有启用，或者当天不在施行期内，请改选条例规定的情形，或者改为引导告知"
        )
    return row


def ground_choices(way: str, on: date) -> list[tuple[str, str]]:
    """The grounds of a way as a form offers them: the Regulation's, then the local ones turned on."""
    rows = [
        (str(row.ground), f"{row.ground.label}（{row.basis}）")
        for row in grounds.GROUNDS.values()
        if row.way == way
    ]
    if way == ClaimWay.DECLINE:
        local = LocalGround.objects.filter(in_force(on), enabled=True)
        rows += [(f"{LOCAL}{row.pk}", f"{row}（地方规定：{row.basis}）") for row in local]
    return rows


def recorded(details: Mapping[str, Any]) -> dict[str, str]:
    """What the event keeps of a notice: its kind or its ground, nothing personal."""
    return {name: str(details[name]) for name in ("kind", "ground_code") if details.get(name)}


def redirects(way: str, details: Mapping[str, Any]) -> bool:
    """The notice tells where the matter belongs; it refuses nothing (条例第23条第1款)."""
    return way == ClaimWay.DECLINE and details.get("ground_code") == DeclineGround.NOT_COMPETENT
