"""Help in hardship (条例第37条第2款), 三到位 in the opinion (条例第27条): optional, short, never a condition."""

from datetime import date
from decimal import Decimal

import pytest
from builders import MONDAY, accepted, again, concluded, drafted, lived, person, registered, served
from django.db import IntegrityError, connection, transaction
from mediations import DAY, LATER, relief
from states import handler, head

from cases import actions, in_place
from cases.forms.acts import Subject
from cases.forms.opinion import OpinionForm
from cases.models import Case, CaseEvent, CasePaper, Deadline, Opinion, Relief
from cases.policies import NotLawfulNow, NotYours, standing_opinion
from documents import issuing
from law.terms import CaseState, InPlace, PaperKind, ReliefResult, Role, Route

pytestmark = pytest.mark.django_db
PARTS = {
    "request_met": "已重新接好管道",
    "explained": "3月4日当面解释赔偿标准",
    "hardship_helped": "已帮助申请临时救助",
}


def decided(row: Relief, on: date = LATER, **changes):
    words = {"result": "granted", "decided_on": on} | changes
    return lived(on, actions.record_relief_result, row, by=person(Role.SCREENING), **words)


# --- relief ------------------------------------------------------------------------------------------------------


def test_what_was_applied_for_and_what_came_of_it():
    """条例第37条第2款: told or helped to apply; what, where, when; granted by whom, how much."""
    row = relief()
    assert (row.label, row.body, row.applied_on, row.result) == ("临时救助", "云城街道办事处", DAY, "")
    row = decided(row, granted_by="县民政局", amount=Decimal("3000.50"))
    row = Relief.objects.get()
    assert (row.result, row.decided_on, row.granted_by, row.amount) == (
        "granted",
        LATER,
        "县民政局",
        Decimal("3000.50"),
    )
    acts = CaseEvent.objects.filter(case=row.case, data__relief=row.pk)
    assert list(acts.values_list("act", flat=True)) == ["apply_relief", "record_relief_result"]


def test_it_is_never_a_condition_of_closing():
    """Domain §9.3: a file closes with help applied for and no answer yet, and the answer comes after."""
    handling = served(accepted(), date(2026, 3, 4))
    row = relief(handling.claim.case, on=date(2026, 3, 4))
    concluded(handling, date(2026, 3, 5))
    assert Case.objects.get(pk=handling.claim.case_id).state == CaseState.CLOSED
    assert decided(row).result == "granted"


def test_help_is_lawful_long_after_the_file_is_closed():
    """条例第37条第3款."""
    handling = concluded(served(accepted(), date(2026, 3, 4)), date(2026, 3, 5))
    assert relief(handling.claim.case, on=date(2026, 9, 1)).pk


def test_no_clock_is_touched():
    handling = accepted()
    before = list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on"))
    decided(relief(handling.claim.case), result="not_granted")
    assert list(Deadline.objects.values_list("pk", "due_on", "met_on", "voided_on")) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "magic"}, "种类"),
        ({"body": " "}, "哪个机关"),
        ({"applied_on": date(2026, 2, 1)}, "申请日"),
        ({"applied_on": LATER}, "申请日"),
        ({"kind": "other"}, "名称"),
    ],
)
def test_what_is_needed_is_asked_for(changes, words):
    with pytest.raises(NotLawfulNow, match=words):
        relief(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"result": "perhaps"}, "结果"),
        ({"decided_on": MONDAY}, "结果日期"),
        ({"result": "not_granted", "amount": Decimal(5)}, "不填金额"),
        ({"amount": Decimal(-5)}, "大于零"),
    ],
)
def test_a_result_is_whole(changes, words):
    with pytest.raises(NotLawfulNow, match=words):
        decided(relief(), **changes)


def test_a_result_is_recorded_once():
    row = decided(relief())
    with pytest.raises(NotLawfulNow, match="已经有结果"):
        decided(row, result="not_pursued")


def test_the_unit_that_helped_records_it_and_others_do_not():
    handling = accepted()
    case = handling.claim.case
    row = lived(
        DAY,
        actions.apply_relief,
        case,
        by=handler(handling),
        kind="legal_aid",
        body="县法律援助中心",
        applied_on=DAY,
    )
    assert (
        CaseEvent.objects.get(act="apply_relief").handling == handling
    )  # the unit reads it in its own story
    for who in (person(Role.SCREENING), person(Role.HANDLER, "agriculture")):
        with pytest.raises(NotYours):
            lived(DAY, actions.record_relief_result, row, by=who, result="granted", decided_on=DAY)
    assert (
        lived(
            DAY, actions.record_relief_result, row, by=head(handling), result="granted", decided_on=DAY
        ).granted_by
        == "县法律援助中心"
    )


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Role.HANDLER, "agriculture"),
        (Role.BUREAU_LEADER, "bureau"),
        (Role.WRITER, "bureau"),
        (Role.COUNSEL, "bureau"),
    ],
)
def test_only_who_works_on_the_file(role, code):
    case = registered()
    with pytest.raises(NotYours):
        lived(
            DAY,
            actions.apply_relief,
            case,
            by=person(role, code),
            kind="social",
            body="县民政局",
            applied_on=DAY,
        )


def test_who_sees_it():
    row = relief()
    seen = lambda role, code: Relief.objects.visible_to(person(role, code)).exists()  # noqa: E731
    assert seen(Role.INTAKE, "bureau")
    assert not seen(Role.HANDLER, "housing")
    assert not seen(Role.SECURITY, "bureau")
    Case.objects.filter(pk=row.case_id).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert not seen(Role.INTAKE, "bureau")


def test_there_is_no_room_for_illness_or_family():
    """Design §7, domain §9.1 (个人信息保护法第28条): no free text longer than a name."""
    texts = [
        field
        for field in Relief._meta.get_fields()
        if getattr(field, "max_length", None) and not getattr(field, "choices", None)
    ]
    assert {field.name for field in texts} == {"name", "body", "granted_by"}
    assert all(field.max_length <= 60 for field in texts)
    assert not [
        field.name
        for field in Relief._meta.get_fields()
        if field.get_internal_type() in {"TextField", "JSONField", "BinaryField"}
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"result": "granted"},
        {"decided_on": LATER},
        {"amount": 5},
        {"kind": "other", "name": ""},
        {"granted_by": "x"},
    ],
)
def test_the_database_refuses_half_a_result(changes):
    row = relief()
    with pytest.raises(IntegrityError), transaction.atomic():
        Relief.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"amount": 0}, {"decided_on": MONDAY}, {"result": "not_granted"}])
def test_the_database_refuses_a_result_that_cannot_be(changes):
    row = decided(relief(), amount=Decimal(100))
    with pytest.raises(IntegrityError), transaction.atomic():
        Relief.objects.filter(pk=row.pk).update(**changes)


# --- 三到位 ------------------------------------------------------------------------------------------------------


def opined(**parts: str) -> Opinion:
    handling = accepted()
    drafted(handling, DAY)
    lived(DAY, actions.draft_opinion, again(handling), by=handler(handling), details=parts)
    lived(DAY, actions.sign_opinion, again(handling), by=head(handling))
    found = standing_opinion(handling)
    assert found
    return found


def paper_text() -> str:
    return str(issuing.content_of(CasePaper.objects.get(kind=PaperKind.OPINION).paper).to_dict())


@pytest.mark.parametrize("part", InPlace)
def test_each_part_is_optional_and_has_its_heading_on_the_paper(part):
    """条例第27条, domain §8 三到位: each stands on the 处理意见书 when written, else it is not there."""
    opined(**{part: PARTS[part]})
    text = paper_text()
    assert PARTS[part] in text
    headings = {
        InPlace.REQUEST_MET: "解决问题",
        InPlace.EXPLAINED: "解释疏导",
        InPlace.HARDSHIP_HELPED: "帮扶救助",
    }
    assert [heading for heading in headings.values() if f"、{heading}" in text] == [headings[part]]


def test_an_opinion_without_them_is_whole():
    opined()
    assert not any(word in paper_text() for word in ("解释疏导", "帮扶救助", "解决问题", "诉求无理"))


def test_they_are_counted_over_signed_opinions_in_force():
    opined(request_met="甲", hardship_helped="")
    opined(request_met="乙", explained="丙")
    handling = accepted()
    lived(DAY, actions.draft_opinion, handling, by=handler(handling), details={"request_met": "稿"})
    found = in_place.counts(Opinion.objects.all())
    assert found == {"all": 2, "request_met": 2, "explained": 1, "hardship_helped": 0}
    Opinion.objects.filter(details__explained="丙").update(annulled_on=LATER)
    assert in_place.counts(Opinion.objects.all())["explained"] == 0


def form_of(handling, **typed: str) -> OpinionForm:
    subject = Subject(handler(handling), handling.claim.case, DAY, handling)
    return OpinionForm(typed, subject=subject, opinion=standing_opinion(handling))


def test_the_form_keeps_them_beside_the_other_parts():
    handling = accepted()
    form = form_of(handling, performance="三十日内", **PARTS)
    assert form.is_valid(), form.errors
    assert form.parts()["details"] == {"performance": "三十日内"} | PARTS
    lived(DAY, actions.draft_opinion, handling, by=handler(handling), **form.parts())
    again_shown = OpinionForm(subject=form.subject, opinion=standing_opinion(handling))
    assert again_shown.initial["explained"] == PARTS["explained"]
    assert "病情" in str(again_shown.fields["hardship_helped"].help_text)


def test_the_form_is_the_form_of_a_grievance_only():
    handling = accepted(purpose="suggestion", route=Route.SUGGESTION)
    assert not set(PARTS) & set(form_of(handling).fields)


def test_results_and_parts_are_known():
    assert {each.value for each in ReliefResult} == {"granted", "not_granted", "not_pursued"}
    with connection.cursor() as cursor:  # no column for what the police did (条例第27条 的「一处理」)
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'cases_%'")
        names = {name for (name,) in cursor.fetchall()}
    assert not [name for name in names if "police" in name or "punish" in name or "detain" in name]
