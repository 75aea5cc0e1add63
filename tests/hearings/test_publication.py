"""公示: only after a hearing of a 复核 that was served, masked, confirmed by a second person (条例第36条第2款)."""

import pytest
import reviewing
from builders import lived, person
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases import actions as case_actions
from cases.models import Case, CaseEvent
from cases.policies import NotLawfulNow, NotYours
from hearings import actions, masking
from hearings.actions import publishing
from hearings.models import Hearing, Publication
from law.terms import Role
from organizations.models import User
from tests.hearings import scenes as s
from tests.hearings import test_final_review as reviews

pytestmark = pytest.mark.django_db
TITLE, TEXT = "关于城乡建设事项的复核意见", "复核意见：维持原处理意见。依据：有关规定。"


def decided(level: str = "final", state: str = "served") -> Hearing:
    """A hearing whose review has got this far, through the review's own acts."""
    hearing = reviews.concluded(reviews.review(level))
    day, row = hearing.concluded_on, reviewing.fresh(hearing.review)
    officer, leader = person(Role.SCREENING), person(Role.BUREAU_LEADER)
    words = {
        "findings": "陈桂英家住桂花苑3号楼，电话13855552207，情况属实。",
        "decision": "维持。",
        "legal_basis": "有关规定",
    }
    if state in {"signed", "served"}:
        lived(
            day,
            case_actions.draft_review,
            row,
            by=officer,
            outcome="upheld",
            own_number="临政信复核〔2026〕3号",
            signed_on=day,
            **words,
        )
        lived(day, case_actions.sign_review, reviewing.fresh(row), by=leader)
    if state == "served":
        lived(
            day,
            case_actions.serve_review,
            reviewing.fresh(row),
            by=officer,
            sent_on=day,
            method="direct",
            served_on=day,
            proof="签收",
        )
    return Hearing.objects.select_related("case", "review", "organ").get(pk=hearing.pk)


def on(hearing: Hearing):
    return hearing.concluded_on


def drafted(hearing: Hearing | None = None, **changes) -> Publication:
    hearing = hearing or decided()
    words = {"title": TITLE, "text": TEXT} | changes
    return lived(on(hearing), actions.draft_publication, hearing, by=person(Role.SCREENING), **words)


def published(hearing: Hearing | None = None) -> Publication:
    row = drafted(hearing)
    return lived(on(row.hearing), actions.publish_opinion, row.hearing, by=person(Role.BUREAU_LEADER))


NOT_PUBLIC = {
    "a hearing of the handling": (lambda: s.concluded(), "只有经过听证的复核意见"),
    "a hearing of a 复查": (lambda: decided("review", "accepted"), "只有经过听证的复核意见"),
    "before the opinion is signed": (lambda: decided(state="accepted"), "还没有送达"),
    "before it is served": (lambda: decided(state="signed"), "还没有送达"),
}


@pytest.mark.parametrize("name", NOT_PUBLIC)
def test_nothing_else_is_published(name):
    make, words = NOT_PUBLIC[name]
    hearing = make()
    assert words in publishing.blockers(hearing)[0]
    by = person(Role.HANDLER, "housing") if hearing.review is None else person(Role.SCREENING)
    with pytest.raises(NotLawfulNow, match=words):
        lived(on(hearing), actions.draft_publication, hearing, by=by, title=TITLE, text=TEXT)


def test_the_machine_proposes_and_nothing_personal_remains():
    hearing = decided()
    text = publishing.proposal(hearing)
    assert "维持" in text
    for word in ("陈桂英", "13855552207", "3号楼"):
        assert word not in text
    assert publishing.leaks(hearing, TITLE, text) == []


@pytest.mark.parametrize(
    "slip",
    [
        "陈桂英",
        "13855552207",
        "330999196001011428",
        "0999-5551185",
        "桂花苑3号楼",
        "330999-5-20260302-00001",
        "a@b.cn",
        "浙A12345",
    ],
)
def test_what_a_person_overlooks_is_refused(slip):
    """The second net: a name, a number or an address left in the text is named with its line."""
    hearing = decided()
    for words in ({"text": f"{TEXT}\n补充：{slip}"}, {"title": f"关于{slip}的意见"}):
        with pytest.raises(NotLawfulNow, match="还不能：第"):
            drafted(hearing, **words)
    assert not Publication.objects.exists()


def test_a_member_of_the_panel_is_not_named():
    hearing = decided()
    with pytest.raises(NotLawfulNow, match="姓名"):
        drafted(hearing, text=f"评议人{hearing.panel.first().expert.name}认为成立")


def test_a_second_person_confirms_and_anybody_reads():
    row = published()
    assert (row.state, row.confirmed_by) == ("published", person(Role.BUREAU_LEADER))
    assert list(CaseEvent.objects.filter(data__publication=row.pk).values_list("act", flat=True)) == [
        "draft_publication",
        "publish_opinion",
    ]
    client = Client()
    listing = client.get(reverse("portal:published")).content.decode()
    page = client.get(reverse("portal:published_one", args=[row.pk])).content.decode()
    assert TITLE in listing
    assert "维持原处理意见" in page
    for word in (row.case.number, row.case.title, "陈桂英", row.drafted_by.name, row.hearing.number):
        assert word not in listing + page


def test_who_drafted_does_not_confirm():
    hearing = decided()
    leader = User.objects.create(
        username="both", name="都做", role=Role.BUREAU_LEADER, unit=person(Role.BUREAU_LEADER).unit
    )
    row = drafted(hearing)
    Publication.objects.filter(pk=row.pk).update(drafted_by=leader)
    with pytest.raises(NotLawfulNow, match="拟稿人不能复核"):
        lived(on(hearing), actions.publish_opinion, hearing, by=leader)


def test_the_database_asks_for_two_people():
    row = published()
    with pytest.raises(IntegrityError, match="confirmed_by_another"), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(confirmed_by=row.drafted_by)


def test_sent_back_edited_published_and_withdrawn():
    hearing = decided()
    leader = person(Role.BUREAU_LEADER)
    drafted(hearing)
    with pytest.raises(NotLawfulNow, match="写明要改什么"):
        lived(on(hearing), actions.send_back_publication, hearing, by=leader, answer=" ")
    lived(on(hearing), actions.send_back_publication, hearing, by=leader, answer="去掉小区名")
    with pytest.raises(NotLawfulNow, match="还不能"):
        lived(on(hearing), actions.publish_opinion, hearing, by=leader)
    drafted(hearing, text="复核意见：维持。")
    lived(on(hearing), actions.publish_opinion, hearing, by=leader)
    with pytest.raises(NotLawfulNow, match="不能"):
        drafted(hearing)
    row = lived(on(hearing), actions.withdraw_publication, hearing, by=leader, reason="信访人提出可识别")
    assert Client().get(reverse("portal:published_one", args=[row.pk])).status_code == 404
    assert TITLE not in Client().get(reverse("portal:published")).content.decode()


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.HANDLER, "housing"),
        (Role.UNIT_HEAD, "housing"),
        (Role.INTAKE, "bureau"),
        (Role.WRITER, "bureau"),
    ],
)
def test_nobody_else_publishes(role, code):
    hearing = decided()
    with pytest.raises(NotYours):
        lived(on(hearing), actions.draft_publication, hearing, by=person(role, code), title=TITLE, text=TEXT)
    drafted(hearing)
    for act, words in (("publish_opinion", {}), ("send_back_publication", {"answer": "改"})):
        with pytest.raises(NotYours):
            lived(on(hearing), getattr(actions, act), hearing, by=person(role, code), **words)


def test_what_turns_out_to_be_an_accusation_is_public_no_more():
    """条例第30条第3款."""
    row = published()
    Case.objects.filter(pk=row.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert Client().get(reverse("portal:published_one", args=[row.pk])).status_code == 404


MASKED = [
    ("张建国、张建国诉称", ["张建国"], [], "张某、张某诉称"),
    ("电话0999-5551185", [], [], "电话（电话略）"),
    ("身份证33099919600101142X", [], [], "身份证（证件号码略）"),
    ("住幸福小区12号楼3单元501室", [], [], "住某号"),
    ("青石镇石桥村二组的村民", [], ["青石镇石桥村二组"], "某地的村民"),
    ("2026年3月2日作出", [], [], "2026年3月2日作出"),
    ("补偿3000元", [], [], "补偿3000元"),
    ("依据云政〔2021〕12号文件第3条", [], [], "依据云政〔2021〕12号文件第3条"),
]


@pytest.mark.parametrize(("text", "names", "places", "wanted"), MASKED)
def test_masking(text, names, places, wanted):
    found = masking.propose(text, names, places)
    if wanted and "小区" not in text:
        assert found == wanted
    assert masking.leaks(found, names, places) == []
    assert not any(name in found for name in names)


def test_a_name_within_a_longer_name_does_not_spoil_it():
    assert masking.propose("欧阳建国与阳建国", ["阳建国", "欧阳建国"]) == "欧某与阳某"
