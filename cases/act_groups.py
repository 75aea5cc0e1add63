"""What stands first among the acts of the case page, and by what meaning the rest is grouped (design §6).

In front: what the course asks of this person now, and the next step of another way that waits for them; then, grey,
what comes after it. Everything else that is lawful stands behind one disclosure, in groups, each with its sentence.
"""

from dataclasses import dataclass, field
from typing import Any

#: One act as the template shows it (``cases.beside``).
View = dict[str, Any]

#: The rest, by meaning, in the order of the page. An act that is in no group belongs in front.
GROUPS: dict[str, tuple[str, ...]] = {
    "研判": ("ask_counsel", "suggest_simple", "link_repeat", "split_claim", "split_accusation", "seal_accusation", "tag"),
    "调查、听证、调解": ("record_interview", "list_evidence", "propose_hearing", "record_evaluation", "hand_to_mediation"),
    "意见执行": ("record_execution",),
    "延期": ("ask_extension", "approve_extension", "ask_report_extension"),
    "督办、包案": ("supervise", "record_talk", "sponsor", "propose_backlog"),
    "信访人的请求": ("supplement", "urge", "report_withdrawal", "request_review", "rate", "reissue_code"),
    "帮扶、紧急": ("apply_relief", "mark_attention", "report_urgent"),
    "回避、补录": ("propose_recusal", "consent_backdating"),
}  # fmt: skip
NEVER = "已经不能办的"
_TITLE_OF = {act: title for title, acts in GROUPS.items() for act in acts}

#: Small acts that move nothing by themselves: the sentence beside each.
FOLLOWS: dict[str, str] = {
    "link_repeat": "同一人就同一事提过的，记为重复件，或者提请并入原件。",
    "split_claim": "一项里说了几件事的，拆成几项，分别定途径。",
    "split_accusation": "夹有检举控告的，拆出来密封移交，其余照常办理。",
    "seal_accusation": "整件是检举控告的，密封移交保密员，以后您看不到。",
    "supervise": "有条例第40条情形的，写明事由和回复期限，由信访局领导签发。",
    "supplement": "信访人补交的材料，登记收下。",
    "urge": "信访人来催问的，记下来并告诉承办单位。",
    "report_withdrawal": "本人要求撤回的先登记，由甄别员向本人核实后才停办。",
    "rate": "本人当面、来电评价的，写明依据代录。",
    "reissue_code": "原码丢失或者泄露的，换发后旧码失效。",
    "apply_relief": "生活确有困难的，告知并帮助申请救助；不影响办结。",
    "mark_attention": "流露轻生等危险念头的，请专人接谈；结束后不留标记。",
    "report_urgent": "可能造成社会影响的重大、紧急事项，立即报告；期限照走。",
    "propose_recusal": "与事项、信访人有利害关系的，报负责人决定。",
    "consent_backdating": "同意按实际日期补记过去的办理，写明理由。",
    "tag": "内容分类以外要单独看的事，从热点标签表里选；标事项，不标人。",
    "archive": "文书、材料齐全的装订成卷，此后只能查阅。",
}  # fmt: skip


@dataclass
class Group:
    """Lawful acts of one meaning that are not the next thing."""

    title: str
    acts: list[View] = field(default_factory=list)


@dataclass
class Arranged:
    """The acts in front, and the groups behind."""

    front: list[View]
    groups: list[Group]

    @property
    def behind(self) -> int:
        """How many acts the disclosure holds."""
        return sum(len(group.acts) for group in self.groups)


def arranged(views: list[View]) -> Arranged:
    """Put each act in its place; the first lawful one in front that may be is the page's solid button."""
    front: list[View] = []
    groups = {title: Group(title) for title in (*GROUPS, NEVER)}
    for view in views:
        title = _title(view)
        (groups[title].acts if title else front).append(view)
    main = next((view for view in front if view["allowed"] and view.get("may_be_main", True)), None)
    if main:
        main |= {"main": True, "key": "N"}
    front.sort(key=lambda view: (view is not main, not view["allowed"]))
    return Arranged(front, [group for group in groups.values() if group.acts])


def _title(view: View) -> str:
    """The group of an act; empty: in front."""
    if not view["allowed"] and view["never"]:
        return NEVER
    return "" if view.get("waits") else _TITLE_OF.get(view["act"], "")
