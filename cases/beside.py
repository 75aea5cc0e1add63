"""What stands beside a file: other ways a matter can take, each told by the package that knows it.

A package above this one adds itself when it is loaded (``AppConfig.ready``), so that imports keep pointing down;
subjects of this package are listed in ``SUBJECTS``. An *offer* is a next lawful act, with a button or the reason why
not; a *panel* says in a few rows how such a way stands, with the address of its page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cases import contents
from cases.procedure import ACTS
from cases.reading import File

#: One entry of the list of next acts, as the template shows it.
View = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """A short section beside the file: rows of label and value, the newest or most urgent first."""

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    href: str = ""
    qualifier: str = ""


Offers = Callable[[File], list[View]]
Panels = Callable[[File], list[Panel]]
_offers: dict[str, Offers] = {}
_panels: dict[str, Panels] = {}


def register(
    subject: str,
    *,
    offers: Offers | None = None,
    panels: Panels | None = None,
    tables: Mapping[str, contents.Rows] | None = None,
) -> None:
    """Stand beside every file from now on; a subject registered again replaces itself.

    ``tables``: what the subject reads of a file, by a name to ask :func:`has` with.
    """
    if offers:
        _offers[subject] = offers
    if panels:
        _panels[subject] = panels
    for name, rows in (tables or {}).items():
        contents.add(name, rows)


def has(file: File, table: str) -> bool:
    """Whether the file has any row in this table (``cases.contents``)."""
    return file.contents[table]


def offers(file: File) -> list[View]:
    """The next acts of all other ways; none on an accusation, which goes only the compartment's way (条例第30条)."""
    if file.case.in_compartment:
        return []
    return [view for subject in sorted(_offers) for view in _offers[subject](file)]


def panels(file: File) -> list[Panel]:
    """How the other ways stand, those with something to say."""
    if file.case.in_compartment:
        return []
    return [panel for subject in sorted(_panels) for panel in _panels[subject](file) if panel.rows]


def allowed(
    label: str, href: str, follows: str, act: str, *, main: bool = False, waits: bool = False
) -> View:
    """An act that may be done now: its button, and what follows from it.

    ``main``: it may be the page's solid button. ``waits``: something already begun waits for this person, so that the
    act stands in front whatever its group (``cases.act_groups``).
    """
    return {"act": act, "label": label, "href": href, "reason": follows, "allowed": True,
            "article": ACTS[act].article, "may_be_main": main, "waits": waits}  # fmt: skip


def refused(label: str, why_not: str, act: str, *, never: bool = False) -> View:
    """A grey act and the reason; ``never``: waiting does not help."""
    article = "" if "条例第" in why_not else ACTS[act].article
    return {
        "act": act,
        "label": label,
        "allowed": False,
        "never": never,
        "why_not": why_not,
        "article": article,
    }
