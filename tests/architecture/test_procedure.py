"""The table of the procedure is complete: no act without its policy, function, periods, papers and way out (T-10)."""

import inspect
import re
from pathlib import Path

import pytest

from cases import actions, clocks, policies
from cases.actions.performing import LEADER_ACTS
from cases.actions.referral import SIGNED_WAYS
from cases.courses import CASE, HEARING, PUBLICATION, REVIEW
from cases.models import AllowedEdge, Case, Dispute, Handling, Mediation, Recusal, Review
from cases.procedure import (
    ACTS,
    ALL_COURSES,
    HANDLING_TURN,
    OFFICIAL_PAPERS,
    PAPERS_OWED,
    allowed_edges,
)
from documents.kinds import KINDS
from hearings.models import Hearing, Publication
from law import periods
from law.articles import Article
from law.terms import CaseState, HandlingState, PaperKind
from oversight.conference_models import Conference, ConferenceDecision
from oversight.leaders.models import BacklogEntry, HiddenConflict, Reception, SponsoredCase

CHINESE = re.compile(r"[一-鿿]")
HANDLING_ACTS = sorted(name for name, act in ACTS.items() if act.machine == "handling")
#: Acts that are a part or a choice of a function with another name.
PERFORMED_BY = {
    **dict.fromkeys(SIGNED_WAYS.values(), "sign_proposal"),
    "import_message": "importing.import_message",
    # one act of a batch; its parts are the story the register tells
    **dict.fromkeys(
        (name for name in ACTS if name.startswith("import_") and name != "import_message"),
        "old_register.import_cases",
    ),
    "supervise": "oversight",
    "reply_supervision": "oversight",
    # urgent matters
    **dict.fromkeys(
        [
            "report_urgent",
            "send_urgent",
            "follow_up_urgent",
            "finish_urgent",
            "tie_urgent",
            "ask_decision",
            "record_decision",
        ],
        "oversight.urgent",
    ),
    **dict.fromkeys(LEADER_ACTS, "oversight.leaders"),
    **dict.fromkeys(
        (
            "raise_supervision",
            "close_supervision",
            "cancel_supervision",
            "record_talk",
            "follow_up_talk",
            "recommend",
            "answer_recommendation",
            "cancel_recommendation",
            "ask_report_extension",
            "decide_report_extension",
        ),
        "oversight",
    ),
    # a dispute is decided by one function, whichever unit it names; the conference stands above the file
    "confirm_unit": "decide_dispute",
    "conference_decision": "oversight",
    "reply_conference": "oversight",
    "end_conference": "oversight",
    **dict.fromkeys(
        (
            "propose_hearing",
            *HEARING.steps,
            "replace_panelist",
            "serve_hearing_notice",
            "record_evaluation",
            *PUBLICATION.steps,
        ),
        "hearings",
    ),
}
#: The model whose rows go a course.
MODELS = {
    "handling": Handling, "case": Case, "review": Review, "mediation": Mediation, "dispute": Dispute, "recusal": Recusal,
    "hearing": Hearing, "publication": Publication, "conference": Conference, "measure": ConferenceDecision,
    "reception": Reception, "sponsorship": SponsoredCase, "backlog": BacklogEntry, "hidden_conflict": HiddenConflict,
}  # fmt: skip
#: States that are an end; an accusation handed to its organ is timed by that organ's own rules. 办结 is none: a review
#: may annul the opinion and order the work anew (条例第35条), which opens a closed or archived file again.
ENDS = {
    HandlingState.RETURNED, HandlingState.DECLINED, HandlingState.ANSWERED, HandlingState.TRANSFERRED,
    HandlingState.WITHDRAWN,
}  # fmt: skip


def steps(model: type) -> dict[str, set[tuple[str, str]]]:
    """The machine as the model has it: act → (source, target)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for step in model._meta.get_field("state").get_all_transitions(model):  # type: ignore[attr-defined]
        found.setdefault(step.name, set()).add((str(step.source), str(step.target)))
    return found


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_policy(act):
    assert callable(getattr(policies, f"may_{act}"))


def test_no_policy_is_for_an_act_that_does_not_exist():
    written = {name.removeprefix("may_") for name in vars(policies) if name.startswith("may_")}
    assert written == set(ACTS)


@pytest.mark.parametrize("machine", ALL_COURSES)
def test_the_models_machine_is_its_course(machine):
    course = ALL_COURSES[machine]
    table = {
        name: {(source, target) for source in sources} for name, (sources, target) in course.steps.items()
    }
    assert steps(MODELS[machine]) == table
    assert course.reached() == {state.value for state in course.states}, "a state nobody comes to"


def test_the_steps_of_a_review_are_acts():
    assert {f"{name}_review" for name in REVIEW.steps} <= set(ACTS)


@pytest.mark.parametrize("act", sorted(set(ACTS) - set(PERFORMED_BY)))
def test_every_act_is_a_function_that_asks_who_and_when(act):
    parameters = inspect.signature(getattr(actions, act)).parameters
    for name in ("by", "on"):
        assert parameters[name].kind is inspect.Parameter.KEYWORD_ONLY, f"{act}: {name}"


@pytest.mark.parametrize("name", sorted(set(actions.__all__)))
def test_every_action_is_an_act_or_says_what_it_performs(name):
    value = getattr(actions, name)
    if inspect.isclass(value) or name in {"sign_proposal", "rateable_now", "reveal", "open_claims"}:
        return  # what acts are told; the composite of SIGNED_WAYS; a question; a look, recorded by the chain
    assert name in ACTS


@pytest.mark.parametrize("state", HandlingState)
def test_every_state_of_a_handling_can_be_reached_and_is_somebodys_turn(state):
    assert state in ALL_COURSES["handling"].reached()
    assert HANDLING_TURN[state]


def test_the_turns_are_of_states_that_exist():
    assert set(HANDLING_TURN) == set(HandlingState)


@pytest.mark.parametrize("state", HandlingState)
def test_only_an_end_has_no_way_out(state):
    leads_out = any(state in ACTS[name].sources and ACTS[name].target != state for name in HANDLING_ACTS)
    assert leads_out != (state in ENDS)


@pytest.mark.parametrize("state", CaseState)
def test_every_state_of_a_case_can_be_reached_and_left(state):
    assert state in CASE.reached()
    assert any(state == source for source, _ in CASE.moves())


@pytest.mark.parametrize("act", ACTS)
def test_every_period_paper_and_edge_an_act_names_exists(act):
    row = ACTS[act]
    assert {*row.starts, *row.meets, *row.voids} <= set(periods.PERIODS)
    assert set(row.papers) <= set(KINDS)
    assert set(row.case_edges) <= set(CASE.steps)
    assert row.machine in {"handling", "case", "claim", "none"}


def test_every_paper_is_issued_by_some_act():
    issued = {kind for act in ACTS.values() for kind in act.papers}
    assert not issued & set(OFFICIAL_PAPERS), "a paper about no single matter is issued by its own record"
    assert issued | set(OFFICIAL_PAPERS) == set(PaperKind) == set(KINDS)


@pytest.mark.parametrize(("state", "kinds"), PAPERS_OWED.items())
def test_a_paper_that_is_owed_is_issued_by_an_act_of_that_state(state, kinds):
    acts = [ACTS[name] for name in HANDLING_ACTS if state in ACTS[name].sources]
    assert set(kinds) <= {kind for act in acts for kind in act.papers}


def test_whatever_starts_can_end():
    """A duty no act fulfils would be overdue for ever; the petitioner's own rights just pass."""
    started = {period for act in ACTS.values() for period in act.starts}
    ended = {period for act in ACTS.values() for period in (*act.meets, *act.voids)}
    assert started - ended <= clocks.OPTIONS


def test_the_review_is_an_option_and_not_a_duty():
    """Nobody is late for not objecting or not asking for review (条例第23条第3款、第35条)."""
    assert {"objection", "review_request", "final_review_request", "rating"} == clocks.OPTIONS
    assert set(periods.PERIODS) >= clocks.OPTIONS


@pytest.mark.django_db
def test_the_database_knows_exactly_the_edges_of_the_table():
    rows = AllowedEdge.objects.values_list("machine", "source", "target")
    assert sorted(rows) == allowed_edges()


@pytest.mark.parametrize("term", [*HandlingState, *CaseState])
def test_labels_of_states_are_chinese(term):
    assert CHINESE.search(term.label)
    assert not re.search(r"[A-Za-z]", term.label)


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_named_in_chinese_with_a_source(act):
    row = ACTS[act]
    assert CHINESE.search(row.label)
    assert CHINESE.search(row.who)
    if row.article not in {"内部要求", "档案法第14条"}:
        for citation in re.split("、|至第5项", row.article):
            if citation:
                assert Article.parse(citation).number <= 50


def test_internal_rules_are_not_called_statutory():
    assert all(not act.statutory for name, act in ACTS.items()
               if act.article == "内部要求" and name != "presume_acceptance")  # fmt: skip


def messages() -> list[tuple[str, str]]:
    """Every text an action or policy can refuse with, from the source itself."""
    import ast

    root = Path(inspect.getfile(policies)).parents[1]
    found = []
    for path in sorted([*(root / "policies").glob("*.py"), *(root / "actions").glob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
                "NotLawfulNow",
                "NotYours",
                "_need",
            }:
                texts = [part.value for argument in node.args for part in ast.walk(argument)
                         if isinstance(part, ast.Constant) and isinstance(part.value, str)]  # fmt: skip
                found += [(f"{path.name}:{node.lineno}", "".join(texts))] if texts else []
    return found


def test_refusals_are_said_in_chinese():
    said = messages()
    assert len(said) > 60
    assert [place for place, text in said if not CHINESE.search(text)] == []
