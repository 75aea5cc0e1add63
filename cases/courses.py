"""The courses of records: the states a row may be born in, and the steps by which it moves.

One shape for all: the models' transitions, the database's ``AllowedEdge`` rows and ``docs/states.md`` come from here.
The models and acts of some live in packages above; their courses stand here, because the one table of the procedure
hands all edges to the database. The course of a handling is made of the acts of ``cases.procedure``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from law.terms import (
    BacklogState,
    CaseState,
    ConferenceState,
    DisputeState,
    HearingState,
    HiddenConflictState,
    MeasureState,
    MediationState,
    PublicationState,
    ReceptionState,
    RecusalState,
    ReviewState,
    SponsorshipState,
    Term,
)


@dataclass(frozen=True, slots=True)
class Course:
    """How rows of one kind move. ``steps``: name → (sources, target).

    ``imports``: states in which a row may be born besides when it (or its file) came from an older register.
    """

    label: str
    states: type[Term]
    births: tuple[str, ...]
    steps: Mapping[str, tuple[tuple[str, ...], str]]
    imports: tuple[str, ...] = ()

    def step(self, name: str) -> dict[str, Any]:
        """The step, as ``django_fsm.transition`` wants it."""
        return {"source": list(self.sources(name)), "target": self.steps[name][1]}

    def sources(self, name: str) -> tuple[str, ...]:
        """The states the step may be taken from."""
        return self.steps[name][0]

    def moves(self) -> set[tuple[str, str]]:
        """(source, target) of every step."""
        return {(source, target) for sources, target in self.steps.values() for source in sources}

    def edges(self) -> set[tuple[str, str]]:
        """(source, target) of every lawful change; births have an empty source."""
        return self.moves() | {("", state) for state in self.births}

    def reached(self) -> set[str]:
        """Every state a row can come to."""
        return {target for _, target in self.edges()}


#: The source of a birth that only the import of an older register makes; the database asks for the mark on the file.
IMPORT = "import"

#: Each step is part of an act of the procedure.
_C = CaseState
CASE = Course(
    "信访事项",
    CaseState,
    (_C.REGISTERED,),
    {
        "dispatch": ((_C.REGISTERED,), _C.DISPATCHED),
        "close": ((_C.REGISTERED, _C.DISPATCHED), _C.CLOSED),
        "archive": ((_C.CLOSED,), _C.ARCHIVED),
        "reopen": ((_C.CLOSED, _C.ARCHIVED), _C.DISPATCHED),
        "merge": ((_C.REGISTERED,), _C.MERGED),
        "unmerge": ((_C.MERGED,), _C.REGISTERED),
    },
    imports=(_C.DISPATCHED, _C.CLOSED),
)

#: Each step is part of an act of the procedure (``<step>_review``).
_V = ReviewState
REVIEW = Course(
    "复查、复核",
    ReviewState,
    (_V.REQUESTED,),
    {
        "accept": ((_V.REQUESTED,), _V.ACCEPTED),
        "decline": ((_V.REQUESTED,), _V.DECLINED),
        "withdraw": ((_V.REQUESTED, _V.ACCEPTED), _V.WITHDRAWN),
        "sign": ((_V.ACCEPTED,), _V.SIGNED),
        "serve": ((_V.SIGNED,), _V.SERVED),
    },
)

#: An agreement found broken may still be performed.
_M = MediationState
MEDIATION = Course(
    "调解",
    MediationState,
    (_M.HANDED_OVER,),
    {
        "consent": ((_M.HANDED_OVER,), _M.CONSENTED),
        "refuse": ((_M.HANDED_OVER,), _M.REFUSED),
        "withdraw": ((_M.HANDED_OVER, _M.CONSENTED), _M.WITHDRAWN),
        "fail": ((_M.CONSENTED,), _M.FAILED),
        "agree": ((_M.CONSENTED,), _M.AGREED),
        "perform": ((_M.AGREED, _M.NOT_PERFORMED), _M.PERFORMED),
        "default": ((_M.AGREED,), _M.NOT_PERFORMED),
    },
)

#: Each step is the act of its name. One record, whatever happens to its day.
_G = HearingState
HEARING = Course(
    "听证",
    HearingState,
    (_G.PROPOSED,),
    {
        "approve_hearing": ((_G.PROPOSED,), _G.APPROVED),
        "refuse_hearing": ((_G.PROPOSED,), _G.REFUSED),
        "draw_panel": ((_G.APPROVED,), _G.EMPANELLED),
        "notify_hearing": ((_G.EMPANELLED, _G.POSTPONED), _G.NOTICED),
        "postpone_hearing": ((_G.NOTICED,), _G.POSTPONED),
        "hold_hearing": ((_G.NOTICED,), _G.HELD),
        "conclude_hearing": ((_G.HELD,), _G.CONCLUDED),
        "cancel_hearing": (
            (_G.PROPOSED, _G.APPROVED, _G.EMPANELLED, _G.NOTICED, _G.POSTPONED),
            _G.CANCELLED,
        ),
    },
)

#: How the masked text of a final-review opinion becomes public; each step is the act of its name.
_P = PublicationState
PUBLICATION = Course(
    "复核意见公开",
    PublicationState,
    (_P.DRAFTED,),
    {
        "draft_publication": ((_P.SENT_BACK,), _P.DRAFTED),
        "send_back_publication": ((_P.DRAFTED,), _P.SENT_BACK),
        "publish_opinion": ((_P.DRAFTED,), _P.PUBLISHED),
        "withdraw_publication": ((_P.PUBLISHED,), _P.WITHDRAWN),
    },
)

_D = DisputeState
DISPUTE = Course(
    "受理争议",
    DisputeState,
    (_D.REFERRED,),
    {"decide": ((_D.REFERRED,), _D.DECIDED), "withdraw": ((_D.REFERRED,), _D.WITHDRAWN)},
)

_R = RecusalState
RECUSAL = Course(
    "回避",
    RecusalState,
    (_R.PROPOSED,),
    {"order": ((_R.PROPOSED,), _R.ORDERED), "refuse": ((_R.PROPOSED,), _R.REFUSED)},
)

_F = ConferenceState
CONFERENCE = Course(
    "联席会议",
    ConferenceState,
    (_F.CALLED,),
    {
        "hold": ((_F.CALLED,), _F.HELD),
        "issue": ((_F.HELD,), _F.ISSUED),
        "cancel": ((_F.CALLED,), _F.CANCELLED),
    },
)

_E = MeasureState
MEASURE = Course(
    "会议决定",
    MeasureState,
    (_E.DRAFTED,),
    {
        "drop": ((_E.DRAFTED,), _E.DROPPED),
        "begin": ((_E.DRAFTED,), _E.RUNNING),
        "settle": ((_E.DRAFTED,), _E.ENDED),
        "hand_in": ((_E.RUNNING,), _E.REPORTED),
        "send_back": ((_E.REPORTED,), _E.RUNNING),
        "end": ((_E.REPORTED,), _E.ENDED),
    },
)

# what leaders answer for (条例第18条、第37条)
_T = ReceptionState
RECEPTION = Course(
    "接访",
    ReceptionState,
    (_T.DRAFT,),
    {
        "publish": ((_T.DRAFT,), _T.PUBLISHED),
        "hold": ((_T.PUBLISHED,), _T.HELD),
        "miss": ((_T.PUBLISHED,), _T.MISSED),
        "cancel": ((_T.DRAFT, _T.PUBLISHED), _T.CANCELLED),
    },
    imports=(_T.HELD,),
)

_S = SponsorshipState
SPONSORSHIP = Course(
    "包案",
    SponsorshipState,
    (_S.OPENED,),
    {
        "begin_work": ((_S.OPENED,), _S.WORKING),
        "ask_check": ((_S.WORKING,), _S.CHECKING),
        "accept": ((_S.CHECKING,), _S.ACCEPTED),
        "send_back": ((_S.CHECKING,), _S.WORKING),
        "end": ((_S.OPENED, _S.WORKING), _S.ENDED),
    },
    imports=(_S.ACCEPTED,),
)

_B = BacklogState
BACKLOG = Course(
    "积案",
    BacklogState,
    (_B.PROPOSED,),
    {
        "enter": ((_B.PROPOSED,), _B.ENTERED),
        "refuse": ((_B.PROPOSED,), _B.REFUSED),
        "resolve": ((_B.ENTERED,), _B.RESOLVED),
        "verify": ((_B.RESOLVED,), _B.VERIFIED),
        "send_back": ((_B.RESOLVED,), _B.ENTERED),
    },
    imports=(_B.ENTERED, _B.VERIFIED),
)

_H = HiddenConflictState
HIDDEN_CONFLICT = Course(
    "隐患",
    HiddenConflictState,
    (_H.FOUND,),
    {
        "entrust": ((_H.FOUND, _H.ENTRUSTED), _H.ENTRUSTED),
        "report": ((_H.ENTRUSTED,), _H.REPORTED),
        "strike_off": ((_H.REPORTED,), _H.STRUCK_OFF),
        "send_back": ((_H.REPORTED,), _H.ENTRUSTED),
    },
    imports=(_H.ENTRUSTED, _H.STRUCK_OFF),
)

#: Machine → its course; the name is the one the database's trigger is given.
COURSES: Mapping[str, Course] = {
    "case": CASE,
    "review": REVIEW,
    "mediation": MEDIATION,
    "hearing": HEARING,
    "publication": PUBLICATION,
    "dispute": DISPUTE,
    "recusal": RECUSAL,
    "conference": CONFERENCE,
    "measure": MEASURE,
    "reception": RECEPTION,
    "sponsorship": SPONSORSHIP,
    "backlog": BACKLOG,
    "hidden_conflict": HIDDEN_CONFLICT,
}
