"""The courses of what leaders answer for: receptions, sponsored cases, backlog, hidden conflicts (条例第18条、第37条).

The models and acts live in ``oversight.leaders``; the edges stand here, because the one table of the procedure hands
all edges to the database.
"""

from collections.abc import Mapping
from typing import Any

from law.terms import BacklogState, HiddenConflictState, ReceptionState, SponsorshipState

B, H, R, S = BacklogState, HiddenConflictState, ReceptionState, SponsorshipState

#: Machine → edge → (sources, target).
LEADER_EDGES: Mapping[str, Mapping[str, tuple[tuple[str, ...], str]]] = {
    "reception": {
        "publish": ((R.DRAFT,), R.PUBLISHED),
        "hold": ((R.PUBLISHED,), R.HELD),
        "miss": ((R.PUBLISHED,), R.MISSED),
        "cancel": ((R.DRAFT, R.PUBLISHED), R.CANCELLED),
    },
    "sponsorship": {
        "begin_work": ((S.OPENED,), S.WORKING),
        "ask_check": ((S.WORKING,), S.CHECKING),
        "accept": ((S.CHECKING,), S.ACCEPTED),
        "send_back": ((S.CHECKING,), S.WORKING),
        "end": ((S.OPENED, S.WORKING), S.ENDED),
    },
    "backlog": {
        "enter": ((B.PROPOSED,), B.ENTERED),
        "refuse": ((B.PROPOSED,), B.REFUSED),
        "resolve": ((B.ENTERED,), B.RESOLVED),
        "verify": ((B.RESOLVED,), B.VERIFIED),
        "send_back": ((B.RESOLVED,), B.ENTERED),
    },
    "hidden_conflict": {
        "entrust": ((H.FOUND, H.ENTRUSTED), H.ENTRUSTED),
        "report": ((H.ENTRUSTED,), H.REPORTED),
        "strike_off": ((H.REPORTED,), H.STRUCK_OFF),
        "send_back": ((H.REPORTED,), H.ENTRUSTED),
    },
}
#: The state a row is born in.
LEADER_BIRTHS: Mapping[str, str] = {
    "reception": R.DRAFT,
    "sponsorship": S.OPENED,
    "backlog": B.PROPOSED,
    "hidden_conflict": H.FOUND,
}
#: Acts on a file that stand beside its course: no act of the course has to come after them.
LEADER_ACTS = (
    "receive_visit", "assign_visit", "reply_visit", "revisit",
    "sponsor", "plan_sponsorship", "advance_sponsorship", "ask_sponsorship_check", "accept_sponsorship",
    "return_sponsorship", "end_sponsorship",
    "propose_backlog", "enter_backlog", "refuse_backlog", "resolve_backlog", "verify_backlog", "return_backlog",
)  # fmt: skip


def edge(machine: str, name: str) -> dict[str, Any]:
    """One edge, as ``django_fsm.transition`` wants it."""
    sources, target = LEADER_EDGES[machine][name]
    return {"source": list(sources), "target": target}


def leader_edges() -> set[tuple[str, str, str]]:
    """(machine, source, target) of every lawful change of state; births have an empty source."""
    rows = {
        (machine, source, target)
        for machine, edges in LEADER_EDGES.items()
        for sources, target in edges.values()
        for source in sources
    }
    return rows | {(machine, "", state) for machine, state in LEADER_BIRTHS.items()}
