"""Opinions in support being carried out, in the demo year (条例第32条第2款)."""

from collections.abc import Generator
from datetime import date, timedelta

from cases import actions, policies
from cases.models import SupportingOpinion
from law import clock
from law.terms import Role
from organizations.models import User
from petition_bureau.demo_year.cast import World

Life = Generator[date, None, None]
EXECUTORS = ("", "", "", "惠民建筑工程公司", "云溪县供水公司", "所在村民委员会", "云溪城投公司")
BEGUN = (
    "方案已经确定，材料到场，按意见书里的安排施工",
    "款项已列入本月拨付计划，正在走审批手续",
    "已约双方到场确认范围，本周开始整改",
)
FINISHED = (
    "已完工，信访人到场看过并签字，照片入卷",
    "款项已足额到账，附转账凭证",
    "已按意见整改到位，社区和信访人共同验收",
)
REFUSED = (
    "责任企业以资金困难为由没有执行，已书面催促两次，附催促函",
    "双方对施工范围又有争议，执行单位停工，正在协调",
)


def workday(world: World, day: date) -> None:
    """A few of the opinions served last week are reported on for the first time."""
    chance = world.chance_of("execution")
    rows = SupportingOpinion.objects.with_state().filter(
        state=None, handling__claim__case__imported=False, handling__claim__case__in_compartment=False,
        signed_on__gt=day - timedelta(days=15), signed_on__lte=day - timedelta(days=5),
    )  # fmt: skip
    for row in rows.select_related("handling__claim__case", "handling__unit").order_by("pk"):
        if chance.random() < 0.14:
            world.begin(_execution(world, row))


def _execution(world: World, row: SupportingOpinion) -> Life:
    chance, day = world.chance_of("execution"), clock.today()
    unit = row.handling.unit
    people = User.objects.filter(role=Role.HANDLER, unit=unit, is_active=True).order_by("pk")
    by = next((who for who in people if policies.may(who, "record_execution", row.handling)), None)
    if by is None:
        return
    executor = chance.choice(EXECUTORS) or unit.name
    if chance.random() < 0.3:
        actions.record_execution(
            row, by=by, on=day, result="carried_out", executor=executor, account=chance.choice(FINISHED)
        )
        return
    until = world.workday(day, chance.choice([8, 12, 18, 25]))
    actions.record_execution(
        row, by=by, on=day, result="under_way", executor=executor, account=chance.choice(BEGUN), until=until
    )
    fate = chance.random()
    if fate < 0.12:
        return  # nobody told what became of it: past its day
    later = world.workday(until, chance.choice([-3, -2, -1, 0, 3]))
    yield later
    day = clock.today()
    done = fate < 0.9
    actions.record_execution(row, by=by, on=day, result="carried_out" if done else "not_carried_out", executor=executor,
                             account=chance.choice(FINISHED if done else REFUSED))  # fmt: skip
