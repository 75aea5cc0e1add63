"""并案, splitting, withdrawal, supplements and urging (domain §2.1, §3.4, §4.2 rows 2 and 30, §4.3, §6)."""

import pytest
from builders import (
    MONDAY,
    accepted,
    again,
    claim_of,
    days,
    forwarded,
    lived,
    person,
    registered,
    served,
    unit,
)
from states import reported_withdrawal, withdrawn

from cases import actions
from cases.actions import Cleaned
from cases.models import Attachment, Case, CaseEvent, CasePaper, Claim, Deadline, Petition, StoredFile
from cases.policies import NotLawfulNow, NotYours
from law.terms import CaseState, ClaimWay, HandlingState, PaperKind, Purpose, Role
from notifications.models import Outbox
from reports import rows

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + days(1)


# --- 并案 (domain §4.2 row 2: 登记员提议→科长确认) -------------------------------------------------------------------


def joined(by: str = Role.INTAKE):
    earlier = forwarded().claim.case
    later = registered(TUESDAY, received_on=TUESDAY)
    link = lived(TUESDAY, actions.link_repeat, later, by=person(by), earlier=earlier, reason="同人同事")
    return Case.objects.get(pk=later.pk), earlier, link


def forwarding(case: Case) -> Deadline:
    return case.deadlines.get(period="forwarding")


def test_a_clerk_s_merger_waits_for_the_officer_and_its_own_clock_runs_on():
    later, earlier, link = joined()
    assert (later.state, link.confirmed_on) == (CaseState.MERGED, None)
    assert forwarding(later).voided_on is None
    assert not CasePaper.objects.filter(case=later, kind=PaperKind.MERGER_NOTICE).exists()
    lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))
    assert forwarding(later).voided_on == TUESDAY
    paper = CasePaper.objects.get(case=later, kind=PaperKind.MERGER_NOTICE)
    assert paper.to_petitioner
    assert earlier.number in str(paper.paper.content)


def test_an_officer_s_merger_needs_nobody_else():
    later, _, link = joined(Role.SCREENING)
    assert link.confirmed_by == person(Role.SCREENING)
    assert forwarding(later).voided_on == TUESDAY


def test_the_main_files_clock_never_stops_for_a_merger():
    _, earlier, link = joined()
    before = list(earlier.deadlines.values_list("period", "due_on", "voided_on"))
    lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))
    assert list(earlier.deadlines.values_list("period", "due_on", "voided_on")) == before
    assert earlier.petitions.count() == 2, "附件件次照计"


def test_a_clerk_cannot_confirm_and_nothing_is_confirmed_twice():
    later, _, link = joined()
    with pytest.raises(NotYours):
        lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.INTAKE))
    lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))
    with pytest.raises(NotLawfulNow, match="确认"):
        lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))


def test_an_undone_merger_runs_from_its_first_day_whether_or_not_confirmed():
    for confirm in (False, True):
        later, _, link = joined()
        due = forwarding(later).due_on
        if confirm:
            lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))
        lived(TUESDAY, actions.unlink_repeat, later, by=person(Role.SCREENING), reason="不是同一事项")
        row = forwarding(later)
        assert (row.voided_on, row.due_on) == (None, due)
        with pytest.raises(NotLawfulNow, match="撤销"):
            lived(TUESDAY, actions.confirm_repeat, link, by=person(Role.SCREENING))


# --- 拆分 ----------------------------------------------------------------------------------------------------------


def test_one_claim_becomes_several_each_with_its_own_way():
    """条例第31条: each claim goes its own way, so what is asked in one breath is taken apart."""
    case = registered(claims=["修好管子，并公开维修资金"])
    first, second = lived(
        TUESDAY,
        actions.split_claim,
        claim_of(case),
        by=person(Role.SCREENING),
        texts=["修好管子", "公开维修资金"],
    )
    assert [(row.order, row.text) for row in case.claims.all()] == [(1, "修好管子"), (2, "公开维修资金")]
    assert "修好管子，并公开维修资金" in CaseEvent.objects.get(act="split_claim").note
    assert second.case == first.case


@pytest.mark.parametrize("texts", [["只有一项"], ["一样", "一样"], ["", "  "]])
def test_a_split_needs_two_different_claims(texts):
    with pytest.raises(NotLawfulNow, match="诉求"):
        lived(TUESDAY, actions.split_claim, claim_of(registered()), by=person(Role.SCREENING), texts=texts)


def test_what_is_decided_is_not_split():
    handling = forwarded()
    with pytest.raises(NotLawfulNow, match="已经"):
        lived(TUESDAY, actions.split_claim, handling.claim, by=person(Role.SCREENING), texts=["甲", "乙"])


SECRET = "该局科长收了施工队的好处"


def mixed() -> Case:
    case = registered(claims=["把管子重新接好", SECRET], summary=f"污水倒灌。{SECRET}。")
    StoredFile.objects.get_or_create(sha256="0" * 64, defaults={"size": 1})
    return case


def split(case: Case, **changes):
    claims = {row.pk: "" if row.order == 2 else row.text for row in case.claims.all()}
    left = Cleaned("改造后污水倒灌", "污水倒灌。", claims)
    return lived(TUESDAY, actions.split_accusation, case, by=person(Role.INTAKE), words=SECRET, accused=[unit("housing")],
                 **({"left": left} | changes))  # fmt: skip


def test_the_accusation_leaves_the_mixed_petition_and_nothing_of_it_stays():
    """条例第30条第3款: what goes to the unit complained about holds no word of the accusation."""
    person(Role.COMPARTMENT)
    case = mixed()
    made = split(case).case
    case.refresh_from_db()
    assert made.in_compartment
    assert made.purpose == Purpose.ACCUSATION
    assert made.received_on == case.received_on, "its fifteen days start with the whole petition's"
    assert made.deadlines.get(period="forwarding").started_on == MONDAY
    assert SECRET in str(made.sealed_matter.content)
    open_words = [case.title, case.summary, *Claim.objects.filter(case=case).values_list("text", flat=True),
                  *[event.note for event in CaseEvent.objects.filter(case=case)]]  # fmt: skip
    assert not [words for words in open_words if SECRET in words]
    assert [row.way for row in case.claims.all()] == ["", ClaimWay.SPLIT_OFF]
    assert not Case.objects.visible_to(person(Role.SCREENING)).filter(pk=made.pk).exists()
    assert Case.objects.visible_to(person(Role.COMPARTMENT)).filter(pk=made.pk).exists()
    assert made.own_petition.petitioners.get().name == case.own_petition.petitioners.get().name


def test_the_open_part_still_goes_to_the_unit_which_never_sees_the_rest():
    case = mixed()
    made = split(case).case
    handling = lived(TUESDAY, actions.forward, case.claims.get(order=1), by=person(Role.SCREENING), route="petition",
                     to=actions.Destination(unit("housing")))  # fmt: skip
    assert handling.unit == unit("housing")
    assert not Case.objects.visible_to(person(Role.HANDLER, "housing")).filter(pk=made.pk).exists()
    assert case.state != CaseState.MERGED


def test_all_accusation_goes_the_whole_way_and_sent_files_are_not_split():
    case = mixed()
    with pytest.raises(NotLawfulNow, match="转入检举控告通道"):
        split(case, left=Cleaned("甲", "", dict.fromkeys(case.claims.values_list("pk", flat=True), "")))
    sent = forwarded().claim.case
    with pytest.raises(NotLawfulNow, match="转出"):
        split(sent, left=Cleaned("甲", "", {sent.claims.get().pk: "甲"}))


# --- 撤回 (domain §4.2 row 30, §6) --------------------------------------------------------------------------------


def test_a_withdrawal_stops_nothing_before_it_is_verified():
    handling = accepted()
    reported_withdrawal(handling)
    assert again(handling).state == HandlingState.ACCEPTED
    assert handling.deadlines.running().filter(period="handling").exists()


def test_verified_it_stops_every_clock_and_closes_the_file():
    handling = withdrawn()
    case = handling.claim.case
    assert (handling.state, handling.ended_on) == (HandlingState.WITHDRAWN, MONDAY)
    assert case.state == CaseState.CLOSED
    assert not Deadline.objects.running().filter(case=case, duty=True).exists()
    paper = CasePaper.objects.get(case=case, kind=PaperKind.WITHDRAWAL_CONFIRMATION)
    assert paper.to_petitioner


def test_a_claim_nobody_had_decided_is_withdrawn_as_well():
    case = registered()
    row = lived(MONDAY, actions.report_withdrawal, case, by=person(Role.INTAKE), claims=list(case.claims.all()), manner="phone",
                evidence="录音 17 号")  # fmt: skip
    lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="回电核实")
    assert claim_of(case).way == ClaimWay.WITHDRAWN
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert forwarding(case).voided_on == MONDAY


def test_one_of_two_claims_is_withdrawn_the_other_goes_on():
    case = registered(claims=["甲", "乙"])
    first = case.claims.get(order=1)
    row = lived(
        MONDAY,
        actions.report_withdrawal,
        case,
        by=person(Role.INTAKE),
        claims=[first],
        manner="written",
        evidence="申请书",
    )
    lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="本人到场")
    case.refresh_from_db()
    assert case.state == CaseState.REGISTERED
    assert forwarding(case).voided_on is None


def test_a_unit_may_hand_it_on_and_never_confirm_it():
    """Whoever would be rid of a duty does not decide that it is gone (design §7)."""
    handling = accepted()
    case = handling.claim.case
    row = lived(MONDAY, actions.report_withdrawal, case, by=person(Role.HANDLER, "housing"), claims=[handling.claim],
                manner="written", evidence="申请书")  # fmt: skip
    for role in (Role.HANDLER, Role.UNIT_HEAD):
        with pytest.raises(NotYours):
            lived(MONDAY, actions.withdraw, row, by=person(role, "housing"), verification="问过了")
    lived(
        MONDAY, actions.refuse_withdrawal, row, by=person(Role.SCREENING), verification="本人说是被要求写的"
    )
    assert again(handling).state == HandlingState.ACCEPTED
    assert CaseEvent.objects.filter(case=case, act="refuse_withdrawal").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"evidence": " "}, "凭据"), ({"manner": "hearsay"}, "方式"), ({"claims": []}, "诉求")],
)
def test_a_withdrawal_needs_its_proof(changes, words):
    handling = accepted()
    fields = {"claims": [handling.claim], "manner": "written", "evidence": "申请书"} | changes
    with pytest.raises(NotLawfulNow, match=words):
        lived(MONDAY, actions.report_withdrawal, handling.claim.case, by=person(Role.INTAKE), **fields)


def test_whoever_took_the_request_does_not_verify_it():
    handling = accepted()
    row = lived(MONDAY, actions.report_withdrawal, handling.claim.case, by=person(Role.SCREENING), claims=[handling.claim],
                manner="written", evidence="申请书")  # fmt: skip
    with pytest.raises(NotLawfulNow, match="另一人"):
        lived(MONDAY, actions.withdraw, row, by=person(Role.SCREENING), verification="问过了")


def test_what_is_answered_cannot_be_withdrawn():
    handling = served(accepted(), MONDAY)
    with pytest.raises(NotLawfulNow, match="已经答复"):
        lived(MONDAY, actions.report_withdrawal, handling.claim.case, by=person(Role.INTAKE), claims=[handling.claim],
              manner="written", evidence="申请书")  # fmt: skip


def test_an_accusation_is_verified_whether_or_not_it_is_withdrawn():
    """条例第30条: the fact is noted, no word of it, and nothing stops."""
    person(Role.COMPARTMENT)
    case = registered(purpose=Purpose.ACCUSATION)
    lived(
        MONDAY,
        actions.report_withdrawal,
        case,
        by=person(Role.COMPARTMENT),
        claims=[],
        manner="",
        evidence="",
    )
    assert case.withdrawals.count() == 0
    assert forwarding(case).voided_on is None
    assert CaseEvent.objects.get(case=case, act="report_withdrawal").note == "检举人表示撤回；核查不因此停止"


@pytest.mark.parametrize(
    ("after", "counted"), [(59, 0), (60, 0), (70, 1)], ids=["before", "last-day", "late"]
)
def test_withdrawn_in_time_leaves_the_figures_and_withdrawn_late_stays_late(after, counted):
    """domain §6: 到期前撤回→分子分母都剔除；到期后撤回仍算超期."""
    handling = accepted()
    withdrawn(MONDAY + days(after), handling)
    found = rows.deadlines(["timely_conclusion"], "due", MONDAY + days(200))
    assert [(row.in_scope, row.hit) for row in found] == [(True, False)] * counted


# --- 补充材料, 催办 (domain §3.4: no new petition) -----------------------------------------------------------------


def test_supplements_and_urging_are_no_new_petition_and_reach_the_unit():
    handling = accepted()
    case = handling.claim.case
    before = Petition.objects.count()
    lived(TUESDAY, actions.supplement, case, by=person(Role.INTAKE), text="补交照片3张")
    lived(TUESDAY, actions.urge, case, by=person(Role.INTAKE), words="问什么时候修")
    assert Petition.objects.count() == before
    told = [row.subject for row in Outbox.objects.all() if case.number in row.subject]
    assert [text for text in told if "补充了材料" in text]
    assert [text for text in told if "催办" in text]


def test_urging_once_a_day_and_only_while_under_way():
    case = accepted().claim.case
    lived(TUESDAY, actions.urge, case, by=None)
    with pytest.raises(NotLawfulNow, match="今天已经催办"):
        lived(TUESDAY, actions.urge, case, by=person(Role.INTAKE))
    closed = withdrawn().claim.case
    with pytest.raises(NotLawfulNow, match="已经办结"):
        lived(TUESDAY, actions.urge, closed, by=None)


def test_a_strange_unit_supplements_nothing():
    case = accepted().claim.case
    with pytest.raises(NotYours):
        lived(TUESDAY, actions.supplement, case, by=person(Role.HANDLER, "agriculture"), text="照片")


def test_attachments_go_out_with_the_accusation():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cases import files

    case = mixed()
    row = files.store(
        case,
        SimpleUploadedFile("收钱.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64, "image/png"),
        person(Role.INTAKE),
    )
    made = split(case, attachments=[row.pk]).case
    moved = Attachment.objects.get(pk=row.pk)
    assert (moved.case, moved.file.sealed) == (made, True)
    assert "收钱" not in moved.name
