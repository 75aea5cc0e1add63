"""The users' handbook: what its chapters say about screens, so that a test can hold them to it and pictures be remade.

A chapter names a screen in a comment before it speaks of it; 「words」 up to the next one are words of that screen::

    <!-- screen: desk handler@housing /desk/ -->
    <!-- screen: matter visitor?electronic_service=true /query/matter/ 390x900 -->
    <!-- look: intake@bureau /reviews/?view=decided -->

A ``screen`` has a name, and with it a picture of its upper part (width x height, in pixels); a ``look`` has none.
Then who looks: a role (``@unit``), ``visitor`` for a petitioner with his query code, ``-`` for anybody. Then the
address; from its ``#anchor`` on, if it has one, the picture begins. ``{app.Model:attribute?field=value&…}`` stands for
the newest row of that kind which the person sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

from django.apps import apps

from cases.models import Petitioner
from law.terms import Role
from organizations.models import User

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "handbook"
#: The day and size of the county the handbook shows.
DAY = date(2026, 11, 20)
CASES = 80
SIZE = (1440, 760)
SCREEN = re.compile(
    r"<!-- (?:screen: (?P<name>[\w-]+)|look:) (?P<who>\S+) (?P<address>/\S*)(?: (?P<width>\d+)x(?P<height>\d+))? -->"
)
WHO = re.compile(r"(?P<role>[a-z_]+|-)(?:@(?P<unit>\{\S+\}|\w+)|\?(?P<wanted>\S+))?")
PLACE = re.compile(r"\{(?P<model>[\w.]+):(?P<path>[\w.]+)(?:\?(?P<wanted>[^}]*))?\}")
QUOTED = re.compile(r"「([^」]+)」")


class NotThere(LookupError):
    """The county of the handbook holds no such row."""


@dataclass(frozen=True)
class Screen:
    """One screen of a chapter, and the words the chapter says it shows. Without a name it has no picture."""

    chapter: str
    name: str
    who: str
    address: str
    size: tuple[int, int]
    words: tuple[str, ...] = ()

    @property
    def picture(self) -> Path:
        return FOLDER / "images" / f"{self.name}.png"

    def person(self) -> User | Petitioner | None:
        """Who looks: the everyday account of the role, a petitioner, or nobody for a public page. Raises NotThere."""
        match = WHO.fullmatch(self.who)
        if match is None:
            raise NotThere(f"nobody is called {self.who}")
        if match["role"] == "-":
            return None
        if match["role"] == "visitor":
            people = Petitioner.objects.filter(petition__filed_as__in_compartment=False)
            found: Petitioner = _newest(people, match["wanted"], "-petition_id", "order")
            return found
        users = (
            User.objects.filter(role=Role(match["role"]), is_active=True)
            .select_related("unit")
            .order_by("pk")
        )
        unit = PLACE.sub(lambda place: _filled(place, None), match["unit"] or "")
        user = (users.filter(unit__code=unit) if unit else users).first()
        if user is None:
            raise NotThere(f"nobody of role {match['role']} at {unit or 'any unit'}")
        return user

    def path(self, person: User | Petitioner | None) -> str:
        """The address with its rows filled in. Raises NotThere."""
        user = person if isinstance(person, User) else None
        return PLACE.sub(lambda place: _filled(place, user), self.address)


def _filled(place: re.Match[str], user: User | None) -> str:
    model: Any = apps.get_model(place["model"])
    sees = user is not None and hasattr(model.objects, "visible_to")
    rows = model.objects.visible_to(user) if sees else model.objects.all()
    value: Any = _newest(rows, place["wanted"], "-pk")
    for name in place["path"].split("."):
        value = getattr(value, name)
    return str(value)


def _newest(rows: Any, wanted: str | None, *order: str) -> Any:
    pairs = [pair.split("=", 1) for pair in (wanted or "").split("&") if pair]
    values: dict[str, Any] = {"true": True, "false": False}
    row = rows.filter(**{name: values.get(value, value) for name, value in pairs}).order_by(*order).first()
    if row is None:
        raise NotThere(f"no {rows.model.__name__} with {wanted or 'anything'}")
    return row


def chapters() -> list[Path]:
    """The pages of the handbook, its title page among them."""
    return sorted(FOLDER.glob("*.md"))


def screens() -> Iterator[Screen]:
    """Every screen of every chapter, in order."""
    for path in chapters():
        text = path.read_text("utf-8")
        found = list(SCREEN.finditer(text))
        ends = [*(following.start() for following in found[1:]), len(text)]
        for match, end in zip(found, ends, strict=False):
            words = tuple(dict.fromkeys(QUOTED.findall(text[match.end() : end])))
            size = (int(match["width"]), int(match["height"])) if match["width"] else SIZE
            yield Screen(path.name, match["name"] or "", match["who"], match["address"], size, words)


def text_of(html: str) -> str:
    """What a reader sees of a page, without its blanks."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", body)))
