"""查件: what is found by which words and numbers, for whom, and that an accusation is found by nobody."""

import re
from datetime import date, timedelta

import pytest
from builders import accepted, concluded, forwarded, person, registered, served, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import search
from cases.models import Case
from law import clock
from law.terms import Channel, Purpose, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 14)


def found(client: Client, query: str, role: str = Role.SCREENING, code: str = "bureau") -> list[str]:
    """The numbers on the page, in their order."""
    client.force_login(person(role, code))
    with clock.on_day(TODAY):
        answer = client.get(reverse("cases:search") + query)
    assert answer.status_code == 200
    return re.findall(r"data-open>(\d{6}-\d-\d{8}-\d{5})</a>", answer.content.decode())


@pytest.mark.parametrize(
    ("text", "numbers", "words", "characters"),
    [
        ("屋顶漏水", (), ("屋顶漏水",), ()),
        ("征地 补偿", (), ("征地", "补偿"), ()),
        ("征地　补偿", (), ("征地", "补偿"), ()),
        ("渠", (), (), ("渠",)),
        ("330999-5-20260302-00001", ("330999-5-20260302-00001",), (), ()),
        ("330999-5-2026", ("330999-5-2026",), (), ()),
        ("…20260302-00001", ("…20260302-00001",), (), ()),
        ("云信转〔2026〕12号 电梯", ("云信转〔2026〕12号",), ("电梯",), ()),
        ("3号楼", (), ("3号楼",), ()),
        ("  ", (), (), ()),
    ],
)
def test_reading_what_was_typed(
    text: str, numbers: tuple[str, ...], words: tuple[str, ...], characters: tuple[str, ...]
) -> None:
    assert search.parse(text) == search.Query(numbers, words, characters)


def test_words_of_title_and_reasons(client: Client) -> None:
    roof = registered(title="公租房屋顶漏水", summary="报修三次没有修好。")
    registered(title="水渠断流", summary="漏斗里没有水顶上来。")
    for query, hits in (
        ("漏水", 1), ("屋顶漏水", 1), ("报修", 1), ("屋顶 报修", 1), ("屋顶 断流", 0), ("顶漏屋", 0), ("没有", 2),
        ("渠", 1), ("龘", 0), ("漏水%", 0), ("_", 0),
    ):  # fmt: skip
        assert len(found(client, f"?q={query.replace('%', '%25')}")) == hits, query
    assert found(client, "?q=漏水") == [roof.number]


def test_pairs_that_do_not_stand_together_are_no_hit(client: Client) -> None:
    """Bigrams alone would find 水管网 in a text that holds 水管 and 管网 apart."""
    registered(title="水管坏了", summary="管网老化。")
    assert found(client, "?q=水管网") == []
    assert len(found(client, "?q=水管 管网")) == 1


def test_numbers(client: Client) -> None:
    case = registered(official_number="国信20260115987")
    registered()
    tail = case.number.split("-", 2)[2]
    for query in (case.number, tail, f"…{tail}", "国信20260115987", "国信2026"):
        assert found(client, f"?q={query}") == [case.number], query
    assert len(found(client, f"?q={case.number[:12]}")) == 2
    assert found(client, "?q=20261350-1") == []


def test_a_spoilt_address_is_no_failure(client: Client) -> None:
    case = registered()
    for query in ("?q=%00", "?unit=%00", "?after=x", "?after=2026-99-01.1", "?since=x", "?state=x&after=."):
        assert found(client, query) == ([] if "state" in query else [case.number]), query
    assert found(client, "?after=2026-12-01.99999999999999999999") == [case.number]


def test_the_number_of_a_paper(client: Client) -> None:
    handling = forwarded()
    number = handling.claim.case.papers.exclude(paper__number="").first().paper.number
    assert found(client, f"?q={number}") == [handling.claim.case.number]


def test_a_name_is_no_way_to_find_anything(client: Client) -> None:
    registered()
    for query in ("陈桂英", "13855552207", "330999196001011428"):
        assert found(client, f"?q={query}") == [], query


def test_filters(client: Client) -> None:
    roof = registered(
        title="屋顶", channel=Channel.LETTER, place=unit("township_01"), category="城乡建设/工程质量"
    )
    road = forwarded(title="道路").claim.case
    done = concluded(served(accepted(title="办完"), on=date(2026, 3, 9)), on=date(2026, 3, 10)).claim.case
    for query, hits in (
        ("?state=registered", {roof}), ("?state=closed", {done}), ("?channel=letter", {roof}), ("?place=township_01", {roof}),
        ("?unit=housing", {road, done}), ("?unit=water", set()), ("?category=城乡建设", {roof, road, done}),
        ("?category=农村农业", set()), ("?since=2026-03-03", set()), ("?until=2026-03-02", {roof, road, done}),
        ("?overdue=yes", set()), ("?since=2026-99-99", {roof, road, done}),
    ):  # fmt: skip
        assert set(found(client, query)) == {case.number for case in hits}, query
    with clock.on_day(TODAY + timedelta(days=10)):
        client.force_login(person(Role.SCREENING))
        html = client.get(reverse("cases:search") + "?overdue=yes").content.decode()
    assert road.number in html
    assert done.number not in html


def test_a_unit_finds_its_own_only(client: Client) -> None:
    own = forwarded(title="金丝雀一号").claim.case
    forwarded(to="water", title="金丝雀二号")
    registered(title="金丝雀三号")
    assert found(client, "?q=金丝雀", Role.HANDLER, "housing") == [own.number]
    assert found(client, "", Role.HANDLER, "housing") == [own.number]
    assert found(client, "?q=金丝雀", Role.HANDLER, "transport") == []
    assert len(found(client, "?q=金丝雀")) == 3


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECURITY, Role.AUDITOR, Role.COMPARTMENT, Role.COUNSEL])
def test_who_does_not_search(client: Client, role: str) -> None:
    client.force_login(person(role))
    assert client.get(reverse("cases:search")).status_code == 403
    client.logout()
    assert client.get(reverse("cases:search"))["Location"].startswith("/login/")


def test_an_accusation_is_found_by_nobody(client: Client) -> None:
    """Neither its words nor its number, not even by the granted: it has its own page (条例第30条第3款)."""
    keeper = person(Role.COMPARTMENT)
    ordinary = registered(title="普通一件")
    secret = registered(purpose=Purpose.ACCUSATION, accused=[unit("housing")], title="金丝雀局长", summary="金丝雀受贿",
                        claims=["查金丝雀"])  # fmt: skip
    assert secret.grants.filter(user=keeper).exists()
    for query in (
        "?q=金丝雀",
        "?q=检举控告",
        "?q=封存",
        f"?q={secret.number}",
        f"?q={secret.number.split('-', 2)[2]}",
    ):
        for role, code in ((Role.INTAKE, "bureau"), (Role.SCREENING, "bureau"), (Role.COUNTY_LEADER, "county_government"),
                           (Role.HANDLER, "housing")):  # fmt: skip
            assert found(client, query, role, code) == [], (query, role)
    assert found(client, "", Role.INTAKE) == [ordinary.number]


def test_many_hits_are_read_along_the_date_and_nothing_is_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the probe the rows come by the date index; the answer must be the same."""
    for n in range(60):
        registered(on=date(2026, 3, 2) + timedelta(days=n % 9), received_on=date(2026, 3, 2) + timedelta(days=n % 9),
                   title=f"屋顶漏水{n}" if n % 5 else "道路")  # fmt: skip
    few = pages(client)
    monkeypatch.setattr(search, "PROBE", 10)
    assert pages(client) == few
    assert len(few) == len(set(few)) == 48


def pages(client: Client) -> list[str]:
    """All numbers, page after page."""
    client.force_login(person(Role.SCREENING))
    seen, query = [], "?q=漏水"
    while query:
        with clock.on_day(TODAY):
            html = client.get(reverse("cases:search") + query).content.decode()
        seen += re.findall(r"data-open>(\d{6}-\d-\d{8}-\d{5})</a>", html)
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', html)
        query = following.group(1).replace("&amp;", "&") if following else ""
    return seen


def test_no_hit_asks_the_index_once_and_reads_no_rows() -> None:
    registered(title="屋顶漏水")
    rows = Case.objects.visible_to(person(Role.SCREENING))
    with CaptureQueriesContext(connection) as spent:
        answer = search.found(rows, search.parse("龘龘"), person(Role.SCREENING))
        assert list(answer.rows) == []
    asked = [q["sql"] for q in spent if "cases_case" in q["sql"]]
    assert len(asked) == 1
    assert "MATERIALIZED" in asked[0]


def test_the_probe_can_use_the_index() -> None:
    """The expression asked for is the one indexed; else every search would read the whole table."""
    fits = (
        Case.objects.ordinary().alias(searched=search.SEARCHED).filter(searched__contains=["漏水"]).order_by()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
    assert "case_bigrams" in fits.explain()


def test_a_page_costs_the_same_however_many_rows(client: Client) -> None:
    client.force_login(person(Role.SCREENING))

    def cost() -> int:
        with clock.on_day(TODAY), CaptureQueriesContext(connection) as spent:
            client.get(reverse("cases:search") + "?q=漏水")
        return len([q for q in spent if "SAVEPOINT" not in q["sql"]])

    client.get(reverse("cases:inbox"))
    for _ in range(5):
        forwarded(title="屋顶漏水")
    cost()  # the connection is told its statements
    few = cost()
    for _ in range(45):
        forwarded(title="屋顶漏水")
    assert cost() <= few + 1 <= 10  # beyond one page the rows are counted
