"""The three stages on rows written here: order, doubt, validity, the accused (条例第5条、第22条、第30条)."""

from datetime import date

import pytest

from law.terms import Purpose, Route, Stage
from routing.engine import decide
from routing.rules import Facts, Kind, Rule, UnusableRule, book

DISCIPLINE = Rule(
    "discipline", Kind.PATH, "转纪检监察机关处理", purposes=frozenset({Purpose.ACCUSATION}), decisive=True,
    route=Route.DISCIPLINE, unit="discipline", article="第30条第1款",
)  # fmt: skip
JUDICIAL_OPEN = Rule(
    "judicial-open", Kind.PATH, "转同级政法部门", flags=frozenset({"judicial_open"}), decisive=True,
    route=Route.JUDICIAL, unit="political_legal", article="第31条第1项",
)  # fmt: skip
PETITION = Rule(
    "petition", Kind.PATH, "按信访程序办理", purposes=frozenset({Purpose.GRIEVANCE}), route=Route.PETITION,
    article="第31条第6项",
)  # fmt: skip
ACCUSING = Rule("accusing", Kind.PURPOSE, "属检举控告", words=("贪污",), weight=5, purpose=Purpose.ACCUSATION)
GRIEVANCE = Rule("grievance", Kind.PURPOSE, "属申诉求决", purpose=Purpose.GRIEVANCE)
WAGES = Rule(
    "wages", Kind.PATH, "向仲裁委申请", words=("拖欠工资",), route=Route.ARBITRATION,
    unit="hr_social_security",
    category="劳动和社会保障/工资福利", law="劳动争议调解仲裁法", article="第5条", weight=2,
    in_force_from=date(2008, 5, 1), in_force_until=date(2026, 6, 30),
)  # fmt: skip
ROADS = Rule("roads", Kind.SUBJECT, "公路由交通局主管", words=("村道",), unit="transport", weight=2)
LAMPS = Rule("lamps", Kind.SUBJECT, "路灯由城管局维护", words=("路灯",), unit="urban_management", weight=2)
SEEDS = Rule(
    "seeds", Kind.SUBJECT, "农资由农业农村局查处", words=("假种子",), route=Route.ENFORCEMENT,
    unit="agriculture",
    law="种子法", article="第46条", verified=False, weight=2,
)  # fmt: skip
EDUCATION = Rule("education", Kind.COMPETENCE, "教育由教育局主管", categories=("教育文体",), unit="education")
SPORT = Rule(
    "sport", Kind.COMPETENCE, "体育由文旅局主管", categories=("教育文体/体育",), unit="culture_tourism"
)
TOWN = Rule("town", Kind.PLACE, "由属地负责", places=("township_03",), words=("石桥镇",), unit="township_03")
TOWN_HALL = Rule("town-hall", Kind.ORGAN, "文中写到镇政府", words=("镇政府",), unit="township_03", weight=0.1)
SUPERVISORS = Rule(
    "supervisors", Kind.ORGAN, "反映的是纪委", subject_words=("纪委干部",), unit="discipline", weight=0.1
)
FINAL = Rule(
    "final", Kind.NOTE, "建议不再受理", flags=frozenset({"final_review_given"}), proposal="bar",
    article="第36条第3款",
)  # fmt: skip
ROWS = (
    DISCIPLINE, JUDICIAL_OPEN, PETITION, ACCUSING, GRIEVANCE, WAGES, ROADS, LAMPS, SEEDS, EDUCATION, SPORT,
    TOWN,
    TOWN_HALL, SUPERVISORS, FINAL,
)  # fmt: skip
BOOK = book("试用", ROWS)
TREE = {
    "county": None, "discipline": "county", "inspection_team": "discipline", "county_government": None,
    "township_03": "county_government", "police": "county_government", "police_traffic": "police",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "route", "unit", "stage", "article"),
    [
        (Facts("公司拖欠工资"), "arbitration", "hr_social_security", "legal_path",
         "条例第31条第2项；劳动争议调解仲裁法第5条"),
        (Facts("村道坑洼"), "petition", "transport", "subject", "条例第31条第6项"),
        (Facts("买到假种子"), "enforcement", "agriculture", "subject", "条例第31条第5项；种子法（条号待核）"),
        (Facts("某干部贪污"), "discipline", "discipline", "legal_path", "条例第30条第1款"),
        (Facts("村道坑洼", flags=frozenset({"judicial_open"})), "judicial", "political_legal", "legal_path",
         "条例第31条第1项"),
        (Facts("", "", category="教育文体/考试招生"), "petition", "education", "subject", "条例第31条第6项"),
        (Facts("", "", category="教育文体/体育"), "petition", "culture_tourism", "subject",
         "条例第31条第6项"),
        (Facts("两家人的事", place="township_03"), "petition", "township_03", "place", "条例第31条第6项"),
        (Facts("石桥镇两家人的事"), "petition", "township_03", "place", "条例第31条第6项"),
        (Facts("村道坑洼", place="township_03"), "petition", "transport", "subject", "条例第31条第6项"),
    ],
)  # fmt: skip
def test_stages_come_in_their_order(facts, route, unit, stage, article):
    """法定优先, 属事其次, 属地最后: the place decides only where no department was found."""
    found = decide(facts, BOOK, on=date(2026, 3, 2))
    assert (found.route, found.unit, found.stage, found.article) == (route, unit, stage, article)
    assert not found.abstained


@pytest.mark.parametrize(
    ("facts", "doubt"),
    [
        (Facts(), "没有内容可供判断"),
        (Facts("  ", "\n"), "没有内容可供判断"),
        (Facts(place="township_03"), "没有内容可供判断"),
        (Facts("今天天气不错"), "没有规则能指出承办单位"),
        (Facts("村道上没有路灯"), "依据相近"),
    ],
)
def test_doubt_is_said(facts, doubt):
    found = decide(facts, BOOK)
    assert found.abstained
    assert found.unit is None
    assert doubt in found.doubt
    assert doubt in found.because


def test_all_candidates_stand_when_in_doubt():
    assert set(decide(Facts("村道上没有路灯"), BOOK).alternatives) == {"transport", "urban_management"}


@pytest.mark.parametrize("kind", [Kind.SUBJECT, Kind.PATH])
def test_an_empty_rule_swallows_no_doubt(kind):
    empty = Rule("empty", kind, "什么都管", unit="bureau", route=Route.PETITION, decisive=True, weight=100)
    for facts in (Facts(), Facts("今天天气不错")):
        found = decide(facts, book("空规则", [*ROWS, empty]))
        assert found.abstained
        assert found.unit is None
    trace = {step.rule: step for step in found.trace}
    assert not trace["empty"].matched


@pytest.mark.parametrize(
    ("day", "route"),
    [
        (date(2008, 4, 30), "petition"),
        (date(2008, 5, 1), "arbitration"),
        (date(2026, 6, 30), "arbitration"),
        (date(2026, 7, 1), "petition"),
        (None, "arbitration"),
    ],
)
def test_a_law_counts_only_while_in_force(day, route):
    found = decide(Facts("公司拖欠工资"), BOOK, on=day)
    assert found.route == route
    step = next(step for step in found.trace if step.rule == "wages")
    assert step.matched is (route == "arbitration")
    assert ("不施行" in step.why) is (route == "petition")


def test_an_unverified_article_is_never_told_to_a_petitioner():
    found = decide(Facts("买到假种子"), BOOK)
    assert found.public_article == "条例第31条第5项；种子法"
    assert "46" not in found.article + found.public_article + found.because


@pytest.mark.parametrize(
    ("facts", "accused", "unit"),
    [
        (Facts("某干部贪污"), frozenset({"police"}), "discipline"),
        (Facts("某干部贪污"), frozenset({"discipline"}), "higher_level"),
        (Facts("某干部贪污"), frozenset({"county"}), "higher_level"),
        (Facts("纪委干部贪污"), frozenset(), "higher_level"),
        (Facts("某干部贪污"), frozenset({"discipline", "higher_level"}), "organization"),
        (Facts("某干部贪污"), frozenset({"discipline", "higher_level", "organization"}), None),
    ],
)
def test_the_accused_never_gets_the_accusation(facts, accused, unit):
    """条例第30条第3款: neither the accused body nor one below it, as unit or as alternative."""
    found = decide(facts, BOOK, accused=accused, parents=TREE)
    assert found.route is Route.DISCIPLINE
    assert found.unit == unit
    assert found.abstained is (unit is None)
    assert not accused & set(found.candidates)


def test_an_accusation_names_no_department_of_its_subject():
    found = decide(Facts("镇政府干部贪污村道和路灯的钱", place="township_03"), BOOK, parents=TREE)
    assert set(found.candidates) <= {"discipline", "higher_level", "organization"}


@pytest.mark.parametrize(
    ("accused", "gone"),
    [
        (frozenset({"county_government"}), {"police", "police_traffic", "township_03"}),
        (frozenset({"police"}), {"police", "police_traffic"}),
        (frozenset({"police_traffic"}), {"police_traffic"}),
    ],
)
def test_all_below_the_accused_is_left_out(accused, gone):
    rows = [
        Rule(f"row-{code}", Kind.SUBJECT, "主管", words=("停车",), unit=code, weight=weight)
        for code, weight in (("police", 3), ("police_traffic", 2), ("township_03", 1), ("transport", 0.9))
    ]
    found = decide(Facts("小区停车"), book("树", rows), accused=accused, parents=TREE)
    assert {"police", "police_traffic", "township_03", "transport"} - set(found.candidates) == gone


def test_a_loop_in_the_tree_ends():
    parents = {"police": "transport", "transport": "police"}
    assert (
        decide(Facts("村道坑洼"), BOOK, accused=frozenset({"ecology"}), parents=parents).unit == "transport"
    )


def test_a_final_review_proposes_and_does_not_bar():
    """条例第36条第3款: whether fact and reason are the same is for a person to say."""
    found = decide(Facts("村道坑洼", flags=frozenset({"final_review_given"})), BOOK)
    assert (found.proposal, found.article, found.unit) == ("bar", "条例第36条第3款", "transport")
    assert "须由人核对" in found.because


def test_what_a_person_gave_stands():
    found = decide(Facts("某干部贪污", purpose=Purpose.GRIEVANCE, category="教育文体/体育"), BOOK)
    assert (found.purpose, found.category, found.unit) == (
        Purpose.GRIEVANCE,
        "教育文体/体育",
        "culture_tourism",
    )


def test_the_trace_tells_the_rejected_rule_and_why():
    """A row that nearly applied is told with the condition it missed."""
    barred = Rule(
        "barred", Kind.SUBJECT, "高速", words=("道路",), without_words=("村道",), unit="higher_level"
    )
    paired = Rule(
        "paired", Kind.SUBJECT, "噪声", words=("施工",), with_words=(("噪音", "扰民"),), unit="ecology"
    )
    other = Rule(
        "other",
        Kind.PATH,
        "检举",
        words=("道路",),
        purposes=frozenset({Purpose.ACCUSATION}),
        route=Route.DISCIPLINE,
    )
    found = decide(Facts("村道道路施工"), book("痕迹", [*ROWS, barred, paired, other]))
    why = {step.rule: step.why for step in found.trace if not step.matched}
    assert why == {
        "barred": "出现排除词“村道”",
        "paired": "未同时出现“噪音”“扰民”等词",
        "other": "信访目的不是检举控告",
    }
    order = [list(Stage).index(step.stage) for step in found.trace]
    assert order == sorted(order)


def test_the_answer_has_every_key_of_the_contract():
    for facts in (Facts(), Facts("村道坑洼", "某干部贪污")):
        answer = decide(facts, BOOK).as_dict()
        keys = "purpose route unit alternatives stage article because ruleset trace abstained"
        assert list(answer) == keys.split()
        assert all(list(step) == ["stage", "rule", "matched", "why"] for step in answer["trace"])


def test_one_character_is_no_keyword():
    with pytest.raises(UnusableRule, match="至少两个字"):
        book("短词", [Rule("short", Kind.SUBJECT, "水", words=("水",), unit="water")])


def test_at_most_four_more_units_when_decided():
    rows = [
        Rule(f"row-{code}", Kind.SUBJECT, "主管", words=("事情",), unit=code, weight=9.0 / (1 + rank))
        for rank, code in enumerate(("police", "court", "water", "tax", "health", "justice", "forestry"))
    ]
    found = decide(Facts("一件事情"), book("多", rows))
    assert found.unit == "police"
    assert found.alternatives == ("court", "water", "tax", "health")
