"""docs/proofs.md names a test for every transition of the procedure, and every test it names is there."""

import re
from pathlib import Path

import pytest
from elements import ELEMENTS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "proofs.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
#: Rows of the table of transitions (domain §4.2).
TRANSITIONS = 32


def test_every_transition_has_its_proof():
    rows = {int(number): TEST.findall(proof) for number, _, proof in ROW.findall(TEXT)}
    assert sorted(rows) == list(range(1, TRANSITIONS + 1))
    assert [number for number, tests in rows.items() if not tests] == []


@pytest.mark.parametrize(("path", "name"), sorted(set(TEST.findall(TEXT))))
def test_every_test_named_is_there(path, name):
    source = (ROOT / path).read_text("utf-8")
    assert not name or f"\ndef {name}(" in source


def test_every_paper_of_the_law_has_its_row():
    """Each kind whose elements the law names (domain §5.1) stands in exactly one row, with a test of the act that issues it."""
    rows = re.findall(r"^\| [^|]+ \| ((?:`\w+`(?:, )?)+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
    kinds = [kind for named, _ in rows for kind in re.findall(r"`(\w+)`", named)]
    assert sorted(kinds) == sorted(kind.value for kind in ELEMENTS)
    assert all(TEST.findall(proof) for _, proof in rows)
