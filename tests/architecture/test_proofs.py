"""docs/proofs.md names a test for every transition of the procedure, and every test it names is there."""

import re
from pathlib import Path

import pytest

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
