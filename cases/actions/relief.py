"""Help in hardship: told of, or applied for together; nothing about why somebody is in need is kept (条例第37条第2款)."""

from datetime import date
from decimal import Decimal

from cases import policies
from cases.actions.performing import check_day, lock_case, record
from cases.models import Case, Handling, Relief
from cases.policies import NotLawfulNow
from law.terms import ReliefKind, ReliefResult
from organizations.acting import action
from organizations.models import User


@action
def apply_relief(
    case: Case,
    *,
    by: User,
    on: date,
    kind: str,
    body: str,
    applied_on: date,
    name: str = "",
    helped: bool = True,
) -> Relief:
    """告知或者帮助申请救助: what, where, when. Lawful in any state of the file, also long after it is closed (条例第37条第3款)."""
    case = lock_case(case)
    policies.require(by, "apply_relief", case)
    policies.require_sight(by, case)
    handling = own_handling(case, by)
    check_day("apply_relief", case=case, by=by, on=on)
    if kind not in ReliefKind.__members__.values():
        raise NotLawfulNow("请选择救助种类")
    if kind == ReliefKind.OTHER and not name.strip():
        raise NotLawfulNow("其他帮扶请写名称，不写病情、家庭情况")
    if not body.strip():
        raise NotLawfulNow("请填写向哪个机关申请")
    if applied_on > on or applied_on < case.received_on:
        raise NotLawfulNow(f"申请日应在收到本件（{case.received_on}）与今天之间，请核对")
    relief = Relief.objects.create(
        case=case, unit=by.unit, kind=kind, name=name.strip(), body=body.strip(), helped=helped,
        applied_on=applied_on, recorded_by=by,
    )  # fmt: skip
    record("apply_relief", case=case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           data={"relief": relief.pk, "kind": kind})  # fmt: skip
    return relief


@action
def record_relief_result(
    relief: Relief,
    *,
    by: User,
    on: date,
    result: str,
    decided_on: date,
    granted_by: str = "",
    amount: Decimal | None = None,
) -> Relief:
    """What came of it, once: granted (by whom, how much where it is money), not granted, or not pursued."""
    case = lock_case(relief.case)
    row = Relief.objects.get(pk=relief.pk)
    row.case = case
    policies.require(by, "record_relief_result", row)
    handling = own_handling(case, by)
    check_day("record_relief_result", case=case, by=by, on=on)
    if row.result:
        raise NotLawfulNow("不能：这次申请已经有结果，再次申请的另记一条")
    if result not in ReliefResult.__members__.values():
        raise NotLawfulNow("请选择结果")
    if not row.applied_on <= decided_on <= on:
        raise NotLawfulNow(f"结果日期应在申请（{row.applied_on}）与今天之间，请核对")
    if result == ReliefResult.GRANTED:
        row.granted_by, row.amount = granted_by.strip() or row.body, amount
        if amount is not None and amount <= 0:
            raise NotLawfulNow("金额应大于零；不是给钱的（如法律援助）不填")
    elif amount is not None:
        raise NotLawfulNow("没有给予的不填金额")
    row.result, row.decided_on = result, decided_on
    row.version += 1
    row.save()
    record("record_relief_result", case=case, by=by, on=on, handling=handling,
           from_state=handling.state if handling else "", data={"relief": row.pk, "result": result})  # fmt: skip
    return row


def own_handling(case: Case, by: User) -> Handling | None:
    """The unit's own part of the file, so that it reads in its own story what it did; none for the bureau."""
    if by.in_bureau:
        return None
    return (
        Handling.objects.filter(claim__case=case, unit_id=by.unit_id).select_related("unit", "claim").first()
    )
