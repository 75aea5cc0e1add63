"""A request for 复查 or 复核: asked for, taken up, declined, withdrawn (条例第35条、第36条第1款).

The body acts itself where it has accounts. For a body outside the system the bureau records its acts from the paper,
with the body's own number and day, and issues no paper in its name.
"""

from datetime import date

from cases import clocks, holds, notices, papers, policies, reviews
from cases.actions.performing import check_day, lock_handling
from cases.actions.reviewing import begin, event, lock_review, need, save, sign_paper
from cases.models import Deadline, Handling, Review
from cases.policies import NotLawfulNow
from law.terms import Channel, ReviewLevel, ReviewState
from organizations.acting import action
from organizations.models import Unit, User


@action
def request_review(
    handling: Handling,
    *,
    by: User | None,
    on: date,
    requested_on: date,
    received_on: date,
    channel: str,
    request: str,
    grounds: str = "",
    organ: Unit | None = None,
    organ_reason: str = "",
) -> Review:
    """申请复查, or 复核 once the review opinion is served; the body's thirty days start on its day of receipt.

    ``requested_on`` (a letter's posting day) decides whether it is in time. A late one is registered as well: the
    body accepts it for a good reason or declines and guides (domain §2.3). ``by`` None: the petitioner by code.
    """
    handling = lock_handling(handling)
    policies.require(by, "request_review", handling)
    now = reviews.stage_of(handling, on=on)
    if now.reasons:
        raise NotLawfulNow(*now.reasons)
    _nothing_open(handling, by)
    level, option = now.level, now.option
    assert option is not None  # noqa: S101 - the stage is open
    check_day("request_review", case=handling.claim.case, by=by, on=on, handling=handling)
    _days(option, level, requested_on=requested_on, received_on=received_on, on=on)
    need(request, f"请写明{level.label}请求：要求撤销、变更什么")
    if channel not in Channel.__members__.values():
        raise NotLawfulNow("请选择申请的形式")
    opinion = policies.standing_opinion(handling)
    assert opinion is not None  # noqa: S101 - a served handling has one
    body = _competent(handling, now.of, organ, organ_reason)
    row = Review.objects.create(
        handling=handling, opinion=opinion, level=level, of=now.of, organ=body,
        organ_reason=organ_reason.strip(), channel=channel, requested_on=requested_on, received_on=received_on,
        late=requested_on > option.due_on, request=request.strip(), grounds=grounds.strip(), entered_by=by,
    )  # fmt: skip
    clocks.start(
        "request_review", row.period, case=handling.claim.case, unit=body, on=received_on, handling=handling
    )
    event(
        "request_review", row, by=by, on=on, note=f"{level.label}机关：{body.name}", data={"late": row.late}
    )
    notices.review_requested(row, on=on)
    return row


def _nothing_open(handling: Handling, by: User | None) -> None:
    """One request at a time; a decision that has not arrived is served first, the petitioner's day is kept."""
    row = Review.objects.open().filter(handling=handling).first()
    if row is None:
        return
    if row.state == ReviewState.SIGNED:
        level = row.get_level_display()
        raise NotLawfulNow(
            f"还不能：上一份{level}意见还没有送达信访人，请先送达再登记；申请日照填信访人提出的那一天（条例第35条、第36条）"
            if by
            else f"还不能：上一份{level}意见还在送达，收到以后就可以在这里申请；也可以现在到信访局窗口领取并当面申请（条例第35条、第36条）"
        )
    raise NotLawfulNow("不能：已经有一份申请正在审查（条例第35条、第36条）")


def _days(option: Deadline, level: ReviewLevel, *, requested_on: date, received_on: date, on: date) -> None:
    if requested_on < option.started_on:
        raise NotLawfulNow(f"申请日不能早于意见书的送达日 {option.started_on}，请核对信封邮戳或来访日期")
    if not requested_on <= received_on <= on:
        raise NotLawfulNow(f"收到日应在申请日与今天之间：{level.label}的三十日从收到之日起算")


def _competent(handling: Handling, of: Review | None, organ: Unit | None, why: str) -> Unit:
    """The body that reviews: the superior of who decided; another one only with the reason (条例第35条、第36条第1款)."""
    decided = of.organ if of else handling.unit
    usual = reviews.superior(decided)
    chosen = organ or usual
    if chosen is None:
        raise NotLawfulNow(
            f"{decided.name}没有登记上一级机关，请选择{'复核' if of else '复查'}机关，或请系统管理员在单位里登记"
        )
    if chosen.abolished_on:
        raise NotLawfulNow(f"{chosen.name}已经撤销，请另选")
    if chosen.is_within(handling.unit):
        raise NotLawfulNow(
            "不能：原办理单位和它的下级不能复查、复核自己的处理意见（条例第28条第3款、第35条）"
        )
    if of and chosen.is_within(of.organ):
        raise NotLawfulNow("不能：复核机关是复查机关的上一级，不能是它自己或它的下级（条例第36条第1款）")
    if usual is None or chosen.pk != usual.pk:
        need(why, "请写明为什么不是登记的上一级机关：依据哪项规定，由哪一级管理")
    return chosen


# --- taking up ---------------------------------------------------------------------------------------------------


@action
def accept_review(review: Review, *, by: User, on: date, late_reason: str = "") -> Review:
    """受理; a request after the thirty days only for a good reason, which is kept (条例第35条、第36条第1款)."""
    review = begin("accept_review", review, by=by, on=on)
    if review.late:
        need(
            late_reason,
            "申请超过三十日：有不可抗力等正当理由的写明理由和材料，没有的不予受理并引导（条例第35条）",
        )
    review.accept()
    review.accepted_by, review.accepted_on = by, on
    review.late_reason = late_reason.strip() if review.late else ""
    save(review)
    clocks.use_option("accept_review", review, on=review.requested_on)
    if policies.decides_itself(by, review):
        papers.review_accepted(review, by=by, on=on)
    event("accept_review", review, by=by, on=on, note=review.late_reason)
    notices.review_accepted(review, on=on)
    return review


@action
def decline_review(
    review: Review,
    *,
    by: User,
    on: date,
    reason: str,
    legal_basis: str,
    next_step: str,
    own_number: str = "",
    signed_on: date | None = None,
) -> Review:
    """不予受理 the request, in writing, with the reason and what can be done instead (domain §2.3)."""
    review = begin("decline_review", review, by=by, on=on)
    need(reason, "请写明不予受理的理由")
    need(legal_basis, "请写明依据；只以逾期为由的，条例没有直接规定，要写明地方规定，否则按引导处理")
    need(next_step, "请写明信访人可以怎样做")
    review.decision, review.legal_basis = reason.strip(), legal_basis.strip()
    sign_paper(review, by=by, on=on, own_number=own_number, signed_on=signed_on)
    review.decline()
    review.ended_on = on
    save(review)
    clocks.meet("decline_review", on=review.signed_on or on, case=review.case, handling=review.handling)
    if policies.decides_itself(by, review):
        review.paper = papers.review_declined(review, next_step=next_step, by=by, on=on)
        review.save(update_fields=["paper"])
    event("decline_review", review, by=by, on=on, note=reason)
    notices.review_ended(review, on=on)
    return review


@action
def withdraw_review(review: Review, *, by: User, on: date, evidence: str) -> Review:
    """撤回 by the petitioner's own will, in writing or on a recorded call; within its time the right to ask remains."""
    review = lock_review(review)
    policies.require(by, "withdraw_review", review)
    if review.state not in {ReviewState.REQUESTED, ReviewState.ACCEPTED}:
        raise NotLawfulNow(f"当前状态为「{ReviewState(review.state).label}」，不能再撤回")
    need(evidence, "请写明撤回的凭据：书面撤回申请，或电话录音编号；不得要求、劝说信访人撤回")
    check_day("withdraw_review", case=review.case, by=by, on=on, handling=review.handling)
    review.withdraw()
    review.ended_on = on
    save(review)
    clocks.void("withdraw_review", on=on, case=review.case, handling=review.handling)
    clocks.give_back(review)
    holds.let_fall(review, on=on, why="信访人已撤回申请")
    event("withdraw_review", review, by=by, on=on, note=evidence)
    notices.review_ended(review, on=on)
    return review
