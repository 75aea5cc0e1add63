"""From the proposal to the panel: who asks, who decides, who is drawn (条例第31条第6项、第28条第3款)."""

from collections.abc import Mapping
from datetime import date

from cases import policies
from cases.actions.performing import check_day, lock_handling
from cases.actions.reviewing import lock_review, require_another
from cases.models import Handling, Review
from cases.policies import NotLawfulNow
from documents import numbering
from hearings import booking, conflicts, drawing, eligibility, notices
from hearings.actions.base import begin, finish, need
from hearings.models import Hearing, Panelist
from law.terms import HearingGround, HearingState, PanelGroup, StandDown
from organizations.acting import action
from organizations.models import User

#: Series of the numbers of hearings, by organ and year.
SERIES = "听证"
#: A panel votes: it is odd, and neither one person nor an assembly (内部要求).
LEAST, MOST = 3, 9


@action
def propose_hearing(
    handling: Handling,
    *,
    by: User,
    on: date,
    grounds: list[str],
    reason: str,
    questions: str,
    requested: bool = False,
    review: Review | None = None,
) -> Hearing:
    """提请听证 on a 重大、复杂、疑难 matter that goes the way of petitions (条例第31条第6项); raises NotLawfulNow.

    ``review``: the hearing is one of that 复查 or 复核, held by the body that decides it.
    """
    if review is not None:
        review = lock_review(review)
        handling = review.handling
        policies.require(by, "propose_hearing", review)
        require_another(review, by)
    else:
        handling = lock_handling(handling)
        policies.require(by, "propose_hearing", handling)
    if reasons := eligibility.blockers(handling, review):
        raise NotLawfulNow(*reasons)
    check_day("propose_hearing", case=handling.claim.case, by=by, on=on, handling=handling)
    known = [ground for ground in HearingGround if ground in grounds]
    if not known:
        raise NotLawfulNow("请选择举行听证的情形：重大、复杂或者疑难（条例第31条第6项）")
    hearing = Hearing(
        case=handling.claim.case, handling=handling, review=review, occasion=eligibility.occasion_of(review),
        organ=review.organ if review else handling.unit, grounds=[str(ground) for ground in known],
        reason=need(reason, "请写明为什么属于重大、复杂、疑难（条例第31条第6项）", most=300),
        questions=need(questions, "请写明听证要听清哪些问题", most=600), requested=requested, proposed_by=by, proposed_on=on,
    )  # fmt: skip
    hearing.save()
    finish("propose_hearing", hearing, by=by, on=on, note=hearing.reason)
    notices.proposed(hearing, on=on)
    return hearing


@action
def approve_hearing(hearing: Hearing, *, by: User, on: date, chair: User, decision: str = "") -> Hearing:
    """批准听证 by the organ's head, who names the chair: never the investigator (条例第28条第3款). It gets its number."""
    hearing = begin("approve_hearing", hearing, by=by, on=on)
    _another(hearing, by)
    if why_not := conflicts.of_chair(chair, hearing):
        raise NotLawfulNow(f"不能：{why_not}")
    hearing.approve_hearing()
    hearing.chair, hearing.decision = chair, decision.strip()[:300]
    hearing.decided_by, hearing.decided_on = by, on
    serial = numbering.take(hearing.organ.code, SERIES, on.year)
    hearing.number = f"{hearing.organ.letters or hearing.organ.short_name}听证〔{on.year}〕{serial}号"
    finish("approve_hearing", hearing, by=by, on=on, note=f"{hearing.number}，主持人{chair.name}")
    notices.decided(hearing, on=on)
    return hearing


@action
def refuse_hearing(hearing: Hearing, *, by: User, on: date, decision: str) -> Hearing:
    """不同意举行听证, with the reason; the matter goes on as before."""
    hearing = begin("refuse_hearing", hearing, by=by, on=on)
    _another(hearing, by)
    hearing.decision = need(decision, "请写明不同意举行听证的理由", most=300)
    hearing.refuse_hearing()
    hearing.decided_by, hearing.decided_on = by, on
    finish("refuse_hearing", hearing, by=by, on=on, note=hearing.decision)
    notices.decided(hearing, on=on)
    return hearing


def _another(hearing: Hearing, by: User) -> None:
    if hearing.proposed_by_id == by.pk:
        raise NotLawfulNow("提请人不能批准自己提请的听证，请由另一位负责人决定（内部要求）")


@action
def draw_panel(hearing: Hearing, *, by: User, on: date, wanted: Mapping[str, int]) -> Hearing:
    """抽取评议人 by the recorded lot from the register, after the check of conflicts (内部要求)."""
    hearing = begin("draw_panel", hearing, by=by, on=on)
    counts = {str(group): int(wanted[group]) for group in PanelGroup if wanted.get(group)}
    number = sum(counts.values())
    if number % 2 == 0 or not LEAST <= number <= MOST:
        raise NotLawfulNow(
            f"评议人应为 {LEAST} 至 {MOST} 人的单数，现在是 {number} 人，请调整各组人数（内部要求）"
        )
    waiting = [row.recusal.who for row in conflicts.undecided(hearing.case_id)]
    if waiting:
        raise NotLawfulNow(f"还不能：{'、'.join(waiting)}的回避还没有决定，决定以后再抽取（条例第28条第3款）")
    made = drawing.draw(hearing, counts, on=on)
    hearing.draw_panel()
    hearing.drawn_on, hearing.draw = on, made.record
    Panelist.objects.bulk_create(
        Panelist(hearing=hearing, expert=expert, group=expert.group, joined_on=on) for expert in made.drawn
    )
    names = "、".join(expert.name for expert in made.drawn)
    finish("draw_panel", hearing, by=by, on=on, note=f"{names}；依据 {made.record['seed']}",
           data={"seed": made.record["seed"]})  # fmt: skip
    return hearing


@action
def replace_panelist(hearing: Hearing, *, by: User, on: date, leaving: Panelist, reason: str) -> Panelist:
    """A member cannot come; the next of the same group by the same lot follows. Raises NotLawfulNow.

    Who has a tie to the matter withdraws by the record of 回避 instead, which somebody decides (条例第28条第3款).
    """
    hearing = begin("replace_panelist", hearing, by=by, on=on)
    row = hearing.panel.select_related("expert").filter(pk=leaving.pk, withdrawn_on=None).first()
    if row is None:
        raise NotLawfulNow("这位评议人已经退出，或者不在本次听证的评议人之中")
    reason = need(reason, "请写明退出的事由", most=120)
    leave_seat(hearing, row, why=StandDown.TIME, reason=reason, on=on)
    seat = fill_seat(hearing, row, on=on)
    replaced(hearing, row, seat, by=by, on=on)
    return seat


def leave_seat(hearing: Hearing, row: Panelist, *, why: StandDown, reason: str, on: date) -> None:
    """The seat is empty from this day, its hour free again."""
    row.withdrawal, row.withdrawn_reason, row.withdrawn_on = why, reason, on
    row.save()
    if hearing.state == HearingState.NOTICED:
        booking.free({"hearing": hearing, "expert": row.expert}, on)


def fill_seat(hearing: Hearing, row: Panelist, *, on: date) -> Panelist:
    """The next of the group by the same lot sits. Raises NotLawfulNow when nobody is left."""
    following = drawing.next_of(hearing, row.group, on=on)
    seat = Panelist.objects.create(hearing=hearing, expert=following, group=row.group, joined_on=on)
    if hearing.state == HearingState.NOTICED:
        booking.take_one(hearing, following)
    return seat


def replaced(hearing: Hearing, row: Panelist, seat: Panelist | None, *, by: User, on: date) -> None:
    """Tell the file who left and who follows."""
    follows = f"由{seat.expert.name}递补" if seat else "名册中没有可以递补的人"
    finish("replace_panelist", hearing, by=by, on=on, note=f"{row.expert.name}退出（{StandDown(row.withdrawal).label}），{follows}",
           data={"left": row.expert_id, "follows": seat.expert_id if seat else None})  # fmt: skip
