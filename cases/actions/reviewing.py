"""What every act on a review shares: its lock, its people, its day, its event (条例第28条第3款、第35条、第36条)."""

from datetime import date

from cases import policies
from cases.actions.performing import check_day, lock_handling, record
from cases.models import Review
from cases.policies import NotLawfulNow, NotYours
from cases.recusal import conflicts
from law.terms import RecusalRole, ReviewState
from organizations.models import User

#: The state an act on a review belongs to.
STATE_OF: dict[str, ReviewState] = {
    "accept_review": ReviewState.REQUESTED,
    "decline_review": ReviewState.REQUESTED,
    "draft_review": ReviewState.ACCEPTED,
    "sign_review": ReviewState.ACCEPTED,
    "serve_review": ReviewState.SIGNED,
    "confirm_review_arrival": ReviewState.SERVED,
}


def lock_review(review: Review) -> Review:
    """The review as it is once its case is locked."""
    handling = lock_handling(review.handling)
    row = Review.objects.select_related("organ", "opinion", "of__organ", "paper__paper").get(pk=review.pk)
    row.handling = handling
    return row


def begin(act: str, review: Review, *, by: User, on: date) -> Review:
    """Lock, right, person, state and day of an act on a review."""
    review = lock_review(review)
    policies.require(by, act, review)
    require_another(review, by)
    if review.state != STATE_OF[act]:
        raise NotLawfulNow(f"当前状态为「{ReviewState(review.state).label}」")
    check_day(act, case=review.case, by=by, on=on, handling=review.handling)
    return review


def require_another(review: Review, by: User) -> None:
    """Raise NotYours for who handled, drafted or signed the opinion under review (条例第28条第3款)."""
    if conflicts(by, review, RecusalRole.REVIEWER):
        raise NotYours(
            "您办理过这件的处理意见或复查，不能再办它的复查、复核，请由另一人办理（条例第28条第3款）。"
        )


def sign_paper(review: Review, *, by: User, on: date, own_number: str, signed_on: date | None) -> None:
    """The signature: the body's own today, or the number and day on the paper of a body outside."""
    if policies.decides_itself(by, review):
        review.signed_on, review.own_number = on, ""
    else:
        need(own_number, "请填写复查、复核机关文书的文号：信访局只照文书记录，不代为编号")
        paper_day(review, signed_on, on=on)
        review.signed_on, review.own_number = signed_on, own_number.strip()
    review.signed_by, review.recorded_on = by, on


def paper_day(review: Review, signed_on: date | None, *, on: date) -> None:
    if signed_on is None or not review.received_on <= signed_on <= on:
        raise NotLawfulNow(f"文书日期应在收到申请的 {review.received_on} 与今天之间，请照文书填写")


def event(
    act: str,
    review: Review,
    *,
    by: User | None,
    on: date,
    note: str = "",
    data: dict[str, object] | None = None,
) -> None:
    record(act, case=review.case, by=by, on=on, handling=review.handling, from_state=review.handling.state, note=note,
           data={"review": review.pk, **(data or {})})  # fmt: skip


def save(review: Review) -> None:
    review.version += 1
    review.save()


def need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)
