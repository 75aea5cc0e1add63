"""What petitioners do besides waiting: they bring more material, ask where it is, sometimes take it back."""

from collections.abc import Generator
from contextlib import suppress
from datetime import date, timedelta

from cases import actions
from cases.models import Case, RepeatLink, Withdrawal
from cases.policies import NotLawfulNow
from law import clock
from law.terms import CaseState, Role
from petition_bureau.demo_year.cast import World

SUPPLEMENTS = [
    "补交照片4张",
    "补交有关材料复印件2份",
    "口头补充当时经手的人和时间，已记录并由本人核对",
    "补交书面情况说明1份",
]
REASONS = ["问题已经自行协商解决", "当面说明后没有异议", "改走法院诉讼，材料已经交法院"]


def workday(world: World, day: date) -> None:
    """Now and then, among the matters under way."""
    chance = world.chance_of("second thoughts")
    _confirm_mergers(world, day)
    open_cases = list(
        Case.objects.ordinary()
        .open()
        .filter(imported=False, received_on__lt=day - timedelta(days=4))
        .order_by("pk")[:400]
    )
    if not open_cases:
        return
    if chance.random() < 0.12:
        actions.supplement(
            chance.choice(open_cases), by=world.who(Role.INTAKE), on=day, text=chance.choice(SUPPLEMENTS)
        )
    if chance.random() < 0.10:
        with suppress(NotLawfulNow):  # urged today already
            actions.urge(
                chance.choice(open_cases),
                by=world.who(Role.INTAKE) if chance.random() < 0.4 else None,
                on=day,
            )
    if chance.random() < 0.035:
        _report(world, chance.choice(open_cases), day)


def _confirm_mergers(world: World, day: date) -> None:
    rows = RepeatLink.objects.filter(merged=True, undone_on=None, confirmed_on=None, linked_on__lt=day)
    for row in rows.select_related("petition__filed_as"):
        if world.today - day > timedelta(days=3) or row.pk % 2:
            actions.confirm_repeat(row, by=world.who(Role.SCREENING), on=day)


def _report(world: World, case: Case, day: date) -> None:
    claims = actions.open_claims(case)
    if not claims or case.withdrawals.exists():
        return
    row = actions.report_withdrawal(case, by=world.who(Role.INTAKE), on=day, claims=claims, manner="written",
                                    evidence="书面申请1份，本人签名")  # fmt: skip
    if row:
        world.begin(_verify(world, row, day))


def _verify(world: World, row: Withdrawal, day: date) -> Generator[date, None, None]:
    chance = world.chance_of("second thoughts")
    yield world.workday(day, chance.choice([1, 2, 4]))
    case = Case.objects.get(pk=row.case_id)
    officer = world.who(Role.SCREENING)
    if case.state not in {CaseState.REGISTERED, CaseState.DISPATCHED} or set(row.claims.all()) - set(
        actions.open_claims(case)
    ):
        actions.refuse_withdrawal(
            row, by=officer, on=clock.today(), verification="核实期间承办单位已经答复，不再撤回"
        )
    elif chance.random() < 0.15:
        actions.refuse_withdrawal(
            row, by=officer, on=clock.today(), verification="电话核实，本人表示还想等处理结果"
        )
    else:
        actions.withdraw(
            row, by=officer, on=clock.today(), verification=f"电话核实，确系自愿：{chance.choice(REASONS)}"
        )
