"""What a person writes for a notice that ends a claim (domain §5.1)."""

from collections.abc import Mapping
from typing import Any

from cases import ending
from law.terms import ClaimWay, DeclineGround, GuidanceKind, PaperKind

#: What a person writes for each ending notice: field of the paper → label on screen.
NOTICE_FIELDS: Mapping[str, dict[str, str]] = {
    ClaimWay.GUIDE: {
        "path": "法定途径",
        "body_name": "受理机关",
        "body_address": "受理机关地址",
        "body_phone": "受理机关电话",
        "apply_term": "申请期限",
        "basis": "法律依据",
        "materials": "所需材料",
    },
    ClaimWay.DECLINE: {"ground_code": "法定情形", "ground": "具体情形", "in_charge": "在办机关或正确去向"},
    ClaimWay.BAR: {
        "final_number": "复核意见文号",
        "final_on": "复核意见日期",
        "comparison": "同一事实和理由的比对",
        "help": "疏导帮扶渠道",
    },
}
#: What may be added: the last day is printed only when somebody entered the day that starts the period.
NOTICE_EXTRAS: Mapping[str, dict[str, str]] = {
    ClaimWay.GUIDE: {
        "kind": "引导类别",
        "apply_start": "从什么时候起算",
        "length": "期限长度",
        "measure": "期限单位",
        "start_on": "起算日",
        "help": "其他帮助",
    },
    ClaimWay.DECLINE: {},
    ClaimWay.BAR: {},
}
NOTICE_KIND = {
    ClaimWay.GUIDE: PaperKind.GUIDANCE_NOTICE,
    ClaimWay.DECLINE: PaperKind.DECLINE_NOTICE,
    ClaimWay.BAR: PaperKind.BAR_NOTICE,
}


def notice_kind(way: str, details: Mapping[str, Any]) -> PaperKind | None:
    """The paper of an ending; what belongs to another organ is told where, and refused by nobody (条例第23条第1款)."""
    if ending.redirects(way, details):
        return PaperKind.REDIRECT_NOTICE
    return NOTICE_KIND.get(ClaimWay(way))


def missing_notice_fields(way: str, details: Mapping[str, Any]) -> list[str]:
    """The labels of what an ending notice still needs."""
    return [label for name, label in NOTICE_FIELDS.get(way, {}).items() if not details.get(name)]


def notice_rows(way: str, details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a notice will say, label by label, for the person who signs it."""
    labels = NOTICE_FIELDS.get(way, {}) | NOTICE_EXTRAS.get(way, {})
    rows = [(label, _spoken(way, name, details)) for name, label in labels.items()
            if details.get(name) and name not in {"length", "measure"}]  # fmt: skip
    if way == ClaimWay.DECLINE and details.get("basis"):
        rows.append(("依据", str(details["basis"])))
    if way == ClaimWay.BAR and (before := details.get("earlier")):
        rows.append(("依据的前次办理（系统记录）", _course(before)))
    if way == ClaimWay.GUIDE and (last := ending.last_day(details)):
        rows.append(("最后一日（供参考）", f"{last.due}。{last.sentence}"))
    return rows


def _course(before: Mapping[str, str]) -> str:
    """The earlier course by its numbers, for the person who confirms that it is the same matter."""
    steps = [
        before["case"],
        *(f"{label}{before[name]}" for name, label in _COURSE.items() if before.get(name)),
    ]
    ended = f"，{before['ended_on']} 送达，程序终结" if before.get("ended_on") else ""
    return "；".join(steps) + ended


_COURSE = {"opinion": "处理意见", "review": "复查意见", "final": "复核意见"}


def _spoken(way: str, name: str, details: Mapping[str, Any]) -> str:
    value = str(details[name])
    if name == "kind":
        return GuidanceKind(value).label
    if name == "ground_code":
        return _ground(value)
    return value


def _ground(code: str) -> str:
    return DeclineGround.LOCAL.label if code.startswith(ending.LOCAL) else DeclineGround(code).label


def guidance_fields(details: Mapping[str, Any]) -> dict[str, Any]:
    """The kind by name, and the last day where a start was entered (供参考)."""
    last = ending.last_day(details)
    found: dict[str, Any] = {"start_on": None}
    if details.get("kind"):
        found["guidance_kind"] = GuidanceKind(str(details["kind"])).label
    if last:
        found |= {"apply_from": last.start, "apply_due": last.due}
    return found
