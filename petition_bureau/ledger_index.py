"""业务台账: one page from which everything beside the everyday queue is reached, grouped by what it is for."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from law.terms import Role
from organizations.web import StaffRequest, page

R = Role
BUREAU = frozenset({R.INTAKE, R.SCREENING, R.BUREAU_LEADER, R.WRITER})
LEADERS = frozenset({R.BUREAU_LEADER, R.COUNTY_LEADER})
UNITS = frozenset({R.HANDLER, R.UNIT_HEAD})
STAFF = BUREAU | LEADERS | UNITS


@dataclass(frozen=True)
class Entry:
    """One ledger: where it stands, its name, one sentence, its address, and whose it is."""

    group: str
    label: str
    sentence: str
    url: str
    roles: frozenset[Role]


#: In the order of the page. Each package's ledgers stand together.
ENTRIES: tuple[Entry, ...] = (
    Entry(
        "督查督办",
        "督办",
        "督办单的签发、回复和销号（条例第40条）。",
        "oversight:list",
        frozenset({R.BUREAU_LEADER}) | UNITS,
    ),
)


def entries(role: str) -> list[Entry]:
    """What a role finds on the page."""
    return [entry for entry in ENTRIES if role in entry.roles]


@page()
def index(request: StaffRequest) -> HttpResponse:
    """The ledgers of the signed-in person's role, by group."""
    groups: dict[str, list[dict[str, str]]] = {}
    for entry in entries(request.user.role):
        groups.setdefault(entry.group, []).append(
            {"label": entry.label, "sentence": entry.sentence, "url": reverse(entry.url)}
        )
    return render(request, "ledgers/index.html", {"groups": groups.items()})
