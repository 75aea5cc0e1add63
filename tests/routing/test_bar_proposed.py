"""条例第36条第3款: a served final opinion on the same matter is proposed as a bar with its number, and a person decides."""

import pytest
from builders import claim_of, days, lived, person, registered
from django.conf import settings
from django.test import Client
from reviewing import ASKED, DECIDED, answered, finally_reviewed, reviewed

from cases import actions, earlier_opinions
from cases.models import Case
from cases.policies import NotLawfulNow
from law import clock
from law.terms import ClaimWay, Flag, Role
from routing.actions import suggestion

pytestmark = pytest.mark.django_db
LATER = ASKED + days(60)


def again_(earlier: Case, on=LATER, *, link: bool = True, **changes) -> Case:
    """The same person comes once more; a person finds it the same matter."""
    case = registered(on, received_on=on, **changes)
    if link:
        lived(on, actions.link_repeat, case, earlier=earlier, by=person(Role.SCREENING), reason="同人同事")
    return Case.objects.get(pk=case.pk)


def closed(row) -> Case:
    """The earlier file is concluded: a repeat of it stays a file of its own."""
    lived(ASKED + days(50), actions.conclude, row.handling, by=person(Role.SCREENING))
    return row.case


def screening_page(case: Case, on=LATER) -> str:
    client = Client()
    client.force_login(person(Role.SCREENING), backend=settings.AUTHENTICATION_BACKENDS[-1])
    with clock.on_day(on):
        return client.get(f"/screening/{claim_of(case).pk}/").content.decode()


def test_the_screening_page_proposes_the_bar_with_the_earlier_numbers_filled_in():
    row = finally_reviewed()
    case = again_(closed(row))
    decision, facts = suggestion(claim_of(case), on=LATER)
    assert Flag.FINAL_REVIEW_GIVEN in facts.flags
    assert decision.proposal == ClaimWay.BAR
    page = screening_page(case)
    assert row.case.number in page
    assert 'value="临政信复核〔2026〕3号"' in page
    assert f'value="{row.signed_on}"' in page
    assert "有新的事实、新的理由的，是新的信访事项（条例第36条第3款）" in page


def test_nothing_is_barred_by_itself():
    """The claim is undecided until a person proposes and a second one signs."""
    case = again_(closed(finally_reviewed()))
    screening_page(case)
    claim = claim_of(case)
    assert (claim.way, claim.proposals.count()) == ("", 0)


def test_a_petition_with_new_facts_takes_the_ordinary_way():
    """条例第36条第3款 e contrario: the person forwards it, and nothing stands in the way."""
    from builders import unit

    from cases.actions import Destination

    case = again_(closed(finally_reviewed()))
    handling = lived(
        LATER,
        actions.forward,
        claim_of(case),
        by=person(Role.SCREENING),
        route="petition",
        to=Destination(unit("housing")),
    )
    assert handling.unit.code == "housing"


def test_the_clerks_mark_alone_finds_the_likely_earlier_matter():
    row = finally_reviewed()
    closed(row)
    case = again_(row.case, link=False, flags=frozenset({Flag.FINAL_REVIEW_GIVEN}))
    assert "临政信复核〔2026〕3号" in screening_page(case)


def test_without_link_or_mark_nothing_is_proposed():
    row = finally_reviewed()
    closed(row)
    case = again_(row.case, link=False)
    assert "临政信复核" not in screening_page(case)


def test_a_review_alone_bars_nothing_but_guides_to_the_final_review():
    """条例第36条第1款: within its thirty days the petitioner is told of 复核."""
    row = reviewed()
    lived(DECIDED, actions.conclude, row.handling, by=person(Role.SCREENING))
    on = DECIDED + days(5)
    case = again_(row.case, on=on)
    decision, facts = suggestion(claim_of(case), on=on)
    assert Flag.REVIEW_GIVEN in facts.flags
    assert decision.proposal != ClaimWay.BAR
    assert "可以引导申请复核" in screening_page(case, on)


def test_a_lapsed_right_to_ask_is_no_ground_of_the_regulation():
    """Domain §2.3: 逾期未申请复查又提: only a local rule refuses; else guide, and new facts are a new matter."""
    handling = answered()
    lived(ASKED, actions.conclude, handling, by=person(Role.SCREENING))
    page = screening_page(again_(handling.claim.case))
    assert "条例没有规定因此不予受理" in page


def test_a_unit_that_received_it_itself_finds_the_numbers_in_its_form():
    row = finally_reviewed()
    case = again_(closed(row))
    found = earlier_opinions.earlier(case, person(Role.SCREENING), on=LATER)
    assert earlier_opinions.bar_start(found) == {
        "bar_final_number": "临政信复核〔2026〕3号",
        "bar_final_on": row.signed_on,
    }


def test_an_accusation_is_never_told_of():
    row = finally_reviewed()
    case = again_(closed(row))
    Case.objects.filter(pk=row.case.pk).update(
        in_compartment=True, title="检举控告件（内容封存）", summary=""
    )
    assert earlier_opinions.given([case]) == {}
    assert earlier_opinions.earlier(case, person(Role.SCREENING), on=LATER) == []


# --- the bar is tied to the records of the review (条例第36条第3款) ----------------------------------------------------

BAR = {"comparison": "反映的事实、请求和理由与前次完全相同", "help": "社会救助由民政部门受理"}


def barred(case: Case, **details):
    words = BAR | details
    return lived(LATER, actions.propose, claim_of(case), by=person(Role.SCREENING), way=ClaimWay.BAR, route="petition",
                 reason="同一事实和理由", details=words)  # fmt: skip


def test_the_proposed_ground_names_the_whole_course():
    """The earlier number, the opinions by their numbers, and how the procedure ended; a person confirms by comparing."""
    row = finally_reviewed()
    sentence = earlier_opinions.earlier(again_(closed(row)), person(Role.SCREENING), on=LATER)[0].sentence
    opinion = row.handling.papers.get(kind="opinion").paper.number
    for words in (
        opinion,
        row.of.number,
        row.number,
        "维持",
        f"{row.services.get().served_on} 送达，程序终结",
    ):
        assert words in sentence


def test_the_proposal_keeps_the_review_it_rests_on():
    row = finally_reviewed()
    proposal = barred(again_(closed(row)), final_number=row.number, final_on=row.signed_on.isoformat())
    kept = proposal.details["earlier"]
    assert (kept["case"], kept["final"], kept["review"]) == (row.case.number, row.number, row.of.number)
    assert kept["ended_on"] == str(row.services.get().served_on)


@pytest.mark.parametrize("wrong", [{"final_number": "临政信复核〔2026〕4号"}, {"final_on": "2026-01-05"}])
def test_another_number_than_the_recorded_one_is_refused(wrong):
    row = finally_reviewed()
    case = again_(closed(row))
    right = {"final_number": row.number, "final_on": row.signed_on.isoformat()}
    with pytest.raises(NotLawfulNow, match="与填写的文号、日期不一致"):
        barred(case, **(right | wrong))


def test_where_the_system_knows_there_was_no_final_review_nothing_is_barred():
    """条例第36条第3款: 复核意见, and no other end of a procedure."""
    row = reviewed()
    lived(DECIDED, actions.conclude, row.handling, by=person(Role.SCREENING))
    case = again_(row.case)
    with pytest.raises(NotLawfulNow, match="没有送达的复核意见"):
        barred(case, final_number="临政信复核〔2025〕9号", final_on="2025-06-01")


def test_the_chain_of_repeats_is_followed_to_the_first():
    row = finally_reviewed()
    second = again_(closed(row))
    proposal = barred(second, final_number=row.number, final_on=row.signed_on.isoformat())
    lived(LATER, actions.sign_proposal, proposal, by=person(Role.BUREAU_LEADER))
    third = again_(Case.objects.get(pk=second.pk), LATER + days(20))
    assert [each.final_number for each in earlier_opinions.course(third, on=LATER + days(20)).finals] == [
        row.number
    ]


def test_a_review_on_paper_before_the_system_rests_on_its_words():
    """Not linked to anything here: what the officer reads from the paper stands, and a second person signs."""
    case = registered(LATER, received_on=LATER)
    proposal = barred(case, final_number="临政信复核〔2019〕1号", final_on="2019-06-01")
    assert "earlier" not in proposal.details
