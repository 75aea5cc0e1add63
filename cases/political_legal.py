"""涉法涉诉: letters go to the political-legal bodies of the same level, visitors are guided (条例第22条第2款、第28条第2款).

Those bodies tell the petitioner by their own rules (条例第23条第4款) and handle by the law of procedure: neither the
fifteen nor the sixty days run against them here.
"""

from cases.models import Case, Handling
from law.terms import Channel, Route, UnitKind
from organizations.models import Unit

#: 公安机关 stands among the county's departments; for 公安机关法律程序 it is a political-legal body (条例第31条第1项).
POLICE = ("police", "police_traffic")


def is_body(unit: Unit) -> bool:
    """政法委、法院、检察院、公安机关."""
    return unit.kind == UnitKind.POLITICAL_LEGAL or unit.code in POLICE


def concerns(unit: Unit, route: str) -> bool:
    """A matter of 条例第31条第1项 at a political-legal body."""
    return route == Route.JUDICIAL and is_body(unit)


def not_by_visit(case: Case, unit: Unit, route: str) -> str:
    """Why a visitor's litigation matter is not sent: the visitor is told the law and the way (条例第22条第2款)."""
    if concerns(unit, route) and case.own_petition.channel == Channel.VISIT:
        return (
            "不能：走访反映涉诉问题的，应当释法明理，引导信访人向有关政法部门反映，不作转送（条例第20条第2款、第22条第2款）；"
            "请改用引导告知"
        )
    return ""


def tells_by_its_own_rules(handling: Handling) -> bool:
    """条例第23条第4款."""
    return concerns(handling.unit, handling.route)
