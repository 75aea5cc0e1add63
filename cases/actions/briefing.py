"""Inside the compartment: the organisation department learns of it, the accuser is told the way (条例第30条).

Both by the officer who holds the accusation by name; the papers carry a number and a day, never content, and nobody
gains sight of the file by them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import papers, policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, CasePaper, OrganizationBriefing
from cases.policies import NotLawfulNow
from law.terms import ClaimWay, GuidanceKind, UnitKind
from organizations.acting import action
from organizations.models import Unit, User


@action
def notify_organization(case: Case, *, by: User, on: date, unit: Unit) -> OrganizationBriefing:
    """通报组织（人事）部门 that a petition about a cadre came in, by rank of the cadre (条例第30条第2款)."""
    case = lock_case(case)
    policies.require(by, "notify_organization", case)
    check_day("notify_organization", case=case, by=by, on=on)
    if unit.kind not in {UnitKind.PARTY, UnitKind.HIGHER} or unit.abolished_on:
        raise NotLawfulNow(
            "反映干部问题的情况，按照干部管理权限通报组织（人事）部门（条例第30条第2款），请另选"
        )
    if any(unit.is_within(accused.unit) for accused in case.accused_units.select_related("unit")):
        raise NotLawfulNow("不能：不得通报给被检举的单位或者它的下属单位（条例第30条第3款），请通报上一级")
    if OrganizationBriefing.objects.filter(case=case, unit=unit).exists():
        raise NotLawfulNow("不能：这一件已经通报过该部门")
    paper = papers.organization_briefed(case, unit, by=by, on=on)
    row = OrganizationBriefing.objects.create(case=case, unit=unit, paper=paper, on=on, by=by)
    record("notify_organization", case=case, by=by, on=on, data={"unit": unit.code})
    return row


@action
def tell_accuser(case: Case, *, by: User, on: date, details: Mapping[str, Any]) -> CasePaper:
    """引导告知书 of the sixth kind: to whom an accusation goes, handed over by the officer (条例第30条第1款)."""
    case = lock_case(case)
    policies.require(by, "tell_accuser", case)
    check_day("tell_accuser", case=case, by=by, on=on)
    missing = papers.missing_notice_fields(ClaimWay.GUIDE, details)
    if missing:
        raise NotLawfulNow(f"告知书还缺：{'、'.join(missing)}")
    kind = {"kind": GuidanceKind.ACCUSATION.value}
    paper = papers.accuser_told(case, {**details, **kind}, by=by, on=on)
    record("tell_accuser", case=case, by=by, on=on)
    return paper
