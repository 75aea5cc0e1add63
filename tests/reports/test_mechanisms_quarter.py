"""季研判 (domain §8): numbers of the registry beside what they are compared with; what grew; findings and advice kept."""

import io
import re
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import builders as b
import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import Channel, Role
from reports import counts, sets
from reports.figures import ALL, Span
from reports.mechanisms import emerging, quarter, work_docx
from reports.mechanisms.models import QuarterStudy
from reports.mechanisms.quarter import Quarter
from reports.sets import CountSet
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db
Q2, AFTER = Quarter(2026, 2), date(2026, 7, 6)
WATER = "农村农业/水利水电"


def petitions(n: int, on: date, **changes: Any) -> None:
    for _ in range(n):
        b.registered(received_on=on, **changes)


# --- the calendar of quarters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "wanted", "first", "last"), [
    (date(2026, 1, 1), "2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 6, 30), "2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 12, 31), "2026Q4", date(2026, 10, 1), date(2026, 12, 31))])  # fmt: skip
def test_a_quarter_has_its_days(day: date, wanted: str, first: date, last: date) -> None:
    found = Quarter.of(day)
    assert (str(found), found.first, found.last, Quarter.read(wanted)) == (wanted, first, last, found)
    assert (found.before.after, found.after.before) == (found, found)


@pytest.mark.parametrize("text", ["", "2026", "2026Q0", "2026Q5", "26Q1", "２０２６Q1", "2026q1", "2026Q1x"])
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Quarter.read(text)


def test_a_quarter_still_running_is_compared_with_as_many_days() -> None:
    span = Q2.span(date(2026, 5, 10))
    assert span == Span(date(2026, 4, 1), date(2026, 5, 10))
    assert quarter.previous_span(Q2, span) == Span(date(2026, 1, 1), date(2026, 2, 9))
    assert quarter.previous_span(Q2, Q2.span(AFTER)) == Span(date(2026, 1, 1), date(2026, 3, 31))


# --- the numbers --------------------------------------------------------------------------------------------------


def test_each_number_stands_beside_last_year_s_and_the_quarter_before() -> None:
    petitions(1, date(2025, 4, 7))
    petitions(2, date(2026, 2, 9))
    petitions(3, date(2026, 4, 7))
    s.accusation()
    found = {line.key: line for line in quarter.numbers(Q2, AFTER)}
    line = found["petitions_total"]
    assert (line.n, line.last, line.previous, line.on_year, line.on_quarter) == (3, 1, 2, "+2", "+1")
    assert line.n == counts.sizes(["petitions_total"], Q2.span(AFTER))[ALL, "petitions_total"].value
    assert line.url == CountSet("petitions_total", Q2.span(AFTER)).url()


def test_collective_visits_first_and_repeated_are_told_apart() -> None:
    b.registered(received_on=date(2026, 4, 7), people=8)
    b.registered(received_on=date(2026, 4, 7), people=4)
    s.repeating(b.registered(received_on=date(2026, 4, 7)), 40)
    found = {line.key: line.n for line in quarter.numbers(Q2, AFTER)}
    assert (found["collective_visits"], found["collective_people"]) == (1, 8)
    assert (found["petitions_first"], found["petitions_repeat"]) == (3, 1)


def test_fields_by_size_places_in_the_county_s_order_and_every_number_opens() -> None:
    petitions(2, date(2026, 4, 7), category=WATER, channel=Channel.LETTER)
    petitions(1, date(2026, 4, 7), place=b.unit("township_02"))
    petitions(2, date(2026, 4, 7), place=b.unit("township_01"), category=WATER)
    by_field = quarter.table(Q2, "category", AFTER)
    assert [(line.key, line.n) for line in by_field] == [("农村农业", 4), ("城乡建设", 1)]
    assert [line.key for line in quarter.table(Q2, "place", AFTER)] == ["township_01", "township_02", ""]
    for by in ("category", "place", "channel"):
        for line in quarter.table(Q2, by, AFTER):  # type: ignore[arg-type]
            at = CountSet("petitions_total", Q2.span(AFTER), by, line.key)  # type: ignore[arg-type]
            assert (at.url(), at.rows().count()) == (line.url, line.n)


# --- what grew ----------------------------------------------------------------------------------------------------

#: (now, the quarters before, newest first) → whether it stands out. Expected = mean, deviation = its root, at least 1.
GROWTH: list[tuple[int, list[int], bool]] = [
    (5, [0, 0, 0, 0], True),  # mean counts as 1: (5−1)/1 = 4
    (4, [0, 0, 0, 0], False),  # fewer than five
    (9, [4, 4, 4, 4], True),  # (9−4)/2 = 2.5
    (8, [4, 4, 4, 4], True),  # exactly two deviations
    (7, [4, 4, 4, 4], False),  # 1.5
    (24, [16, 16], True),  # (24−16)/4 = 2
    (23, [16, 16], False),
    (30, [30, 30, 30, 30], False),
]


@pytest.mark.parametrize(("now", "before", "stands_out"), GROWTH)
def test_what_chance_would_not_do(now: int, before: list[int], stands_out: bool) -> None:
    found = emerging.topics({WATER: now}, [{WATER: n} for n in before])
    assert bool(found) == stands_out
    if found:
        assert (found[0].n, found[0].expected) == (now, sum(before) / len(before))


def test_the_most_striking_first_and_nothing_without_a_past() -> None:
    now: Mapping[str, int] = {"甲/一": 9, "乙/二": 16, "": 40}
    past = [{"甲/一": 4, "乙/二": 4}]
    assert [topic.key for topic in emerging.topics(now, past)] == ["乙/二", "甲/一"]
    assert emerging.topics(now, []) == []


def test_topics_are_second_level_categories_and_open() -> None:
    petitions(1, date(2026, 2, 9))
    petitions(5, date(2026, 4, 7), category=WATER)
    [(topic, url)] = quarter.growing(Q2, AFTER)
    assert (topic.key, topic.n) == (WATER, 5)
    query = dict(pair.split("=") for pair in url.split("?")[1].split("&"))
    assert query["by"] == "topic"
    client = Client()
    client.force_login(b.person(Role.WRITER))
    with clock.on_day(AFTER):
        assert client.get(url).status_code == 200


def test_an_address_of_a_topic_is_read_again() -> None:
    at = CountSet("petitions_total", Q2.span(AFTER), "topic", WATER)
    given = {
        "indicator": "petitions_total",
        "since": "2026-04-01",
        "until": "2026-06-30",
        "by": "topic",
        "key": WATER,
    }
    assert sets.read(given) == at


# --- findings and advice ------------------------------------------------------------------------------------------


def written(on: date = AFTER, **changes: Any) -> QuarterStudy:
    words = {"findings": "水利方面增长较快。", "advice": "请水利局排查灌渠。"} | changes
    return b.lived(on, quarter.write, Q2, by=b.person(Role.WRITER), **words)


def test_from_words_to_the_kept_study() -> None:
    petitions(5, date(2026, 4, 7), category=WATER)
    row = written()
    written(advice="请水利局排查灌渠，七月底前报结果。", version=row.version)
    kept = finished()
    before = quarter.content(Q2, kept, AFTER)
    petitions(3, date(2026, 5, 6))
    assert quarter.content(Q2, quarter.study_of(Q2), AFTER) == before, "finished, it says the same"
    with pytest.raises(NotLawfulNow, match="已经定稿"):
        written(version=kept.version)


def test_the_docx_opens_with_the_numbers_and_the_advice() -> None:
    petitions(5, date(2026, 4, 7), category=WATER)
    opened = docx.Document(io.BytesIO(work_docx.render(quarter.content(Q2, written(), AFTER))))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "2026年第二季度信访形势研判" in text
    assert "请水利局排查灌渠。" in text
    assert ["信访总量（件次）", "5"] in [
        [cell.text for cell in row.cells][:2] for row in opened.tables[0].rows
    ]
    assert opened.core_properties.author == ""


def test_another_s_newer_words_are_not_overwritten() -> None:
    written()
    with pytest.raises(NotLawfulNow, match="别人改过"):
        written(findings="我的一稿")
    assert QuarterStudy.objects.get().findings == "水利方面增长较快。"


def finished(on: date = AFTER) -> QuarterStudy:
    return b.lived(on, quarter.finish, Q2, by=b.person(Role.WRITER))


EARLY, RUNNING = date(2026, 3, 2), date(2026, 5, 6)
UNLAWFUL = {
    "a quarter to come": (lambda: written(on=EARLY), "还没有开始"),
    "finished without advice": (lambda: (written(advice=""), finished()), "还没有写建议"),
    "finished before it is over": (lambda: (written(on=RUNNING), finished(RUNNING)), "还没有过完"),
    "finished twice": (lambda: (written(), finished(), finished()), "已经定稿"),
}


@pytest.mark.parametrize("scene", UNLAWFUL)
def test_what_is_refused_says_why(scene: str) -> None:
    act, said = UNLAWFUL[scene]
    with pytest.raises(NotLawfulNow, match=said):
        act()


def test_only_the_writer_writes() -> None:
    for role in (Role.BUREAU_LEADER, Role.SCREENING):
        with pytest.raises(NotYours):
            b.lived(AFTER, quarter.write, Q2, by=b.person(role), findings="", advice="排查")


def test_the_database_refuses_a_study_finished_without_its_content() -> None:
    written()
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarterStudy.objects.update(finished_on=AFTER)


def client(role: str, code: str = "bureau") -> Client:
    found = Client()
    found.force_login(b.person(role, code))
    return found


def test_the_page_keeps_words_that_are_refused_and_hides_the_draft() -> None:
    address = f"{reverse('reports:quarter')}?q=2026Q2"
    row = written()
    with clock.on_day(AFTER):
        assert "水利方面增长较快。" in client(Role.BUREAU_LEADER).get(address).content.decode()
        assert (
            "水利方面增长较快。"
            not in client(Role.COUNTY_LEADER, "county_government").get(address).content.decode()
        )
        writer = client(Role.WRITER)
        write = reverse("reports:quarter_write", args=["2026Q2"])
        data = {"findings": "我写的另一稿", "advice": "某建议", "version": "0", "form_key": str(uuid.uuid4())}
        refused = writer.post(write, data)
        assert (refused.status_code, "我写的另一稿" in refused.content.decode()) == (409, True)
        done = writer.post(
            write, {**data, "version": str(row.version), "form_key": str(uuid.uuid4()), "finish": "1"}
        )
        assert done.status_code == 302
        assert "我写的另一稿" in client(Role.COUNTY_LEADER, "county_government").get(address).content.decode()
        assert (
            client(Role.COUNTY_LEADER, "county_government")
            .get(reverse("reports:quarter_docx", args=["2026Q2"]))
            .status_code
            == 200
        )
        for unreadable in ("2026Q9", "2031Q1", "x"):
            assert writer.get(f"{reverse('reports:quarter')}?q={unreadable}").status_code == 404


def test_more_petitions_ask_no_more_questions() -> None:
    def asked_for() -> int:
        with clock.on_day(AFTER), CaptureQueriesContext(connection) as seen:
            assert client(Role.WRITER).get(f"{reverse('reports:quarter')}?q=2026Q2").status_code == 200
        return len(seen)

    petitions(1, date(2026, 4, 7))
    few = asked_for()
    petitions(3, date(2026, 5, 6), category=WATER, place=b.unit("township_01"))
    assert asked_for() <= few + 1
