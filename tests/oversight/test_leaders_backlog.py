"""积案台账: criteria are data with a source; entered by a second person, verified by another (domain §3.4, §6)."""

import pytest
from builders import forwarded, lived, person, registered
from leaders_scenes import (
    DAY,
    ON,
    bureau_leader,
    county_leader,
    entered,
    handler,
    period,
    proposed,
    resolved,
    screening,
    verified,
)

from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from law.terms import BacklogState, CriterionKind, Purpose, Role
from organizations.models import Setting, User
from oversight.leaders import backlog
from oversight.leaders.figures import backlog_rate
from oversight.leaders.models import BacklogCriterion, BacklogEntry
from oversight.leaders.models.backlog import criteria

pytestmark = pytest.mark.django_db
B = BacklogState


def propose(case, by=None, criterion=None, ground="2022年首次提出"):
    criterion = criterion or criteria(CriterionKind.ENTRY)[0]
    return lived(
        DAY,
        backlog.propose_backlog,
        case,
        by=by or screening(),
        period=period(),
        criterion=criterion,
        ground=ground,
    )


def test_every_criterion_of_the_base_data_has_its_source_and_asks_for_no_promise():
    rows = BacklogCriterion.objects.all()
    assert {row.kind for row in rows} == set(CriterionKind)
    assert all(row.source for row in rows)
    assert not [row for row in rows if "息诉" in row.text or "息访" in row.text or "承诺" in row.text]


def test_the_course_of_an_entry():
    row = verified()
    assert (row.state, row.resolved_by, row.verified_by) == (B.VERIFIED, screening(), bureau_leader())
    assert row.met in criteria(CriterionKind.RESOLUTION)
    acts = row.case.events.filter(act__contains="backlog").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["propose_backlog", "enter_backlog", "resolve_backlog", "verify_backlog"]


def test_a_criterion_is_retired_and_never_changed():
    row = criteria(CriterionKind.ENTRY)[0]
    with pytest.raises(NotYours):
        lived(DAY, backlog.retire_criterion, row, by=screening())
    lived(DAY, backlog.retire_criterion, row, by=bureau_leader())
    with pytest.raises(NotLawfulNow, match="已于"):
        lived(DAY, backlog.retire_criterion, row, by=bureau_leader())
    with pytest.raises(NotLawfulNow, match="在用的列入口径"):
        propose(registered(), criterion=row)
    made = lived(
        DAY,
        backlog.add_criterion,
        by=bureau_leader(),
        kind="entry",
        text="满两年未解决",
        source="云信联办〔2026〕3号",
    )
    assert propose(registered(), criterion=made).criterion == made
    with pytest.raises(NotLawfulNow, match="已有这一条"):
        lived(
            DAY, backlog.add_criterion, by=bureau_leader(), kind="entry", text="满两年未解决", source="别处"
        )
    with pytest.raises(NotLawfulNow, match="出处"):
        lived(DAY, backlog.add_criterion, by=bureau_leader(), kind="entry", text="满一年", source=" ")


@pytest.mark.parametrize("by", [county_leader, handler, lambda: person(Role.INTAKE)])
def test_the_bureau_proposes(by):
    with pytest.raises(NotYours):
        propose(forwarded().claim.case, by=by())


def test_what_cannot_be_proposed():
    case = proposed().case
    with pytest.raises(NotLawfulNow, match="已经在「2026年积案台账」里"):
        propose(case)
    with pytest.raises(NotLawfulNow, match="条例第30条第3款"):
        propose(registered(purpose=Purpose.ACCUSATION))
    with pytest.raises(NotLawfulNow, match="符合口径的事实"):
        propose(registered(), ground=" ")
    with pytest.raises(NotLawfulNow, match="不记个人"):
        propose(registered(), ground="找13855552207")
    with pytest.raises(NotLawfulNow, match="在用的列入口径"):
        propose(registered(), criterion=criteria(CriterionKind.RESOLUTION)[0])


def test_a_second_person_enters_unless_the_bureau_switched_that_off():
    own = propose(registered(), by=bureau_leader())
    with pytest.raises(NotLawfulNow, match="另一人"):
        lived(DAY, backlog.enter_backlog, own, by=bureau_leader())
    Setting.objects.create(name="second_pair_of_eyes", value=False)
    assert lived(DAY, backlog.enter_backlog, own, by=bureau_leader()).state == B.ENTERED


def test_refused_with_a_reason_and_proposed_again():
    row = proposed()
    with pytest.raises(NotLawfulNow, match="理由"):
        lived(DAY, backlog.refuse_backlog, row, by=bureau_leader(), answer=" ")
    with pytest.raises(NotYours):
        lived(DAY, backlog.refuse_backlog, row, by=screening(), answer="不符合")
    lived(DAY, backlog.refuse_backlog, row, by=bureau_leader(), answer="不符合口径")
    assert propose(row.case).state == B.PROPOSED


def test_resolved_by_a_criterion_with_evidence_by_those_who_work_on_it():
    row, met = entered(), criteria(CriterionKind.RESOLUTION)[0]
    for by in (county_leader(), handler("agriculture")):
        with pytest.raises(NotYours):
            lived(ON, backlog.resolve_backlog, row, by=by, met=met, evidence="x")
    with pytest.raises(NotLawfulNow, match="化解依据"):
        lived(ON, backlog.resolve_backlog, row, by=handler(), met=met, evidence=" ")
    with pytest.raises(NotLawfulNow, match="在用的化解口径"):
        lived(ON, backlog.resolve_backlog, row, by=handler(), met=row.criterion, evidence="x")
    assert (
        lived(ON, backlog.resolve_backlog, row, by=handler(), met=met, evidence="凭据附卷").state
        == B.RESOLVED
    )


def test_verified_never_by_the_one_who_held_it_resolved():
    """Whatever the switch says: it is what the rate counts."""
    Setting.objects.create(name="second_pair_of_eyes", value=False)
    row = resolved()
    for act, words in (
        (backlog.verify_backlog, {"remark": "好"}),
        (backlog.return_backlog, {"reason": "差"}),
    ):
        with pytest.raises(NotLawfulNow, match="不能：认定化解的人不能自己复核"):
            lived(ON, act, row, by=screening(), **words)
        with pytest.raises(NotYours):
            lived(ON, act, row, by=handler(), **words)
    back = lived(ON, backlog.return_backlog, row, by=bureau_leader(), reason="凭据不全")
    assert (back.state, back.met, back.evidence, back.resolved_by) == (B.ENTERED, None, "", None)


def test_the_rate_is_verified_by_entered_of_one_period():
    """积案化解率 = 化解件 ÷ 交办建账件, 台账期 (domain §6)."""
    one = period()
    assert backlog_rate(one).rate is None
    verified()
    entered()
    resolved()
    proposed()
    share = backlog_rate(one)
    assert (share.part, share.whole, share.rate) == (1, 3, 1 / 3)
    other = lived(
        DAY,
        backlog.add_period,
        by=bureau_leader(),
        title="另一期",
        origin="county",
        document="会议纪要",
        since=DAY,
        until=ON,
    )
    assert backlog_rate(other).whole == 0
    sealed = BacklogEntry.objects.filter(state=B.VERIFIED).get().case_id
    Case.objects.filter(pk=sealed).update(in_compartment=True, title="检举控告件（内容封存）", summary="")
    assert (backlog_rate(one).part, backlog_rate(one).whole) == (0, 2)


def test_a_unit_sees_what_was_entered_of_its_matters_and_no_draft():
    row = proposed()
    seen = BacklogEntry.objects
    assert not seen.visible_to(handler()).exists()
    lived(DAY, backlog.enter_backlog, row, by=bureau_leader())
    assert seen.visible_to(handler()).get() == row
    assert not seen.visible_to(handler("agriculture")).exists()
    assert seen.visible_to(county_leader()).get() == row
    stopped = User.objects.get(pk=county_leader().pk)
    stopped.is_active = False
    assert not seen.visible_to(stopped).exists()


def test_a_period_has_a_name_a_document_and_a_span():
    for changes, says in (({"title": " "}, "名称"), ({"document": " "}, "依据"), ({"since": ON, "until": DAY}, "不能早于"),
                          ({"title": period().title}, "已有台账")):  # fmt: skip
        fields = {"title": "新", "origin": "county", "document": "纪要", "since": DAY, "until": ON} | changes
        with pytest.raises(NotLawfulNow, match=says):
            lived(DAY, backlog.add_period, by=bureau_leader(), **fields)
    with pytest.raises(NotYours):
        lived(
            DAY,
            backlog.add_period,
            by=screening(),
            title="新",
            origin="county",
            document="纪要",
            since=DAY,
            until=ON,
        )
