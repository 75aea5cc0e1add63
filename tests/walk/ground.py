"""What every move of the walk stands on: the county of one walk, its people, and how an act is tried and judged."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from builders import person, unit
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from cases.models import Handling
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Role
from organizations.models import User
from petition_bureau import tasks
from walk import beside
from walk.reference import WHOSE, Asked, Matter, Work, presume, silent_until

FIRST = date(2025, 2, 10)
LAST = date(2026, 9, 30)
UNITS = ["housing", "agriculture", "education"]
#: What was tried over all walks: (act, state before, outcome).
TAKEN: Counter[tuple[str, str, str]] = Counter()


class Ground(RuleBasedStateMachine):
    """The county in the tests' transaction; every walk begins with an empty one."""

    def __init__(self) -> None:
        super().__init__()
        self.day = FIRST
        self.matters: list[Matter] = []
        self.works: list[Work] = []
        self.reviews: list[beside.Asked] = []
        self.hearings: list[beside.Heard] = []
        self.mediations: list[beside.Mediated] = []
        self.supervisions: list[beside.Supervised] = []
        self.point = transaction.savepoint()
        self.context = clock.on_day(self.day)
        self.context.__enter__()
        person(Role.SCREENING)
        self.second = _another(Role.SCREENING, "bureau")
        person(Role.COMPARTMENT)
        #: Of each unit two handlers: where one stays out of a matter, the other takes it.
        self.handlers = {code: [person(Role.HANDLER, code), _another(Role.HANDLER, code)] for code in UNITS}

    def teardown(self) -> None:
        self.context.__exit__(None, None, None)
        transaction.savepoint_rollback(self.point)

    # --- what there is ---------------------------------------------------------------------------------------

    def claims(self) -> list[Asked]:
        return [claim for matter in self.matters for claim in matter.claims]

    def living(self) -> list[Work]:
        return [work for work in self.works if not work.ended]

    def handling(self, work: Work) -> Handling:
        return Handling.objects.select_related("claim__case", "unit").get(pk=work.pk)

    # --- who -------------------------------------------------------------------------------------------------

    def handler(self, work: Work) -> User:
        return self.handler_of(work.claim.matter, work.unit)

    def handler_of(self, matter: Matter, code: str) -> User:
        """Whoever of the unit has not withdrawn from the matter (条例第28条第3款)."""
        known = self.handlers.get(code) or [person(Role.HANDLER, code)]
        return next(user for user in known if user.pk not in matter.recused)

    def by(self, act: str, work: Work, *, wrong: bool) -> tuple[User, bool]:
        role, at_unit = WHOSE[act]
        if not wrong:
            if (role, at_unit) == ("handler", True):
                return self.handler(work), True
            return person(role, work.unit if at_unit else "bureau"), True
        if at_unit:  # the bureau never acts in the unit's place, nor another unit, nor who stays out of it
            recused = User.objects.filter(pk__in=work.claim.matter.recused, unit__code=work.unit).first()
            other = next(code for code in UNITS if code != work.unit)
            return recused or (person(role, other) if work.pk % 2 else person(Role.SCREENING)), False
        return person(Role.INTAKE), False

    # --- how it goes -----------------------------------------------------------------------------------------

    def attempt(self, name: str, before: str, expected: str, act: Callable[[], Any]) -> Any:
        """Do it, and compare how it went with the reference: ``done``, ``refused`` (409) or ``forbidden`` (403)."""
        made: Any = None
        said, reasons = "", ["done"]
        try:
            with transaction.atomic():
                made = act()
            outcome = "done"
        except NotLawfulNow as refusal:
            outcome, said = "refused", str(refusal)
            reasons = refusal.reasons
        except NotYours as refusal:
            outcome, said = "forbidden", str(refusal)
        TAKEN[name, before, outcome] += 1
        assert reasons, f"{name}: refused without a reason"
        assert all(reasons), f"{name}: an empty reason"
        assert outcome == expected, f"{name} in {before}: {outcome}, the law says {expected} {said}"
        return made

    @staticmethod
    def note(act: str, before: str) -> None:
        """Count what an act did besides: to several works at once, or to the file."""
        TAKEN[act, before, "done"] += 1

    def days_pass(self, days: int) -> None:
        """The next morning, and the night's sweep: whoever was silent too long is treated as having accepted."""
        self.day = min(self.day + timedelta(days=days), LAST)
        self.context.__exit__(None, None, None)
        self.context = clock.on_day(self.day)
        self.context.__enter__()
        tasks.sweep(self.day)
        again = tasks.sweep(self.day)
        assert (again["reminders"], again["escalations"]) == (0, 0), "a second sweep adds nothing"
        for work in self.works:
            if silent_until(work, self.day):
                self.note("presume_acceptance", work.state)
                presume(work)

    def hold(self, claim: Asked, *, direct: bool = False, designated: bool = False) -> None:
        """Take up into the reference what the house made for this claim; the day of a 交办 stands on its letter."""
        known = {work.pk for work in self.works}
        for row in (
            Handling.objects.filter(claim_id=claim.pk)
            .exclude(pk__in=known)
            .select_related("unit")
            .order_by("pk")
        ):
            work = Work(row.pk, claim, row.unit.code, row.route, row.arrived_on, lead=row.role == "lead", direct=direct,
                        assigned=row.assigned, state=row.state, designated=designated,
                        report_due=self.report_day(row.pk))  # fmt: skip
            self.works.append(work)
            claim.works.append(work)

    @staticmethod
    def report_day(pk: int) -> date | None:
        rows = Handling.objects.filter(pk=pk, deadlines__period="assigned_report")
        day: date | None = rows.values_list("deadlines__due_on", flat=True).first()
        return day

    def hearings_fall(self, work: Work, of: beside.Asked | None) -> None:
        """A step that is decided or withdrawn is not heard any more; what was heard gets its conclusion."""
        for heard in self.hearings:
            if heard.work is work and heard.of is of and heard.lawful("cancel_hearing", self.day):
                heard.happens("cancel_hearing", self.day)

    def assistants_end(self, matter: Matter) -> None:
        """With the last lead's answer there is nothing left to assist (条例第24条)."""
        if matter.state == "closed":
            for work in matter.works:
                if not work.lead and not work.ended:
                    work.state = "concluded"


def _another(role: str, code: str) -> User:
    where = unit(code)
    person(role, code)
    return User.objects.create(
        username=f"second-{role}-{code}", name=f"第二{Role(role).label}", role=role, unit=where
    )


def pick(chance: random.Random) -> int:
    return chance.randrange(10**6)


def one_of(*values: Any) -> Callable[[random.Random], Any]:
    return lambda chance: chance.choice(values)


def up_to(n: int) -> Callable[[random.Random], int]:
    return lambda chance: chance.randrange(n)
