"""Every act of a hearing × every state and every role: allowed, refused for the wrong person, refused when not lawful."""

import pytest
from builders import person

from cases.courses import HEARING
from cases.models import CaseEvent
from cases.policies import NotLawfulNow, NotYours
from documents import register
from hearings.actions.base import NEEDS
from law.terms import HearingState, Role
from tests.hearings import scenes as s

pytestmark = pytest.mark.django_db

SOURCES = {**{act: HEARING.sources(act) for act in HEARING.steps}, **NEEDS}
BY_HEAD = {"approve_hearing", "refuse_hearing"}
OUTSIDERS = [(Role.HANDLER, "water"), (Role.UNIT_HEAD, "water"), (Role.SCREENING, "bureau"), (Role.INTAKE, "bureau"),
             (Role.COUNSEL, "bureau"), (Role.WRITER, "bureau"), (Role.COUNTY_LEADER, "county_government")]  # fmt: skip


def doer(act, hearing):
    return s.head(hearing) if act in BY_HEAD else s.handler(hearing)


@pytest.mark.parametrize("state", HearingState)
def test_an_act_is_done_in_its_states_and_in_no_other(state):
    """The tables the course HEARING and NEEDS are the law of the machine; a refused act leaves no event."""
    hearing = s.IN_STATE[state]()
    before = CaseEvent.objects.count()
    for act, sources in SOURCES.items():
        if state not in sources:
            with pytest.raises(NotLawfulNow, match="听证当前为"):
                s.perform(act, hearing, doer(act, hearing))
    assert CaseEvent.objects.count() == before
    assert s.again(hearing).state == state


@pytest.mark.parametrize("act", SOURCES)
def test_the_right_person_does_it_once(act):
    state = SOURCES[act][0]
    hearing = {"serve_hearing_notice": s.noticed}.get(act, s.IN_STATE[state])()
    if act == "hold_hearing":
        s.lived(s.HEARD, s.actions.hold_hearing, hearing, by=s.handler(hearing), said=s.SAID)
    else:
        s.perform(act, hearing, doer(act, hearing))
    assert CaseEvent.objects.filter(act=act, data__hearing=hearing.pk).count() == 1
    if act in HEARING.steps:
        assert s.again(hearing).state == HEARING.steps[act][1]


@pytest.mark.parametrize("act", SOURCES)
def test_nobody_else_does_it(act):
    hearing = s.IN_STATE[SOURCES[act][0]]()
    before = CaseEvent.objects.count()
    others = [
        (Role.BUREAU_LEADER, "bureau"),
        *OUTSIDERS,
        *([(Role.HANDLER, "housing")] if act in BY_HEAD else []),
    ]
    for role, code in others:
        with pytest.raises(NotYours):
            s.perform(act, hearing, person(role, code))
    assert CaseEvent.objects.count() == before


@pytest.mark.parametrize(("role", "code"), [*OUTSIDERS, (Role.BUREAU_LEADER, "bureau")])
def test_only_who_works_on_the_matter_proposes(role, code):
    from builders import accepted, lived

    handling = accepted()
    with pytest.raises(NotYours):
        lived(
            s.PROPOSED,
            s.actions.propose_hearing,
            handling,
            by=person(role, code),
            grounds=["major"],
            reason="重大",
            questions="坡度",
        )


@pytest.mark.parametrize(
    ("act", "words"),
    [("refuse_hearing", {"decision": " "}), ("postpone_hearing", {"reason": ""}), ("cancel_hearing", {"reason": " "}),
     ("conclude_hearing", {"conclusion": ""}), ("propose_recusal", {"reason": ""}), ("replace_panelist", {"reason": ""})],
)  # fmt: skip
def test_a_decision_says_why(act, words):
    hearing = s.IN_STATE[SOURCES[act][0]]()
    given = {
        "conclude_hearing": lambda: {"votes": s.votes(hearing)},
        "propose_recusal": lambda: {
            "expert": s.register()[0],
            "origin": "declared",
            "ground": "matter",
        },
        "replace_panelist": lambda: {"leaving": hearing.panel.first()},
    }.get(act, dict)()
    name = {"propose_recusal": "propose_member_recusal"}.get(act, act)
    with pytest.raises(NotLawfulNow, match="请写明"):
        s.lived(s.CONCLUDED, getattr(s.actions, name), hearing, by=doer(act, hearing), **given, **words)


def test_the_number_of_a_hearing_is_no_gap_among_the_papers():
    s.approved()
    assert register.gaps() == []
