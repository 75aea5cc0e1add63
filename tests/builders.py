"""A dozen builders; each calls the real actions, so that no test case is in an impossible state."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from cases import actions
from cases.actions import Destination, Person, Registration
from cases.models import Case, Claim, Handling
from law import clock
from law.terms import Channel, HandlingState, Purpose, Role, Route
from organizations.models import Unit, User

#: A Monday with working days around it.
MONDAY = date(2026, 3, 2)
_serial = count(1)


def unit(code: str = "housing") -> Unit:
    return Unit.objects.get(code=code)


def person(role: str, code: str = "bureau") -> User:
    """One person of a role at a unit; asked for twice, the same person."""
    where = unit(code)
    found = User.objects.filter(role=role, unit=where, is_active=True).first()
    if found:
        return found
    return User.objects.create(
        username=f"{code}-{role}-{next(_serial)}", name=f"测试{Role(role).label}", role=role, unit=where
    )


def registration(**changes: object) -> Registration:
    """A named person's visit about a leaking sewer, received on MONDAY unless said otherwise."""
    fields: dict[str, object] = {
        "channel": Channel.VISIT,
        "received_on": MONDAY,
        "title": "改造后污水倒灌",
        "summary": "2025年改造时重铺了支管，第一次下大雨就倒灌，一楼积水十厘米。",
        "purpose": Purpose.GRIEVANCE,
        "claims": ["把管子重新接好"],
        "persons": [
            Person(
                name="陈桂英",
                identity="330999196001011428",
                phone="13855552207",
                address="云城街道桂花苑3号楼",
            )
        ],
        "category": "城乡建设/城市建设和市政管理",
    }
    return Registration(**(fields | changes))  # type: ignore[arg-type]


def lived(on: date, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do one act on its own day: nothing in a test is backdated by accident."""
    with clock.on_day(on):
        return act(*args, on=on, **kwargs)


def registered(on: date | None = None, **changes: object) -> Case:
    form = registration(**changes)
    day = on or form.received_on
    return lived(day, actions.register, form, by=person(Role.INTAKE), unit=unit("bureau")).case


def forwarded(
    to: str = "housing", on: date = MONDAY, route: str = Route.PETITION, **changes: object
) -> Handling:
    """A case with one claim, with the unit since ``on``."""
    case = registered(received_on=min(on, changes.pop("received_on", on)), **changes)  # type: ignore[type-var]
    return lived(
        on, actions.forward, claim_of(case), by=person(Role.SCREENING), route=route, to=Destination(unit(to))
    )


def claim_of(case: Case) -> Claim:
    return case.claims.get()


def accepted(on: date = MONDAY, **changes: object) -> Handling:
    handling = forwarded(on=on, **changes)  # type: ignore[arg-type]
    return lived(on, actions.accept, handling, by=person(Role.HANDLER, handling.unit.code))


def drafted(handling: Handling, on: date) -> None:
    lived(
        on, actions.draft_opinion, handling, by=person(Role.HANDLER, handling.unit.code), outcome="supported", request="重新接好管子",
        facts="经现场核查，支管反坡，情况属实。", decision="三十日内重新铺设支管并恢复地面。", legal_basis="《建设工程质量管理条例》第四十一条",
    )  # fmt: skip


def signed(handling: Handling, on: date) -> Handling:
    drafted(handling, on)
    lived(on, actions.sign_opinion, handling, by=person(Role.UNIT_HEAD, handling.unit.code))
    return again(handling)


def served(handling: Handling, on: date) -> Handling:
    if handling.state == HandlingState.ACCEPTED:
        handling = signed(handling, on)
    lived(on, actions.serve, handling, by=person(Role.HANDLER, handling.unit.code), method="direct", served_on=on,
          proof="本人签收")  # fmt: skip
    return again(handling)


def concluded(handling: Handling, on: date) -> Handling:
    return lived(on, actions.conclude, again(handling), by=person(Role.SCREENING))


def again(handling: Handling) -> Handling:
    return Handling.objects.select_related("claim__case", "unit").get(pk=handling.pk)


def days(n: int) -> timedelta:
    return timedelta(days=n)
