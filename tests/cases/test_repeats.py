"""Repeat candidates: same person and like matter, in words, within sight (domain §3.4, design §7, T-48)."""

import pytest
from builders import MONDAY, accepted, concluded, days, forwarded, person, registered, served, unit

from cases import repeats
from cases.actions import Person
from cases.repeats import PersonSigns, Probe
from law.terms import Purpose, Role

pytestmark = pytest.mark.django_db

CHEN = Person(name="陈桂英", identity="330999196001011428", phone="13855552207")
SEWER = {
    "title": "桂花苑小区改造后，污水倒灌进一楼六户",
    "summary": "2025年改造时重铺了东侧支管，一下大雨3号楼东边的管子就倒污水，一楼积水十厘米。",
    "claims": ["把3号楼东边的管子重新接好"],
    "place_text": "桂花苑小区",
}
#: The same told anew, in other words.
AGAIN = "3号楼东边管子又往一楼倒污水，10月修过一次，上周六又倒进来了，要彻底修好。改造重铺支管后倒灌。"
OTHER_MATTER = "子女入学被学校拒绝，说户口不满三年，请教育局安排学位。"


def probe(text=AGAIN, **person_signs):
    """Chen Guiying's matter, unless said otherwise."""
    signs = {"name": "陈桂英", "identity": "330999196001011428", "phone": "13855552207"} | person_signs
    return Probe((PersonSigns(**signs),), text)


def found(asked, user=None):
    return repeats.candidates(asked, user or person(Role.INTAKE))


def reasons(candidate):
    return {reason.sign: reason.why for reason in candidate.reasons}


@pytest.mark.parametrize(
    ("signs", "sign", "why"),
    [
        ({"phone": ""}, "同人", "证件号一致"),
        ({"identity": "", "name": "陈桂"}, "同人", "手机号一致"),
        (
            {"identity": "330999 1960 0101 1428", "phone": "", "name": ""},
            "同人",
            "证件号一致",
        ),  # as it is written down
        ({"identity": "", "phone": ""}, "仅同名", "姓名一致，没有证件号或手机号可以印证"),
    ],
)
def test_the_sign_of_the_person_in_words(signs, sign, why):
    case = registered(persons=[CHEN], **SEWER)
    (candidate,) = found(probe(**signs))
    assert candidate.number == case.number
    assert reasons(candidate)[sign] == why


def test_only_a_certain_person_shows_the_subject():
    registered(persons=[CHEN], **SEWER)
    assert found(probe())[0].subject == SEWER["title"]
    namesake = found(probe(identity="", phone=""))[0]
    assert (namesake.strong, namesake.subject) == (False, "")
    assert repeats.as_context(namesake)["state"] == ""


def test_two_numbers_that_differ_are_two_persons():
    """domain §3.4: 同人 is the same person, not the same name."""
    registered(persons=[CHEN], **SEWER)
    assert found(probe(identity="330999197712124321", phone="")) == []


def test_the_same_person_with_another_matter_is_no_candidate():
    """design §7: a sign of the person *and* a like matter; a page never gathers one person's matters."""
    registered(persons=[CHEN], title="子女入学", summary=OTHER_MATTER, claims=["安排学位"])
    assert found(probe()) == []


def test_a_like_matter_of_another_person_is_no_candidate():
    registered(persons=[Person(name="李梅", phone="13900001111")], **SEWER)
    assert found(probe()) == []


def test_the_like_matter_in_words():
    registered(persons=[CHEN], **SEWER)
    asked = Probe((PersonSigns("陈桂英", "330999196001011428"),), AGAIN, place_text="桂花苑")
    why = reasons(found(asked)[0])["同事"]
    assert why.startswith("同一地点（桂花苑小区）；“")
    assert "说法一致" in why
    assert "“号楼东边" in why or "“3号楼东边" in why


def test_place_and_class_support_but_are_no_ground():
    """Two matters of one estate and one class need words in common besides."""
    registered(
        persons=[CHEN],
        title="路灯",
        summary="路灯三个月不亮，晚上看不见路。",
        claims=["修路灯"],
        place_text="桂花苑小区",
    )
    asked = Probe((PersonSigns("陈桂英", "330999196001011428"),), AGAIN, place_text="桂花苑小区",
                  category="城乡建设/城市建设和市政管理")  # fmt: skip
    assert found(asked) == []


def test_one_of_several_joint_petitioners_is_enough():
    """domain §3.4: at least one person is the same."""
    registered(people=2, persons=[Person(name="李梅", phone="13900001111"), CHEN], **SEWER)
    asked = Probe(
        (PersonSigns("赵守全", "", "13700002222"), PersonSigns("陈桂英", "330999196001011428")), AGAIN
    )
    assert len(found(asked)) == 1


def test_an_accusation_is_never_a_candidate():
    registered(persons=[CHEN], purpose=Purpose.ACCUSATION, **SEWER)
    assert found(probe()) == []
    assert found(probe(), person(Role.COMPARTMENT)) == []


@pytest.mark.parametrize("code", ["education", "township_01"])
def test_a_unit_finds_only_what_it_may_see(code):
    forwarded(to="housing", persons=[CHEN], **SEWER)
    assert found(probe(), person(Role.HANDLER, code)) == []
    assert len(found(probe(), person(Role.HANDLER, "housing"))) == 1


def test_those_who_see_no_cases_find_none():
    registered(persons=[CHEN], **SEWER)
    for role in (Role.COUNSEL, Role.SYSADMIN, Role.SECURITY, Role.AUDITOR):
        assert found(probe(), person(role)) == []


def test_a_closed_file_says_what_follows():
    handling = accepted(persons=[CHEN], **SEWER)
    concluded(served(handling, MONDAY + days(10)), MONDAY + days(10))
    context = repeats.as_context(found(probe())[0])
    assert (context["open"], context["state"]) == (False, "已办结")
    assert {"sign": "计量", "why": "原件已办结：另立件，标为重复"} in context["reasons"]


def test_at_most_three_the_certain_first():
    for _ in range(6):
        registered(persons=[Person(name="陈桂英")], **SEWER)
    certain = registered(persons=[CHEN], **SEWER)
    rows = found(probe())
    assert len(rows) == 3
    assert rows[0].number == certain.number


def test_the_case_itself_is_no_candidate_of_its_own():
    case = registered(persons=[CHEN], **SEWER)
    assert found(Probe.of_case(case)) == []


def test_nothing_typed_asks_nothing(django_assert_num_queries):
    user = person(Role.INTAKE)
    with django_assert_num_queries(0):
        assert repeats.candidates(Probe((), ""), user) == []
        assert repeats.candidates(probe(text="你好"), user) == []


def test_the_number_of_queries_is_constant(django_assert_max_num_queries):
    for n in range(8):
        registered(persons=[CHEN], **SEWER | {"claims": [f"第{n}次要求修管子"]})
    user = person(Role.INTAKE)
    with django_assert_max_num_queries(5):  # two signs, the files, their claims, the user's unit
        assert len(repeats.candidates(probe(), user)) == 3


def test_a_chosen_number_counts_only_among_the_candidates():
    case = registered(persons=[CHEN], **SEWER)
    other = registered(persons=[Person(name="李梅")], **SEWER)
    user = person(Role.INTAKE)
    chosen, why = repeats.chosen(case.number, probe(), user)
    assert chosen == case
    assert why.startswith("同人：证件号一致；同事：")
    assert repeats.chosen(other.number, probe(), user) is None


@pytest.mark.parametrize("text", ["'; DROP TABLE cases_case; --", "%_\\", "🙂🙂🙂🙂", "\u202e反过来写的字"])
def test_hostile_text_is_only_text(text):
    registered(persons=[CHEN], **SEWER)
    assert found(probe(text=text)) == []


def test_the_probe_of_a_township_uses_place_and_class():
    place = unit("township_01")
    registered(persons=[CHEN], place=place, **SEWER | {"place_text": ""})
    asked = Probe(
        (PersonSigns("陈桂英", "330999196001011428"),),
        AGAIN,
        place=place,
        category="城乡建设/城市建设和市政管理",
    )
    assert reasons(found(asked)[0])["同事"].startswith(f"同在{place.short_name}，同一类别")
