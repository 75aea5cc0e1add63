"""``bin/manage rates``: the contract of design §4."""

import json
from datetime import date
from io import StringIO
from typing import Any

import builders as b
import pytest
from django.core.management import call_command

from law import clock
from petition_bureau.management.commands import rates as command
from petition_bureau.management.contract import WrongUse
from reports.indicators import INDICATORS
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db


def ask(*arguments: str, on: date = date(2026, 8, 1)) -> dict[str, Any]:
    out = StringIO()
    with clock.on_day(on):
        call_command(command.Command(), *arguments, "--json", stdout=out)
    assert out.getvalue().count("\n") == 1
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


def of(answer: dict[str, Any], indicator: str) -> dict[str, tuple[int, int]]:
    return {
        row["key"]: (row["numerator"], row["denominator"])
        for row in answer["rows"]
        if row["indicator"] == indicator
    }


def test_an_empty_county_has_every_indicator_and_no_rate() -> None:
    answer = ask(*YEAR)
    assert answer["basis"] == "due"
    assert [row["indicator"] for row in answer["rows"]] == list(INDICATORS)
    assert answer["rows"][0] == {
        "key": "all", "indicator": "bureau_timely", "numerator": 0, "denominator": 0, "not_recorded": 0, "rate": None,
    }  # fmt: skip


def test_rates_are_unrounded_shares() -> None:
    for on in (3, 4, 16):
        b.forwarded(on=s.day(on), received_on=s.D0)
    row = ask(*YEAR)["rows"][0]
    assert (row["numerator"], row["denominator"]) == (2, 3)
    assert row["rate"] == 2 / 3


def test_every_key_has_all_indicators() -> None:
    s.answered(20)
    s.answered(70, to="water")
    for by, keys in {
        "unit": ["bureau", "housing", "water"],
        "channel": ["visit"],
        "category": ["城乡建设"],
    }.items():
        rows = ask(*YEAR, "--by", by)["rows"]
        assert [row["key"] for row in rows] == [key for key in keys for _ in INDICATORS], by
    assert of(ask(*YEAR, "--by", "unit"), "timely_conclusion") == {
        "bureau": (0, 0),
        "housing": (1, 1),
        "water": (0, 1),
    }


def test_months_are_those_of_the_indicators_own_day() -> None:
    s.answered(20)
    months = of(ask("--from", "2026-03-01", "--to", "2026-05-31", "--by", "month"), "timely_conclusion")
    assert months == {"2026-03": (0, 0), "2026-04": (0, 0), "2026-05": (1, 1)}
    registered = ask("--from", "2026-03-01", "--to", "2026-05-31", "--by", "month", "--basis", "registered")
    assert registered["basis"] == "registered"
    assert of(registered, "timely_conclusion") == {"2026-03": (1, 1), "2026-04": (0, 0), "2026-05": (0, 0)}


def test_the_unit_of_the_day_is_kept_when_units_merge() -> None:
    """Figures keep the unit of the day (design D15)."""
    handling = s.answered(20)
    housing = handling.unit
    housing.abolished_on, housing.successor = s.day(100), b.unit("water")
    housing.save()
    assert of(ask(*YEAR, "--by", "unit"), "timely_conclusion")["housing"] == (1, 1)


def test_a_matter_without_category_has_no_name_for_its_key() -> None:
    b.registered(category="")
    assert of(ask(*YEAR, "--by", "category"), "repeat") == {None: (0, 1)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "2026-05-01", "--to", "2026-04-01"), "--from"),
        (("--from", "2026-13-01", "--to", "2026-04-01"), "--from"),
        (("--to", "2026-04-01"), "--from"),
        ((*YEAR, "--by", "person"), "--by"),
    ],
)
def test_wrong_use_names_the_argument(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        call_command(command.Command(), *arguments, "--json", stdout=StringIO())
