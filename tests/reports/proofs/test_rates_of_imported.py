"""``rates`` after importing real messages equals a computation in plain SQL (design §4; domain §6).

What an imported message tells is the day it came and the day it was answered. So its sixty days run from the day of
receipt, whatever its way, rolled past days off; it counts in 按期办结率 and in no other rate. The transfer, the notice and
the ratings are not recorded: beside the six rates that rest on them stands how many files are silent, on the day on which
the fifteen days of the transfer would have ended (or of registration). Nothing is repeated, nothing is observed.
"""

import json
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from law import clock
from petition_bureau.management.commands import import_messages, rates
from tests.reports.proofs.conftest import undone

pytestmark = pytest.mark.django_db
MESSAGES = Path(__file__).resolve().parents[4] / "shared" / "data" / "messages_replied.csv"
#: Some matters of these days are answered late, and some months begin or end on holidays.
TODAY = date(2020, 12, 31)
SPANS = (("2011-01-01", "2020-12-31"), ("2019-01-01", "2019-12-31"), ("2019-09-10", "2019-10-08"))
KEYS = ("all", "unit", "month", "channel", "category")
BASES = ("due", "registered")
SILENT_OF_BUREAU = ("bureau_timely", "participation_bureau", "satisfaction_bureau")
SILENT_OF_UNIT = ("unit_timely_notice", "participation_unit", "satisfaction_unit")
NOTHING = ("one_time_resolution", "repeat")

#: Of each day the first working day from it on, by the calendar's own table (民法典第203条).
DAYS = """
    CREATE TEMPORARY TABLE rolled ON COMMIT DROP AS
    SELECT d::date AS asked, (
        SELECT min(n)::date FROM generate_series(d, d + interval '20 days', interval '1 day') n
          LEFT JOIN cases_workday w ON w.day = n::date WHERE coalesce(w.working, extract(isodow FROM n) < 6)) AS day
      FROM generate_series(timestamp '2010-01-01', timestamp '2021-12-31', interval '1 day') d
"""
#: One row a matter: the days as they were received and answered, and the last days of sixty and of fifteen.
MATTERS = """
    CREATE TEMPORARY TABLE matter ON COMMIT DROP AS
    SELECT c.id, p.received_on, r.replied_on, p.channel, split_part(c.category, '/', 1) AS category, u.code AS unit,
           of_bureau.code AS bureau, last60.day AS due60, last15.day AS due15
      FROM cases_case c
      JOIN cases_petition p ON p.case_id = c.id
      JOIN cases_claim cl ON cl.case_id = c.id
      JOIN cases_handling h ON h.claim_id = cl.id
      JOIN organizations_unit u ON u.id = h.unit_id
      JOIN organizations_unit of_bureau ON of_bureau.id = c.receiving_unit_id
      LEFT JOIN cases_importedreply r ON r.handling_id = h.id
      JOIN rolled last60 ON last60.asked = p.received_on + 60
      JOIN rolled last15 ON last15.asked = p.received_on + 15
     WHERE c.imported AND NOT c.in_compartment
"""
CONCLUDED = """
    SELECT {key}, count(*) FILTER (WHERE replied_on <= due60),
           count(*) FILTER (WHERE replied_on IS NOT NULL OR due60 < %(today)s)
      FROM matter WHERE {day} BETWEEN %(since)s AND %(until)s GROUP BY 1
"""
SILENT = "SELECT {key}, count(*) FROM matter WHERE {day} BETWEEN %(since)s AND %(until)s GROUP BY 1"

Answer = dict[tuple[str | None, str], tuple[int, int, int]]


@dataclass(frozen=True)
class Asked:
    """What the command said, and what SQL says, for one question."""

    said: Answer
    computed: Answer
    rates: dict[tuple[str | None, str], float | None]


def ask(
    span: tuple[str, str], by: str, basis: str
) -> tuple[Answer, dict[tuple[str | None, str], float | None]]:
    out = StringIO()
    more = [] if by == "all" else ["--by", by]
    call_command(
        rates.Command(), "--from", span[0], "--to", span[1], *more, "--basis", basis, "--json", stdout=out
    )
    found = json.loads(out.getvalue())
    assert found["basis"] == basis
    rows = {(row["key"], row["indicator"]): row for row in found["rows"]}
    assert len(rows) == len(found["rows"])
    numbers = {at: (row["numerator"], row["denominator"], row["not_recorded"]) for at, row in rows.items()}
    return numbers, {at: row["rate"] for at, row in rows.items()}


def reckon(span: tuple[str, str], by: str, basis: str) -> Answer:
    """The same question in plain SQL. Keys without a matter are left out."""
    given = {"since": span[0], "until": span[1], "today": TODAY.isoformat()}
    found: Answer = {}

    def rows(sql: str, day: str, unit: str) -> list[tuple[Any, ...]]:
        on = "received_on" if basis == "registered" else day
        key = {"all": "'all'", "unit": unit, "month": f"to_char({on}, 'YYYY-MM')"}.get(by, by)
        with connection.cursor() as cursor:
            cursor.execute(sql.format(key=f"nullif({key}, '')", day=on), given)
            return cursor.fetchall()

    for key, hits, whole in rows(CONCLUDED, "due60", "unit"):
        found[key, "timely_conclusion"] = hits, whole, 0
    for codes, unit in ((SILENT_OF_BUREAU, "bureau"), (SILENT_OF_UNIT, "unit")):
        for key, silent in rows(SILENT, "due15", unit):
            found |= {(key, code): (0, 0, silent) for code in codes}
    return found


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """The whole file, imported by the command; every question answered both ways; then the database is as it was."""
    if not MESSAGES.exists():
        pytest.skip("../shared is absent")
    with undone(django_db_blocker), clock.on_day(TODAY):
        out = StringIO()
        call_command(import_messages.Command(), str(MESSAGES), "--json", stdout=out, stderr=StringIO())
        with connection.cursor() as cursor:
            cursor.execute(DAYS)
            cursor.execute(MATTERS)
            cursor.execute("SELECT count(*), count(*) FILTER (WHERE replied_on > due60) FROM matter")
            [(matters, late)] = cursor.fetchall()
            cursor.execute("SELECT count(*) FROM cases_case WHERE imported AND in_compartment")
            [(sealed,)] = cursor.fetchall()
        asked = {}
        for span in SPANS:
            for by in KEYS:
                for basis in BASES:
                    said, shares = ask(span, by, basis)
                    asked[span, by, basis] = Asked(said, reckon(span, by, basis), shares)
    return {
        "answer": json.loads(out.getvalue()),
        "asked": asked,
        "matters": matters,
        "late": late,
        "sealed": sealed,
    }


def test_the_file_is_taken_over_and_accusations_stay_apart(imported: dict[str, Any]) -> None:
    answer = imported["answer"]
    assert answer["imported"] == imported["matters"] + imported["sealed"]
    assert answer["read"] == answer["imported"] + answer["skipped"] + len(answer["rejected"])
    assert answer["imported"] > 1900
    assert imported["late"] > 100, "or the numerator would be the denominator"


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("by", KEYS)
@pytest.mark.parametrize("span", SPANS, ids=lambda span: f"{span[0]}..{span[1]}")
def test_every_number_equals_plain_sql(
    imported: dict[str, Any], span: tuple[str, str], by: str, basis: str
) -> None:
    """Numerator, denominator and what is not recorded, of all nine indicators, for every key."""
    found: Asked = imported["asked"][span, by, basis]
    assert found.computed, "the question is not empty"
    assert set(found.computed) <= set(found.said)
    for at, numbers in found.said.items():
        assert numbers == found.computed.get(at, (0, 0, 0)), at
        hits, whole, _ = numbers
        assert found.rates[at] == (hits / whole if whole else None)


def test_what_a_message_does_not_tell_is_in_no_rate(imported: dict[str, Any]) -> None:
    found: Asked = imported["asked"][SPANS[0], "all", "registered"]
    silent = imported["matters"]
    for code in (*SILENT_OF_BUREAU, *SILENT_OF_UNIT):
        assert found.said["all", code] == (0, 0, silent)
    for code in NOTHING:
        assert found.said["all", code] == (0, 0, 0)
    assert found.said["all", "timely_conclusion"][1] == silent, "all of them are answered"
