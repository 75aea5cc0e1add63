"""Whether a matter may be handled simply (国信发〔2016〕8号): first petitions of the listed kinds, but for four sorts.

The four: 上级交办; 可能不予支持; 已进入或依法可走法定程序; 多责任主体或集体联名的重大复杂疑难事项. The second is a
forecast, which a person makes and answers for; the others are read from the file.
"""

from datetime import date

from cases import workdays
from cases.models import Case, Claim, Deadline, Handling, RepeatLink, SimpleProcedure
from law import periods
from law.terms import (
    STATUTORY_ROUTES,
    Attitude,
    Flag,
    HandlingRole,
    HandlingState,
    Route,
    SourceLevel,
)
from organizations.prepared import Prepared

SOURCE = periods.SIMPLE_PROCEDURE
#: So many who come or sign together are a collective petition (domain §3.4).
COLLECTIVE = 5
_NOT_FIRST = {Flag.OPINION_GIVEN, Flag.REVIEW_GIVEN, Flag.FINAL_REVIEW_GIVEN}
_REPEATS = Prepared(
    lambda petition: RepeatLink.objects.filter(petition=petition, undone_on=None).values_list("pk")[:1]
)
_OTHERS = Prepared(
    lambda case, unit: Handling.objects.filter(claim__case=case).exclude(unit=unit)
    .exclude(state=HandlingState.RETURNED).values_list("pk")[:1]
)  # fmt: skip
_IN_COURT = {Flag.JUDICIAL_OPEN, Flag.JUDICIAL_FINAL}


def of_case(case: Case) -> str:
    """Why nothing of this file is simple; empty when it may be."""
    petition = case.own_petition
    flags = set(case.flags)
    if flags & _NOT_FIRST or _REPEATS(petition.pk):
        return f"不能：简易办理只用于初次信访事项（{SOURCE}）"
    if petition.source_level not in {SourceLevel.COUNTY, SourceLevel.TOWNSHIP}:
        return f"不能：上级交办的不适用简易办理（{SOURCE}）；上级转来的件不分转送、交办，都按普通程序"
    if petition.procedures or flags & _IN_COURT:
        return f"不能：已进入或者依法可走法定程序的，不适用简易办理（{SOURCE}）"
    if petition.people >= COLLECTIVE or flags & {Flag.COLLECTIVE, Flag.URGENT}:
        return f"不能：集体联名、重大复杂疑难的，不适用简易办理（{SOURCE}）"
    if not petition.address_clear:
        return "不能：姓名、住址不清，无法当即告知和答复，请按普通程序办理"
    return ""


def of_route(route: str) -> str:
    if route in STATUTORY_ROUTES:
        return f"不能：依法可走法定程序的，不适用简易办理（{SOURCE}）；请告知法定途径（条例第31条）"
    return "" if route in {Route.PETITION, Route.SUGGESTION, ""} else "不能：这条途径不适用简易办理"


def may_suggest(claim: Claim, on: date) -> str:
    """Why the bureau cannot suggest the simple procedure for a claim it has not sent yet."""
    if claim.case.claims.count() > 1:
        return f"不能：一件多诉求、可能涉及多个责任主体的，不适用简易办理（{SOURCE}）"
    if hasattr(claim, "simple_suggestion"):
        return "已经建议过简易办理"
    due = periods.due("simple_forwarding", claim.case.received_on, workdays.calendar()).due
    if on > due:
        return f"不能：简易办理应在收到后 3 个工作日（{due}）内转送，已经过了，请按普通程序转送"
    return of_route(claim.route) or of_case(claim.case)


def may_accept(handling: Handling, on: date) -> str:
    """Why the unit cannot take this matter simply now."""
    if handling.assigned:
        return f"不能：交办的事项不适用简易办理（{SOURCE}）"
    if _OTHERS(handling.claim.case_id, handling.unit_id):
        return f"不能：有多个责任主体，不适用简易办理（{SOURCE}）"
    due = acceptance_due(handling)
    if on > due:
        return f"不能：简易办理应在收到后 3 个工作日（{due}）内告知，已经过了，请按普通程序受理"
    return of_route(handling.route) or of_case(handling.claim.case)


def acceptance_due(handling: Handling) -> date:
    """The last day on which the unit may choose the simple procedure."""
    return periods.due("simple_acceptance", handling.arrived_on, workdays.calendar()).due


def procedure_of(handling: Handling) -> SimpleProcedure | None:
    return SimpleProcedure.objects.filter(handling=handling).first()


def guard_accept(handling: Handling, on: date) -> str:
    """For ``policies.GUARDS``."""
    if handling.role != HandlingRole.LEAD:
        return "协办单位只出会办意见，对外由主办单位办理（条例第24条）"
    return may_accept(handling, on)


def guard_conclude(handling: Handling, on: date) -> str:
    """A simple reply ends the matter only where the petitioner is content, or said nothing while they could rate."""
    row = procedure_of(handling)
    if row is None or row.converted_on or handling.state != HandlingState.SIMPLE_REPLIED:
        return ""
    if row.attitude == Attitude.NOT_CONTENT:
        return "不能：信访人对简易答复不服，应当转为普通程序，出具处理意见书"
    rating = Deadline.objects.running().filter(handling=handling, period="rating", due_on__gte=on)
    if row.attitude == Attitude.SILENT and rating.exists():
        return "还不能：信访人没有表态，评价期还没有结束；不服的要转普通程序（内部要求）"
    return ""
