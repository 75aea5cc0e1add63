"""Every name the chain can hold is Chinese on the auditor's screen."""

import ast
from pathlib import Path

import pytest

from cases.procedure import ACTS
from petition_bureau.system.words import VERBS, verb_label

ROOT = Path(__file__).parents[2]
APPS = (
    "audit",
    "cases",
    "hearings",
    "notifications",
    "organizations",
    "oversight",
    "petition_bureau",
    "portal",
    "reports",
    "routing",
)


def _names(argument: ast.expr) -> set[str]:
    """The verbs an argument can be; a name made from parts is given as its constant beginning and a star."""
    if isinstance(argument, ast.Constant):
        return {str(argument.value)}
    if isinstance(argument, ast.IfExp):
        return _names(argument.body) | _names(argument.orelse)
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        return {f"{argument.values[0].value}*"}
    return set()


def _recorded() -> set[str]:
    found: set[str] = set()
    for path in (file for app in APPS for file in (ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "chain.record":
                found |= _names(node.args[0])
    return found


def test_the_sources_were_read():
    assert {"grant", "restore_person", "stop_person", "reveal_*", "draft_*"} <= _recorded()


@pytest.mark.parametrize("verb", sorted(_recorded()))
def test_a_recorded_verb_has_its_words(verb):
    if verb.endswith("*"):
        assert [name for name in VERBS if name.startswith(verb[:-1])]
    else:
        assert verb_label(verb) != verb


def test_no_word_is_given_twice():
    assert len(set(VERBS.values())) == len(VERBS)
    assert not [name for name in VERBS if name in ACTS and ACTS[name].label != VERBS[name]]
