"""What the page says at each stage, and what it never says (T-08, T-47, 条例第30条第3款)."""

from datetime import date

import pytest
from builders import MONDAY, again, claim_of, concluded, days, lived, person, registered, served, signed, unit

from cases import actions
from cases.actions import Destination, Person
from cases.models import CaseEvent, CasePaper
from law import clock
from law.terms import PaperKind, Purpose, Role, Route

pytestmark = pytest.mark.django_db


def sent(case, on=MONDAY, route=Route.PETITION):
    return lived(
        on,
        actions.forward,
        claim_of(case),
        by=person(Role.SCREENING),
        route=route,
        to=Destination(unit("housing")),
    )


def taken(case, on=MONDAY, route=Route.PETITION):
    handling = sent(case, on, route)
    return lived(on, actions.accept, handling, by=person(Role.HANDLER, "housing"))


def test_registered_it_says_who_decides_and_by_when(lodge, visit):
    text = visit(lodge(), MONDAY)
    assert "云溪县信访局" in text
    assert "最晚哪天定下由谁办" in text
    assert "3月17日" in text  # 条例第22条: fifteen days from 2 March
    assert "「把管子重新接好」" in text


def test_no_article_stands_before_the_reasons_are_opened(lodge, visit):
    text = visit(lodge(), MONDAY)
    before, _, after = text.partition("<summary>为什么是这一天</summary>")
    assert "条例" not in before
    assert "依据：《信访工作条例》第22条第1款。" in after
    assert "数 15 天，中间的休息日也算，数到 3月17日（星期二）。" in after


@pytest.mark.parametrize(
    ("lead_to", "headline", "day"),
    [
        (sent, "已经转到承办单位", "3月17日"),
        (taken, "正在调查核实", "5月6日"),  # 60 days end on 1 May, a holiday; rolls to the 6th
        (lambda case: signed(taken(case), MONDAY + days(9)), "已有处理意见，正在送给您", "5月6日"),
        (lambda case: served(taken(case), MONDAY + days(9)), "已经书面答复您", "4月10日"),  # 条例第35条
    ],
)
def test_each_stage_has_its_sentence_and_its_day(lodge, visit, lead_to, headline, day):
    registered_ = lodge()
    lead_to(registered_.case)
    text = visit(registered_, MONDAY + days(10))
    assert headline in text
    assert f"<b>{day}</b>" in text
    assert "云溪县住房和城乡建设局" in text
    assert 'href="tel:' in text


def test_a_passed_day_is_said_in_words(lodge, visit):
    registered_ = lodge()
    taken(registered_.case)
    text = visit(registered_, date(2026, 5, 9))
    assert "已经超过 3 天" in text


def test_an_objection_between_offices_is_not_told(lodge, visit):
    registered_ = lodge()
    handling = sent(registered_.case)
    lived(MONDAY + days(1), actions.object_to, handling, by=person(Role.UNIT_HEAD, "housing"), reason="此事不属于本单位职权范围，请改派城管",
          suggested_unit=unit("urban_management"))  # fmt: skip
    text = visit(registered_, MONDAY + days(1))
    assert "异议" not in text
    assert "城市管理" not in text


def test_no_official_and_no_inner_word_is_shown(lodge, visit):
    registered_ = lodge()
    handling = taken(registered_.case)
    officials = [
        person(Role.HANDLER, "housing"),
        person(Role.UNIT_HEAD, "housing"),
        person(Role.SCREENING),
        person(Role.INTAKE),
    ]
    for n, official in enumerate(officials):
        official.name, official.phone = f"金丝雀{n}", f"0999-777{n}"
        official.save()
    lived(MONDAY + days(2), actions.note, registered_.case, by=person(Role.SCREENING), text="金丝雀内部意见")
    handling = again(handling)
    served(handling, MONDAY + days(9))
    concluded(handling, MONDAY + days(9))
    text = visit(registered_, MONDAY + days(10))
    assert "金丝雀" not in text
    assert "0999-777" not in text


JOINT = [
    Person(
        name="陈桂英",
        identity="330999196001011428",
        phone="13855552207",
        address="桂花苑3号楼",
        representative=True,
    ),
    Person(name="金丝雀甲", identity="330999197001012222", phone="13900001111", address="金丝雀巷1号"),
    Person(name="金丝雀乙", identity="330999198001013333", phone="13900002222", address="金丝雀巷2号"),
]


def test_a_joint_petitioner_sees_nothing_of_the_others(client, lodge, visit):
    joint = lodge(persons=JOINT, people=3)
    served(taken(joint.case), MONDAY + days(9))
    pages = [visit(joint, MONDAY + days(10), order=order) for order in range(3)]
    for order, text in enumerate(pages):
        for other, someone in enumerate(JOINT):
            if other != order:
                for canary in (someone.name, someone.phone, someone.address, someone.identity):
                    assert canary not in text
    assert "处理意见书</a>" in pages[0]
    assert "处理意见书</a>" not in pages[1]
    assert "收件凭据</a>" in pages[1]


def test_papers_of_others_do_not_exist(client, lodge, visit):
    joint = lodge(persons=JOINT, people=3)
    taken(joint.case)
    visit(joint, MONDAY, order=1)
    rows = CasePaper.objects.filter(case=joint.case).select_related("petitioner")
    assert len(rows) > 4
    for row in rows:
        mine = row.petitioner_id == joint.codes[1][0].pk
        with clock.on_day(MONDAY):
            answer = client.get(f"/query/papers/{row.paper_id}.pdf")
        assert answer.status_code == (200 if mine else 404), row.kind
        if mine:
            assert answer.content.startswith(b"%PDF")


def test_an_opinion_is_the_petitioners_only_once_it_was_sent(client, lodge, visit):
    registered_ = lodge()
    handling = signed(taken(registered_.case), MONDAY + days(5))
    row = CasePaper.objects.get(case=registered_.case, kind=PaperKind.OPINION)
    assert "处理意见书</a>" not in visit(registered_, MONDAY + days(5))
    with clock.on_day(MONDAY + days(5)):
        assert client.get(f"/query/papers/{row.paper_id}.pdf").status_code == 404
    served(handling, MONDAY + days(6))
    assert "处理意见书</a>" in visit(registered_, MONDAY + days(6))


def test_an_accusation_shows_that_it_arrived_and_nothing_else(client, lodge, visit):
    accusation = lodge(
        purpose=Purpose.ACCUSATION,
        title="举报金丝雀",
        summary="金丝雀收受",
        claims=["查处金丝雀"],
        accused=[unit("housing")],
    )
    text = visit(accusation, MONDAY)
    assert "已收到，已按规定移送有权机关处理" in text
    for word in ("金丝雀", "住房", "走到哪一步", "最晚哪天", "评价"):
        assert word not in text
    with clock.on_day(MONDAY):
        assert "现在不能评价" in client.get("/query/rate/").content.decode()


def test_a_joined_petition_shows_the_earlier_matters_progress_and_its_own_words(lodge, visit):
    earlier = registered(claims=["金丝雀的原话"], persons=[Person(name="金丝雀丙", phone="13900003333")])
    taken(earlier)
    later = lodge(claims=["再催一次"])
    lived(
        MONDAY,
        actions.link_repeat,
        later.case,
        earlier=earlier,
        by=person(Role.INTAKE),
        reason="同一人同一事",
    )
    text = visit(later, MONDAY)
    assert "正在调查核实" in text
    assert "「再催一次」" in text
    assert "金丝雀" not in text
    assert later.petition.number in text
    assert earlier.number not in text


def test_a_review_says_where_and_until_when(lodge, visit):
    registered_ = lodge()
    served(taken(registered_.case), MONDAY + days(9))
    text = visit(registered_, MONDAY + days(10))
    assert "4月10日 周五当天或者以前向云溪县人民政府书面提出" in text


def test_the_page_costs_a_constant_number_of_queries(client, lodge, visit, django_assert_max_num_queries):
    registered_ = lodge(claims=["一", "二", "三", "四"])
    for claim in registered_.case.claims.all():
        lived(
            MONDAY,
            actions.forward,
            claim,
            by=person(Role.SCREENING),
            route=Route.PETITION,
            to=Destination(unit("housing")),
        )
    visit(registered_, MONDAY)
    with clock.on_day(MONDAY), django_assert_max_num_queries(30):
        assert client.get("/query/matter/").status_code == 200


def test_one_button_reminds_whoever_owes_something_once_a_day(client, lodge, visit):
    """条例第21条第2款; 催办 is no new petition (domain §3.4)."""
    registered = lodge()
    assert "催办" in visit(registered, MONDAY + days(3))
    with clock.on_day(MONDAY + days(3)):
        first = client.post("/query/urge/", follow=True).content.decode()
        second = client.post("/query/urge/", follow=True).content.decode()
    assert "已经提醒承办单位" in first
    assert "今天已经催办过" in second
    assert CaseEvent.objects.get(case=registered.case, act="urge").by is None
    assert client.get("/query/urge/").status_code == 405
