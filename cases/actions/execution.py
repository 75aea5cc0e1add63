"""The unit sees to it that what it supported is carried out, and records how far (条例第32条第2款)."""

from datetime import date

from cases import policies
from cases.actions.performing import check_day, lock_handling, record
from cases.models import Execution, Opinion, SupportingOpinion
from cases.policies import NotLawfulNow
from law.terms import ExecutionResult
from organizations.acting import action
from organizations.models import User


@action
def record_execution(
    opinion: Opinion,
    *,
    by: User,
    on: date,
    result: str,
    executor: str,
    account: str,
    until: date | None = None,
) -> Execution:
    """登记执行情况: any number of times, until it is carried out; also after the file is closed."""
    handling = lock_handling(opinion.handling)
    policies.require(by, "record_execution", handling)
    check_day("record_execution", case=handling.claim.case, by=by, on=on, handling=handling)
    row = SupportingOpinion.objects.filter(pk=opinion.pk).with_state().first()
    if row is None:
        raise NotLawfulNow("还不能：只有已经送达、予以支持的处理意见才登记执行情况（条例第32条第2款）")
    if row.state == ExecutionResult.CARRIED_OUT:
        raise NotLawfulNow("不能：已经登记为执行完毕")
    if result not in ExecutionResult.__members__.values():
        raise NotLawfulNow("请选择执行情况")
    if not executor.strip():
        raise NotLawfulNow("请填写由哪个单位执行")
    if not account.strip():
        raise NotLawfulNow("请写明执行情况和凭据；没有执行的，写明原因")
    if (result == ExecutionResult.UNDER_WAY) != (until is not None):
        raise NotLawfulNow("正在执行的填写预计完成日，其余的不填")
    if until and until <= on:
        raise NotLawfulNow(f"预计完成日应在今天（{on}）以后")
    made = Execution.objects.create(
        opinion=opinion, result=result, executor=executor.strip(), account=account.strip(), until=until, on=on,
        unit=by.unit, recorded_by=by,
    )  # fmt: skip
    record("record_execution", case=handling.claim.case, by=by, on=on, handling=handling, from_state=handling.state,
           note=f"{ExecutionResult(result).label}：{account.strip()}", data={"execution": made.pk, "result": result})  # fmt: skip
    return made
