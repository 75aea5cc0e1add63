"""Who lives in the demo county: accounts of every role, invented petitioners, and the stories they bring."""

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from cases import workdays
from cases.actions import Person
from law.calendar import WorkCalendar
from law.terms import Role
from organizations.models import Unit, User

COUNTY = Path(__file__).parents[1] / "county"


def read(name: str) -> Any:
    return yaml.load((COUNTY / f"{name}.yaml").read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def password() -> str:
    """The demo's one password, made at first use and kept in the data folder for its owner alone."""
    path = Path(settings.DATA_DIR) / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"yunxi-{secrets.token_hex(4)}")
    return path.read_text().strip()


def make_accounts() -> int:
    """The staff of the county; one hash for all, production refuses demo accounts. Returns how many were added."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    known = set(User.objects.values_list("username", flat=True))
    hashed = make_password(password())
    rows = [
        User(username=row["username"], name=row["name"], role=row["role"], unit=units[row["unit"]], password=hashed,
             is_demo=True, phone=units[row["unit"]].phone)
        for row in read("people")["staff"]
        if row["username"] not in known
    ]  # fmt: skip
    User.objects.bulk_create(rows)
    return len(rows)


def logins() -> list[tuple[str, str]]:
    """(role, username) of the demo's accounts, the everyday one of each role first."""
    users = list(User.objects.filter(is_demo=True, is_active=True).select_related("unit"))
    order = {role: n for n, role in enumerate(Role)}
    first = {"handler": "housing", "unit_head": "housing"}
    seen: set[str] = set()
    users.sort(
        key=lambda user: (
            order[Role(user.role)],
            user.unit.code != first.get(user.role, user.unit.code),
            user.pk,
        )
    )
    leading = [user for user in users if user.role not in seen and not seen.add(user.role)]  # type: ignore[func-returns-value]
    rest = [user for user in users if user not in leading]
    return [(user.role, user.username) for user in [*leading, *rest]]


@dataclass
class World:
    """One run of the year: its chance, its calendar, its people."""

    chance: random.Random
    today: date
    begun: list[Iterator[date]] = field(default_factory=list)
    #: Lives that could not go on because somebody else acted first.
    overtaken: list[str] = field(default_factory=list)
    _chances: dict[str, random.Random] = field(default_factory=dict)

    def begin(self, life: Iterator[date]) -> None:
        """A life of its own beside the one that calls: a unit's work, a second petition."""
        self.begun.append(life)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return workdays.calendar()

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in Unit.objects.select_related("parent")}

    @cached_property
    def _users(self) -> dict[tuple[str, str], list[User]]:
        found: dict[tuple[str, str], list[User]] = {}
        for user in User.objects.filter(is_active=True).select_related("unit").order_by("pk"):
            found.setdefault((user.role, user.unit.code), []).append(user)
        return found

    def who(self, role: str, unit: str = "bureau") -> User:
        return self.chance.choice(self._users[role, unit])

    def others(self, role: str, unit: str, but: User) -> User:
        """Somebody of the role who is not ``but`` (second pair of eyes)."""
        return next(user for user in self._users[role, unit] if user != but)

    @cached_property
    def _names(self) -> tuple[list[str], list[str]]:
        data = read("people")
        return data["surnames"], data["given_names"]

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        return [{"unit": row["unit"], **place} for row in read("places") for place in row["places"]]

    def person(self, *, representative: bool = False, address: str = "", known: float = 0.8) -> Person:
        """An invented petitioner; some give no identity number."""
        surnames, given = self._names
        number = self.chance.randrange(10_000_000)
        born = f"{self.chance.randrange(1950, 2003)}{self.chance.randrange(1, 13):02d}{self.chance.randrange(1, 29):02d}"
        identity = f"330999{born}{number % 10_000:04d}"
        return Person(
            name=self.chance.choice(surnames) + self.chance.choice(given),
            identity=identity if self.chance.random() < known else "",
            phone=f"190{number:08d}",
            address=address,
            representative=representative,
            electronic_service=self.chance.random() < 0.3,
        )

    def chance_of(self, subject: str) -> random.Random:
        """The chance of one subject beside the petitions: the same every year, and nobody else draws from it."""
        if subject not in self._chances:
            self._chances[subject] = random.Random(f"{subject} 20220501")  # noqa: S311 - not a secret
        return self._chances[subject]

    def workday(self, day: date, after: int = 0) -> date:
        """The first working day ``after`` days on."""
        return self.calendar.roll_forward(day + timedelta(days=after))

    def happens(self, share: float) -> bool:
        return self.chance.random() < share
