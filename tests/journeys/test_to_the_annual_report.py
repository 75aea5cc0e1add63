"""From the counter to the annual report: what was lived is what the report says (条例第41条)."""

import io
import json
from datetime import date

import docx
import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    concluded,
    days,
    forwarded,
    lived,
    person,
    registered,
    served,
)
from django.core.management import call_command

from cases import actions
from cases.models import Case
from law import clock
from law.terms import Channel, Purpose, Role
from petition_bureau import tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_lived_year() -> Case:
    """Four petitions: answered and rated; late; a repeat; an accusation that no figure counts."""
    handling = served(accepted(), MONDAY + days(30))
    lived(
        MONDAY + days(31),
        actions.rate,
        handling.claim.case,
        by=None,
        organ="unit",
        value="satisfied",
        handling=handling,
    )
    concluded(handling, MONDAY + days(32))
    late = lived(
        MONDAY + days(20),
        actions.accept,
        forwarded(channel=Channel.LETTER),
        by=person(Role.HANDLER, "housing"),
    )
    served(again(late), MONDAY + days(99))
    earlier = registered(claims=["修路"], title="村道塌陷")
    repeat = registered(on=MONDAY + days(2), received_on=MONDAY + days(2), claims=["修路"], title="村道塌陷")
    lived(
        MONDAY + days(2),
        actions.link_repeat,
        repeat,
        earlier=earlier,
        by=person(Role.INTAKE),
        reason="同人同事",
    )
    registered(purpose=Purpose.ACCUSATION)
    with clock.on_day(date(2026, 8, 3)):
        tasks.sweep(on=date(2026, 8, 3))
    return handling.claim.case


def rates_of(**options: object) -> dict[str, dict[str, object]]:
    out = io.StringIO()
    with clock.on_day(date(2026, 8, 3)):
        call_command(
            "rates", since=date(2026, 1, 1), until=date(2026, 7, 31), json=True, stdout=out, **options
        )
    return {row["indicator"]: row for row in json.loads(out.getvalue())["rows"]}


def test_the_rates_count_what_was_lived(a_lived_year):
    rates = rates_of()
    # 条例第23条: one notice in time, one after the fifteenth day
    assert (rates["unit_timely_notice"]["numerator"], rates["unit_timely_notice"]["denominator"]) == (1, 2)
    # 条例第34条: one answer in time, one after the sixty days
    assert (rates["timely_conclusion"]["numerator"], rates["timely_conclusion"]["denominator"]) == (1, 2)
    assert (rates["satisfaction_unit"]["numerator"], rates["satisfaction_unit"]["denominator"]) == (1, 1)
    # four petitions outside the compartment, one of them a repeat
    assert (rates["repeat"]["numerator"], rates["repeat"]["denominator"]) == (1, 4)


def test_the_annual_report_says_the_same(a_lived_year, tmp_path):
    target = tmp_path / "report.docx"
    out = io.StringIO()
    with clock.on_day(date(2026, 8, 3)):
        call_command("annual_report", 2026, kind="regulation", output=str(target), json=True, stdout=out)
    figures = {row["id"]: row for row in json.loads(out.getvalue())["figures"]}
    assert figures["petitions_total"]["value"] == figures["petitions_total"]["cases"] == 4
    assert figures["petitions_letter"]["value"] == 1
    assert figures["forwarded"]["value"] == 2
    assert figures["hearings"] | {"value": None, "source": "entered"} == figures["hearings"]
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(target)).paragraphs)
    assert "4 件次" in words.replace("4件次", "4 件次")
    assert "检举控告不计" in words  # the accusation is in no figure, and the report says so (条例第30条第3款)
