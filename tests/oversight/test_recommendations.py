"""三项建议 (条例第14条第6项、第40条): kinds, papers, the day of the feedback, the feedback, and who sees what."""

import sys
from datetime import date
from typing import Any

import pytest
from builders import MONDAY, accepted, lived, person, registered, unit
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Record
from cases import calendar_admin
from cases.models import Case, CaseEvent
from cases.policies import NotLawfulNow, NotYours
from documents import issuing
from documents.models import Paper
from law import clock
from law.calendar import parse_notice
from law.periods import NotGranted
from law.terms import Adoption, PaperKind, RecommendationKind, Role
from notifications.models import Outbox
from organizations.models import Unit, User
from oversight import recommending, sweeps
from oversight.models import Recommendation
from oversight.recommending import Draft

pytestmark = pytest.mark.django_db

DUE = date(2026, 4, 1)  # thirty days after MONDAY
K, A = RecommendationKind, Adoption


def draft(kind: str = K.IMPROVE, **changes: Any) -> Draft:
    fields: dict[str, Any] = {
        "organ": unit("discipline") if kind == K.ACCOUNTABILITY else unit("housing"),
        "concerned": unit("housing") if kind == K.ACCOUNTABILITY else None,
        "subject": "改造工程质量回访", "facts": "收到反映管道倒灌的信访事项6件。", "basis": "",
        "proposals": "建立雨季回访制度\n公示保修电话",
    }  # fmt: skip
    return Draft(kind, **(fields | changes))


def drafted(kind: str = K.IMPROVE, **changes: Any) -> Recommendation:
    return lived(MONDAY, recommending.draft_recommendation, draft(kind, **changes), by=person(Role.SCREENING))


def signed(kind: str = K.IMPROVE, length: int | None = None, **changes: Any) -> Recommendation:
    return lived(
        MONDAY,
        recommending.sign_recommendation,
        drafted(kind, **changes),
        by=person(Role.BUREAU_LEADER),
        length=length,
    )


def answered(row: Recommendation, on: date = DUE, adoption: str = A.ADOPTED, **given: Any) -> Recommendation:
    return lived(on, recommending.answer_recommendation, row, by=given.pop("by", person(Role.BUREAU_LEADER)),
                 adoption=adoption, feedback=given.pop("feedback", "已列入计划"), **given)  # fmt: skip


def said(row: Recommendation) -> str:
    assert row.paper is not None
    return str(issuing.content_of(row.paper).to_dict())


@pytest.mark.parametrize(
    ("kind", "paper", "articles"),
    [
        (K.IMPROVE, PaperKind.RECOMMENDATION_IMPROVE, "第四十条第一款"),
        (K.POLICY, PaperKind.RECOMMENDATION_POLICY, "第四十条第二款"),
        (K.ACCOUNTABILITY, PaperKind.RECOMMENDATION_ACCOUNTABILITY, "第四十条第三款"),
    ],
)
def test_each_kind_has_its_numbered_paper_and_its_article(kind: str, paper: PaperKind, articles: str) -> None:
    """条例第40条第1款、第2款、第3款; 书面反馈 is asked for by 第4款."""
    row = signed(kind)
    assert row.paper is not None
    assert (row.paper.kind, row.paper.signed_on, row.paper.signed_by) == (
        paper,
        MONDAY,
        person(Role.BUREAU_LEADER),
    )
    assert row.paper.number.endswith("号")
    text = said(row)
    assert all(
        word in text
        for word in (articles, "第四十条第四款", "2026年4月1日", "1. 建立雨季回访制度", "2. 公示保修电话")
    )


def test_the_three_kinds_count_in_one_series() -> None:
    numbers = [signed(kind).paper.serial for kind in K]  # type: ignore[union-attr]
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize(("length", "due"), [(None, DUE), (15, date(2026, 3, 17)), (33, date(2026, 4, 7))])
def test_the_day_of_the_feedback_follows_from_the_signature(length: int | None, due: date) -> None:
    """内部要求 (条例第40条第4款 has no number of days); rolled once past days off (民法典第203条)."""
    row = signed(length=length)
    assert (row.due_on, row.length, row.period_version) == (due, length, "recommendation_reply@initial")
    assert row.calendar_version


def test_a_length_the_rule_does_not_grant() -> None:
    with pytest.raises(NotGranted):
        signed(length=0)


@pytest.mark.parametrize(
    ("role", "code"), [(Role.SCREENING, "bureau"), (Role.UNIT_HEAD, "housing"), (Role.WRITER, "bureau")]
)
def test_only_the_bureau_leader_signs(role: Role, code: str) -> None:
    row = drafted()
    with pytest.raises(NotYours):
        lived(MONDAY, recommending.sign_recommendation, row, by=person(role, code))


@pytest.mark.parametrize(
    ("role", "code"), [(Role.HANDLER, "housing"), (Role.INTAKE, "bureau"), (Role.WRITER, "bureau")]
)
def test_only_the_bureaus_officers_draft(role: Role, code: str) -> None:
    with pytest.raises(NotYours):
        lived(MONDAY, recommending.draft_recommendation, draft(), by=person(role, code))


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        (K.IMPROVE, {"facts": " "}, "请填写发现的情况"),
        (K.IMPROVE, {"subject": "长" * 81}, "最多 80 字"),
        (K.ACCOUNTABILITY, {"concerned": None}, "涉及的单位"),
        (K.ACCOUNTABILITY, {"organ": "housing"}, "有管理权限的机关"),
    ],
)
def test_a_draft_that_is_not_lawful(kind: str, changes: dict[str, Any], why: str) -> None:
    """条例第40条第3款: to the organ with the power, never to the unit that is to answer."""
    given = {name: unit(value) if name == "organ" else value for name, value in changes.items()}
    with pytest.raises(NotLawfulNow, match=why):
        drafted(kind, **given)


def test_without_an_organ_or_to_the_bureau_itself_it_is_not_signed() -> None:
    for organ, why in ((None, "选定"), (unit("bureau"), "自己")):
        with pytest.raises(NotLawfulNow, match=why):
            signed(organ=organ)
    assert not Paper.objects.filter(kind=PaperKind.RECOMMENDATION_IMPROVE).exists()


def test_the_story_of_each_file_says_it_and_of_none_it_is_lawful_too() -> None:
    first, second = registered(), registered()
    row = signed(cases=[first, second])
    assert CaseEvent.objects.filter(act="recommend").count() == 2
    assert first.number in said(row)
    assert second.number in said(row)
    bare = signed()
    assert bare.due_on == DUE
    assert Record.objects.filter(verb="recommend", object_id=str(bare.pk)).exists()


def test_an_accusation_has_no_part_in_it() -> None:
    """条例第30条第3款: neither drafted about, nor signed, nor seen once it turned out to be one."""
    case = registered()
    row = drafted(cases=[case])
    Case.objects.filter(pk=case.pk).update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    case.refresh_from_db()
    with pytest.raises(NotLawfulNow, match="检举控告"):
        drafted(cases=[case])
    with pytest.raises(NotLawfulNow, match="检举控告"):
        lived(MONDAY, recommending.sign_recommendation, row, by=person(Role.BUREAU_LEADER))
    assert not Recommendation.objects.visible_to(person(Role.BUREAU_LEADER)).filter(pk=row.pk).exists()


# --- the feedback ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("adoption", A, ids=str)
def test_the_written_feedback_in_its_three_answers(adoption: Adoption) -> None:
    """条例第40条第4款."""
    leader = person(Role.BUREAU_LEADER)
    row = answered(signed(), adoption=adoption)
    assert (row.adoption, row.answered_on, row.feedback) == (adoption, DUE, "已列入计划")
    assert Outbox.objects.get(key=f"recommendation-answered:{row.pk}").recipients == [leader.pk]
    with pytest.raises(NotLawfulNow, match="已于"):
        answered(row)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"adoption": "maybe"}, "采纳情况"),
        ({"feedback": "  "}, "反馈的内容"),
        ({"persons_held": 1}, "只有追究责任"),
        ({"on": date(2026, 3, 1)}, "签发日期"),
    ],
)
def test_a_feedback_that_is_not_lawful(given: dict[str, Any], why: str) -> None:
    row = signed()
    with pytest.raises(NotLawfulNow, match=why):
        answered(row, **given)


def test_of_an_accountability_numbers_are_told_and_no_name() -> None:
    row = answered(signed(K.ACCOUNTABILITY), units_held=1, persons_held=2)
    assert (row.units_held, row.persons_held) == (1, 2)
    names = {field.name for field in Recommendation._meta.get_fields()}
    assert not names & {"persons", "person", "names", "officials"}


def test_not_adopted_nobody_was_held() -> None:
    row = signed(K.ACCOUNTABILITY)
    with pytest.raises(NotLawfulNow, match="不采纳的"):
        answered(row, adoption=A.NOT_ADOPTED, persons_held=1)


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [(Role.HANDLER, "housing", True), (Role.UNIT_HEAD, "housing", True), (Role.SCREENING, "bureau", True),
     (Role.HANDLER, "civil_affairs", False), (Role.WRITER, "bureau", False), (Role.INTAKE, "bureau", False)],
)  # fmt: skip
def test_the_organ_answers_or_the_bureau_writes_it_down(role: Role, code: str, may: bool) -> None:
    row = signed()
    if may:
        assert answered(row, by=person(role, code)).answered_by == person(role, code)
        return
    with pytest.raises(NotYours):
        answered(row, by=person(role, code))


def test_the_countys_leaders_answer_what_went_to_the_county() -> None:
    """条例第40条第2款: to the Party committee and the government of the same level."""
    row = signed(K.POLICY, organ=unit("county_government"))
    assert answered(row, by=person(Role.COUNTY_LEADER, "county_government")).adoption == A.ADOPTED


# --- ends --------------------------------------------------------------------------------------------------------


def test_taken_back_its_paper_is_void_and_nothing_is_waited_for() -> None:
    row = signed()
    lived(MONDAY, recommending.cancel_recommendation, row, by=person(Role.BUREAU_LEADER), reason="事实有误")
    row.refresh_from_db()
    assert row.paper is not None
    assert row.paper.void_reason == "事实有误"
    assert not Recommendation.objects.open().exists()
    with pytest.raises(NotLawfulNow, match="撤回"):
        answered(row)


def test_a_draft_not_put_forward_ends_with_its_reason() -> None:
    row = drafted()
    with pytest.raises(NotLawfulNow, match="理由"):
        lived(MONDAY, recommending.drop_recommendation, row, by=person(Role.BUREAU_LEADER), reason="")
    lived(
        MONDAY, recommending.drop_recommendation, row, by=person(Role.BUREAU_LEADER), reason="并入上月的建议"
    )
    with pytest.raises(NotLawfulNow, match="已经有人处理"):
        lived(MONDAY, recommending.sign_recommendation, row, by=person(Role.BUREAU_LEADER))


def test_signed_it_is_not_revised() -> None:
    row = signed()
    with pytest.raises(NotLawfulNow, match="已经有人处理"):
        lived(
            MONDAY,
            recommending.revise_recommendation,
            row,
            draft(subject="另一件"),
            by=person(Role.SCREENING),
        )


# --- reminders ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "stage", "to"),
    [
        (date(2026, 3, 24), "", ""), (date(2026, 3, 25), "soon", "organ"), (date(2026, 3, 29), "urgent", "organ"),
        (DUE, "today", "organ"), (date(2026, 4, 2), "overdue_leader", "leader"), (date(2026, 4, 9), "overdue_county", "county"),
    ],
)  # fmt: skip
def test_the_feedback_is_reminded_of_by_its_stages(on: date, stage: str, to: str) -> None:
    """内部要求: seven and three days before, on the day, then the leaders; each stage once, whatever was missed."""
    people = {"organ": person(Role.HANDLER, "housing"), "leader": person(Role.BUREAU_LEADER),
              "county": person(Role.COUNTY_LEADER, "county_government")}  # fmt: skip
    row = signed()
    for _ in range(2):
        lived(on, sweeps.sweep)
    found = (
        Outbox.objects.filter(key__contains=f"recommendation-{stage}:", key__endswith=f":{row.pk}")
        if stage
        else []
    )
    assert [words.recipients for words in found] == ([[people[to].pk]] if to else [])
    assert Outbox.objects.filter(key__startswith="recommendation-", key__contains=f"{DUE}").count() == (
        1 if to else 0
    )


def test_the_answered_is_reminded_of_no_more() -> None:
    person(Role.HANDLER, "housing")
    answered(signed(), on=MONDAY)
    lived(DUE, sweeps.sweep)
    assert not Outbox.objects.filter(key__contains=f"{DUE}").exists()


def test_a_holiday_notice_moves_the_day_and_lists_it() -> None:
    """民法典第203条: the day of the feedback is in the preview of the calendar, and moves with it."""
    on = date(2026, 12, 4)
    row = lived(on, recommending.draft_recommendation, draft(), by=person(Role.SCREENING))
    row = lived(on, recommending.sign_recommendation, row, by=person(Role.BUREAU_LEADER))
    assert (row.due_on, row.provisional) == (date(2027, 1, 4), True)
    text = "date,kind,name,notice\n" + "\n".join(
        f"{line},国办发明电〔2026〕8号" for line in
        ("2027-01-01,off,元旦", "2027-01-04,off,元旦", "2027-05-03,off,劳动节", "2027-10-01,off,国庆节"))  # fmt: skip
    marks = parse_notice(text, 2027).marks
    [move] = calendar_admin.preview(marks, 2027)
    assert row.paper is not None
    assert (move.number, move.old, move.new) == (row.paper.number, date(2027, 1, 4), date(2027, 1, 5))
    with clock.on_day(on):
        calendar_admin.apply(marks, 2027, notice="国办发明电〔2026〕8号", by=person(Role.SYSADMIN), on=on,
                             seen=calendar_admin.version())  # fmt: skip
    row.refresh_from_db()
    assert (row.due_on, row.provisional) == (date(2027, 1, 5), False)
    assert calendar_admin.preview(marks, 2027) == []


# --- who sees ----------------------------------------------------------------------------------------------------


def visible(row: Recommendation, role: Role, code: str = "bureau") -> bool:
    return Recommendation.objects.visible_to(person(role, code)).filter(pk=row.pk).exists()


def test_a_draft_is_the_bureaus_own() -> None:
    row = drafted()
    assert visible(row, Role.SCREENING)
    assert not any(visible(row, *who) for who in
                   ((Role.HANDLER, "housing"), (Role.WRITER, "bureau"), (Role.COUNTY_LEADER, "county_government")))  # fmt: skip


def test_whom_an_accountability_is_about_never_reads_it() -> None:
    """条例第40条第3款: not on the list, not on the file, not in the file's story."""
    handling = accepted()
    row = signed(K.ACCOUNTABILITY, cases=[handling.claim.case])
    assert visible(row, Role.HANDLER, "discipline")
    assert not visible(row, Role.UNIT_HEAD, "housing")
    client = Client()
    client.force_login(person(Role.UNIT_HEAD, "housing"))
    with clock.on_day(MONDAY):
        page = client.get(reverse("cases:detail", args=[handling.claim.case.number])).content.decode()
        assert client.get(reverse("oversight:recommendations_record", args=[row.pk])).status_code == 404
    assert "追究" not in page


def test_not_even_where_it_received_the_matter_itself() -> None:
    from builders import registration

    from cases import actions as case_actions

    clerk = person(Role.HANDLER, "housing")
    case = lived(MONDAY, case_actions.register, registration(), by=clerk, unit=unit("housing")).case
    signed(K.ACCOUNTABILITY, cases=[case])
    assert not CaseEvent.objects.filter(case=case, act="recommend").exists()


def as_user(role: Role, code: str = "bureau") -> Client:
    client = Client()
    client.force_login(person(role, code))
    return client


def typed(**changes: Any) -> dict[str, Any]:
    return {"kind": "improve", "organ": unit("housing").pk, "concerned": "", "about": "质量回访", "facts": "6件信访事项",
            "basis": "", "proposals": "建立回访制度", "numbers": "", **changes}  # fmt: skip


def test_from_draft_to_feedback_on_the_pages() -> None:
    case = registered()
    with clock.on_day(MONDAY):
        officer, leader, organ = (
            as_user(Role.SCREENING),
            as_user(Role.BUREAU_LEADER),
            as_user(Role.HANDLER, "housing"),
        )
        unknown = officer.post(
            reverse("oversight:recommendations_new"), typed(numbers="330999-9-20260101-00001")
        )
        assert "没有这个件号" in unknown.content.decode()
        assert "6件信访事项" in unknown.content.decode()
        assert (
            officer.post(reverse("oversight:recommendations_new"), typed(numbers=case.number)).status_code
            == 302
        )
        row = Recommendation.objects.get()
        sign = reverse("oversight:recommendations_step", args=[row.pk, "sign"])
        assert officer.post(sign, {"length": "30"}).status_code == 403
        assert leader.post(sign, {"length": "30"}).status_code == 302
        row.refresh_from_db()
        assert row.paper is not None
        page = organ.get(reverse("oversight:recommendations_record", args=[row.pk])).content.decode()
        assert row.paper.number in page
        paper = organ.get(reverse("oversight:recommendations_paper", args=[row.pk, row.paper.pk, "pdf"]))
        assert paper.content.startswith(b"%PDF")
        answer = reverse("oversight:recommendations_step", args=[row.pk, "answer"])
        refused = organ.post(answer, {"adoption": "", "feedback": "我们写的反馈"})
        assert "我们写的反馈" in refused.content.decode()
        assert organ.post(answer, {"adoption": "partly", "feedback": "第一条采纳"}).status_code == 302
        assert (
            "部分采纳建议"
            in leader.get(reverse("oversight:recommendations") + "?view=answered").content.decode()
        )
        assert (
            row.paper.number not in leader.get(reverse("cases:detail", args=[case.number])).content.decode()
        )
        assert "改进工作" in leader.get(reverse("cases:detail", args=[case.number])).content.decode()


def test_the_list_asks_a_bounded_number_of_queries_and_pages_join(monkeypatch: pytest.MonkeyPatch) -> None:
    client, spent = as_user(Role.BUREAU_LEADER), []
    for n in (1, 4):
        for _ in range(n):
            signed()
        with clock.on_day(MONDAY), CaptureQueriesContext(connection) as found:
            assert client.get(reverse("oversight:recommendations")).status_code == 200
        spent.append(len(found))
    assert spent[0] == spent[1] <= 16
    monkeypatch.setattr(sys.modules["cases.ledgers.addresses"], "PAGE", 2)
    address, seen = reverse("oversight:recommendations"), []
    with clock.on_day(MONDAY):
        while address:
            page = client.get(address)
            seen += [line["href"] for line in page.context["lines"]]
            address = page.context["next_url"]
    assert len(seen) == len(set(seen)) == 5
    assert client.get(reverse("oversight:recommendations") + "?after=x.y").status_code == 200
    assert client.get(reverse("oversight:recommendations") + "?after=9999-99-99.7").status_code == 200


@pytest.mark.parametrize(
    "written",
    [{"signed_on": None}, {"adoption": "adopted"}, {"answered_on": DUE}, {"persons_held": 2}, {"dropped_on": MONDAY},
     {"cancelled_on": MONDAY}, {"due_on": None}],
)  # fmt: skip
def test_raw_writes_that_the_database_refuses(written: dict[str, Any]) -> None:
    row = signed()
    with pytest.raises(DatabaseError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(**written)


def test_the_database_keeps_an_accountability_from_its_unit() -> None:
    row = drafted(K.ACCOUNTABILITY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(organ=Unit.objects.get(code="housing"))


def test_no_list_of_persons() -> None:
    """domain §9: what is told of an accountability are two numbers; nobody but staff is pointed to."""
    people = {
        field.name
        for field in Recommendation._meta.get_fields()
        if field.is_relation and field.related_model is User
    }
    assert people == {"drafted_by", "signed_by", "answered_by", "ended_by"}
