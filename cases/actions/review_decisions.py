"""What the reviewing body decides, and how it reaches the petitioner (条例第35条、第36条)."""

from datetime import date

from cases import clocks, holds, notices, papers, policies, reviews, serving
from cases.actions.performing import check_day, perform
from cases.actions.reviewing import (
    begin,
    event,
    lock_review,
    paper_day,
    require_another,
    save,
    sign_paper,
)
from cases.actions.succession import take_over_again
from cases.models import Deadline, Handling, HearingTime, Review, ReviewService
from cases.policies import NotLawfulNow
from cases.recusal import is_recused
from law.terms import CaseState, ReviewLevel, ReviewOutcome, ReviewState
from organizations.acting import action
from organizations.models import User


@action
def draft_review(
    review: Review,
    *,
    by: User,
    on: date,
    outcome: str,
    findings: str,
    decision: str,
    legal_basis: str,
    own_number: str = "",
    signed_on: date | None = None,
    version: int | None = None,
) -> Review:
    """Save the draft, or what the body's paper says, for the second person who signs or records it."""
    review = begin("draft_review", review, by=by, on=on)
    if version is not None and review.version != version:
        raise NotLawfulNow("草稿刚刚被别人改过：请对照新稿，把您的改动再写进去")
    if outcome not in ReviewOutcome.__members__.values():
        raise NotLawfulNow("请选择维持、撤销或变更")
    review.outcome, review.findings, review.decision = outcome, findings.strip(), decision.strip()
    review.legal_basis, review.own_number = legal_basis.strip(), own_number.strip()
    if not policies.decides_itself(by, review):
        paper_day(review, signed_on, on=on)
        review.own_signed_on = signed_on
    review.drafted_by, review.drafted_on = by, on
    save(review)
    event("draft_review", review, by=by, on=on, data={"version": review.version})
    notices.review_drafted(review, on=on)
    return review


@action
def sign_review(review: Review, *, by: User, on: date) -> Review:
    """签发, or record what the body outside signed. 撤销责令重办 puts the handling back to work (条例第35条、第36条)."""
    review = begin("sign_review", review, by=by, on=on)
    if reasons := missing_in_draft(review, by=by) or holds.reasons(review, "sign_review"):
        raise NotLawfulNow(*reasons)
    sign_paper(review, by=by, on=on, own_number=review.own_number, signed_on=review.own_signed_on)
    review.sign()
    save(review)
    holds.let_fall(review, on=on, why="意见已经签发")
    if policies.decides_itself(by, review):
        review.paper = papers.review_signed(review, by=by, on=on)
        review.save(update_fields=["paper"])
    outcome = ReviewOutcome(review.outcome)
    event(
        "sign_review",
        review,
        by=by,
        on=on,
        note=f"{outcome.label}（{review.number}）",
        data={"outcome": outcome.value},
    )
    if outcome == ReviewOutcome.ANNULLED:
        start_anew(review.handling, by=by, on=on)
    notices.review_signed(review, on=on)
    return review


def missing_in_draft(review: Review, *, by: User) -> list[str]:
    """Why the review cannot be signed yet, by name of what lacks."""
    parts = {
        "结论": review.outcome,
        "审查认定": review.findings,
        "意见": review.decision,
        "依据": review.legal_basis,
    }
    if not policies.decides_itself(by, review):
        parts["机关的文号"] = review.own_number
    lacking = [label for label, text in parts.items() if not text]
    if lacking:
        return [f"还不能：{ReviewLevel(review.level).label}意见缺{'、'.join(lacking)}（条例第35条、第36条）"]
    if review.drafted_by and is_recused(review.drafted_by, review, fresh=True):
        return [f"还不能：拟稿人{review.drafted_by.name}已经决定回避，请由另一人重新拟稿（条例第28条第3款）"]
    return []


@action
def start_anew(handling: Handling, *, by: User, on: date) -> Handling:
    """重新办理 after an annulment: the old opinion is annulled and sixty new days start today (domain §4.2 row 27).

    Part of the signature of the review; a closed file is open again. Where the unit is no more, it is its successor's
    (条例第24条第2款).
    """
    handling = perform(handling, "start_anew", by=by, on=on, ended_on=None)
    handling = take_over_again(handling, by=by, on=on)
    case = handling.claim.case
    clocks.start_over(handling, on=on)
    clocks.start("start_anew", "handling", case=case, unit=handling.unit, on=on, handling=handling)
    handling.opinions.filter(annulled_on=None).update(annulled_on=on)
    handling.services.filter(annulled_on=None).update(annulled_on=on)
    handling.extensions.filter(spent_on=None).update(spent_on=on)
    if case.state in {CaseState.CLOSED, CaseState.ARCHIVED}:
        case.reopen()
        case.closed_on = None
        case.version += 1
        case.save()
    notices.to_be_redone(handling, on=on)
    return handling


@action
def leave_out_hearing(review: Review, *, by: User, on: date, first_day: date, last_day: date) -> HearingTime:
    """Leave a hearing, from the day it was decided to the day of its conclusion, out of the 复核 clock (条例第36条第2款).

    复查 and every other period know no such stop. Raises NotLawfulNow.
    """
    review = lock_review(review)
    policies.require(by, "leave_out_hearing", review)
    require_another(review, by)
    if reasons := hearing_blockers(review):
        raise NotLawfulNow(*reasons)
    check_day("leave_out_hearing", case=review.case, by=by, on=on, handling=review.handling)
    clock = Deadline.objects.get(handling=review.handling, period=review.period, met_on=None, voided_on=None)
    if first_day < review.received_on:
        raise NotLawfulNow(f"决定听证日不能早于收到复核申请的日期 {review.received_on}")
    if first_day > clock.due_on:
        raise NotLawfulNow(
            f"不能：决定听证时复核期限 {clock.due_on} 已满，听证时间不再扣除（条例第36条第2款）"
        )
    if not first_day <= last_day <= on:
        raise NotLawfulNow("听证结论日应在决定听证日与今天之间：有了结论才知道扣几天")
    earlier = list(review.hearing_times.all())
    if any(row.first_day <= last_day and first_day <= row.last_day for row in earlier):
        raise NotLawfulNow("这段时间与已经扣除的听证时间重叠，同一天不能扣两次（条例第36条第2款）")
    row = HearingTime.objects.create(
        review=review, first_day=first_day, last_day=last_day, recorded_by=by, recorded_on=on
    )
    due = clocks.leave_out(review, days=sum(each.days for each in [*earlier, row])).due_on
    save(review)
    event("leave_out_hearing", review, by=by, on=on,
           note=f"听证 {first_day} 至 {last_day}，不计 {row.days} 日，复核期限改至 {due}",
           data={"days": row.days, "before": clock.due_on.isoformat(), "due": due.isoformat()})  # fmt: skip
    return row


def hearing_blockers(review: Review) -> list[str]:
    """Why no hearing can be left out of this clock now; empty when it can."""
    if review.level != ReviewLevel.FINAL:
        return ["不能：复查期限不扣除听证时间，只有复核期限可以扣除（条例第36条第2款）"]
    if review.state == ReviewState.REQUESTED:
        return ["还不能：复核申请还没有受理"]
    if review.state != ReviewState.ACCEPTED:
        return [f"不能：当前状态为「{ReviewState(review.state).label}」"]
    return []


# --- service -----------------------------------------------------------------------------------------------------


@action
def serve_review(
    review: Review,
    *,
    by: User,
    on: date,
    sent_on: date,
    method: str,
    served_on: date | None,
    proof: str,
    witness: str = "",
    refused: bool = False,
) -> ReviewService:
    """送达: the thirty days are met on the day the paper leaves; arrival starts the time to ask for 复核 (条例第36条第1款)."""
    review = begin("serve_review", review, by=by, on=on)
    if not (review.signed_on or on) <= sent_on <= on:
        raise NotLawfulNow(f"发出日应在签发日 {review.signed_on} 与今天之间")
    if policies.decides_itself(by, review) and sent_on != on:
        raise NotLawfulNow("本机关自己送达的，请在发出当日登记")
    served_on = serving.arrival(
        review.case, method=method, on=sent_on, served_on=served_on, proof=proof, witness=witness
    )
    row = ReviewService.objects.create(review=review, method=method, sent_on=sent_on, served_on=served_on, proof=proof,
                                       witness=witness, refused=refused, recorded_by=by)  # fmt: skip
    review.serve()
    review.ended_on = on
    save(review)
    clocks.meet("serve_review", on=sent_on, case=review.case, handling=review.handling)
    papers.review_served(row, review, by=by, on=on)
    if served_on:
        _arrived("serve_review", review, served_on)
    event("serve_review", review, by=by, on=on, data={"method": method})
    notices.review_ended(review, on=on)
    return row


@action
def confirm_review_arrival(review: Review, *, by: User, on: date, served_on: date, proof: str = "") -> Review:
    """The day a posted review opinion arrived, from its receipt."""
    review = begin("confirm_review_arrival", review, by=by, on=on)
    service = reviews.pending_service(review)
    if service is None:
        raise NotLawfulNow("送达日已经登记")
    if not service.sent_on <= served_on <= on:
        raise NotLawfulNow("送达日应在发出日与今天之间，请核对回执")
    service.served_on = served_on
    service.proof = "；".join(filter(None, [service.proof, proof.strip()]))[:200]
    service.save()
    save(review)
    _arrived("confirm_review_arrival", review, served_on)
    event("confirm_review_arrival", review, by=by, on=on, note=proof)
    return review


def _arrived(act: str, review: Review, served_on: date) -> None:
    """From the arrival of a review the petitioner has thirty days; what is done anew gets an opinion of its own."""
    if review.level == ReviewLevel.FINAL or review.outcome == ReviewOutcome.ANNULLED:
        return
    clocks.start(act, "final_review_request", case=review.case, unit=review.handling.unit, on=served_on,
                 handling=review.handling)  # fmt: skip
