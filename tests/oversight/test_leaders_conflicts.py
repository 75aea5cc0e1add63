"""隐患: matter, field, place and the officials who answer; struck off by somebody else; never a person (domain §9.2)."""

from datetime import date

import pytest
from builders import lived, person, unit
from leaders_scenes import (
    DAY,
    ON,
    bureau_leader,
    county_leader,
    entrusted,
    found,
    handler,
    head,
    line,
    reported,
    screening,
)

from audit.models import Record
from cases.policies import NotLawfulNow, NotYours
from law.terms import HiddenConflictState, Role
from notifications.models import Outbox
from oversight.leaders import conflicts
from oversight.leaders.common import names_a_person
from oversight.leaders.models import HiddenConflict

pytestmark = pytest.mark.django_db
H = HiddenConflictState


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("当事人证件330999196001011428", True),
        ("330999 19600101 142X", True),
        ("电话13855552207", True),
        ("138-5555-2207", True),
        ("３３０９９９１９６００１０１１４２８", True),
        ("身份证 330999600101142", True),
        ("2026-03-16 至 2026-03-31 两期", False),
        ("临信联办〔2026〕12号，金额 1385555元", False),
        ("热线0999-5551185", False),
        ("账号6222020200012345678", False),  # nineteen digits: no person's number
        ("", False),
    ],
)
def test_what_looks_like_a_persons_number(text, personal):
    """个人信息保护法第6条: the least that is needed; here that is none."""
    assert names_a_person(text) is personal


def test_no_column_is_for_a_petitioner():
    """domain §9.2: 隐患 by matter, field, unit; no list of people, level, score or track."""
    columns = {field.name for field in HiddenConflict._meta.get_fields()}
    assert not columns & {
        "person",
        "persons",
        "people",
        "petitioner",
        "case",
        "level",
        "score",
        "household",
        "identity",
        "phone",
    }


def find(by=None, **changes):
    fields = {"matter": "加装电梯分摊不一", "field": "城乡建设", "place": unit("township_01")}
    return lived(DAY, conflicts.find_conflict, by=by or handler("township_01"), **(fields | changes))


def test_found_by_whoever_registers_or_handles():
    row = find(by=person(Role.INTAKE))
    assert (row.state, row.found_by_unit) == (H.FOUND, unit("bureau"))
    assert Record.objects.filter(verb="find_conflict", object_type="oversight.hiddenconflict").exists()
    for by in (county_leader(), bureau_leader(), person(Role.WRITER), person(Role.COUNSEL)):
        with pytest.raises(NotYours):
            find(by=by)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"matter": " "}, "矛盾事项"),
        ({"matter": "王某 13855552207 闹事"}, "不记个人"),
        ({"place_text": "3号楼 330999196001011428"}, "不记个人"),
        ({"field": "重点人员"}, "领域"),
        ({"place": "housing"}, "乡镇"),
    ],
)
def test_what_is_no_matter_is_refused(changes, says):
    if "place" in changes:
        changes = {"place": unit(changes["place"])}
    with pytest.raises(NotLawfulNow, match=says):
        find(**changes)


OWNERS = {"official": "王一（科长）", "measures": "开协调会", "due_on": date(2026, 3, 31)}


def entrust(row, by=None, **changes):
    fields = OWNERS | {"leader": line(), "unit": unit("housing")} | changes
    return lived(DAY, conflicts.entrust_conflict, row, by=by or screening(), **fields)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"leader": "丁亚男"}, "姓名 职务"),
        ({"official": " "}, "责任人"),
        ({"measures": " "}, "化解措施"),
        ({"measures": "盯住13855552207"}, "不记个人"),
        ({"due_on": date(2026, 3, 1)}, "已经过去"),
        ({"unit": "bureau"}, "不能由"),
    ],
)
def test_owners_are_named_whole(changes, says):
    """乳山市2023: leader, unit and official of each, and its end."""
    if "unit" in changes:
        changes = {"unit": unit(changes["unit"])}
    row = found()
    with pytest.raises(NotLawfulNow, match=says):
        entrust(row, **changes)


def test_the_head_of_the_finding_unit_names_owners_within_the_unit():
    row = found()
    with pytest.raises(NotLawfulNow, match="请报信访局"):
        entrust(row, by=head("township_01"))
    assert entrust(row, by=head("township_01"), unit=unit("township_01")).state == H.ENTRUSTED
    for by in (head("housing"), handler("township_01"), person(Role.INTAKE)):
        with pytest.raises(NotYours):
            entrust(found(), by=by)


def test_named_again_it_says_what_stood_before():
    row = entrusted()
    row = entrust(row, due_on=date(2026, 4, 30), unit=unit("agriculture"))
    assert row.notes.get().text.startswith("调整责任：原为")
    assert "2026-03-31" in row.notes.get().text
    with pytest.raises(NotYours):
        lived(ON, conflicts.note_conflict, row, by=handler(), text="做了")


def test_the_course_to_the_end():
    officer = handler()
    row = entrusted()
    assert Outbox.objects.get(key=f"conflict-entrusted-{row.version}:{row.pk}").recipients == sorted(
        [county_leader().pk, officer.pk]
    )
    row = lived(ON, conflicts.note_conflict, row, by=officer, text="开过协调会")
    row = lived(ON, conflicts.report_conflict, row, by=officer, ground="settled", result="达成一致")
    row = lived(ON, conflicts.send_back_conflict, row, by=screening(), reason="没有公示")
    row = lived(ON, conflicts.report_conflict, row, by=county_leader(), ground="settled", result="已公示")
    row = lived(ON, conflicts.strike_off, row, by=screening(), remark="到现场看过")
    assert (row.state, row.struck_off_on, row.verified_by) == (H.STRUCK_OFF, ON, screening())
    assert [note.text for note in row.notes.all()] == ["开过协调会", "复核退回：没有公示"]
    with pytest.raises(NotLawfulNow, match="不能再办"):
        lived(ON, conflicts.strike_off, row, by=screening(), remark="再")


def test_struck_off_by_the_bureau_and_not_by_those_who_answer():
    row = reported()
    for by in (handler(), head(), county_leader(), person(Role.INTAKE)):
        with pytest.raises(NotYours):
            lived(ON, conflicts.strike_off, row, by=by, remark="好")
    with pytest.raises(NotLawfulNow, match="复核意见"):
        lived(ON, conflicts.strike_off, row, by=screening(), remark=" ")
    with pytest.raises(NotLawfulNow, match="不能再办"):
        lived(ON, conflicts.strike_off, entrusted(), by=screening(), remark="好")


def test_who_sees_it():
    row = entrusted()
    for user in (handler("township_01"), handler(), county_leader(), screening()):
        assert HiddenConflict.objects.visible_to(user).get() == row
    assert not HiddenConflict.objects.visible_to(handler("agriculture")).exists()
    assert not HiddenConflict.objects.visible_to(person(Role.COUNSEL)).exists()
