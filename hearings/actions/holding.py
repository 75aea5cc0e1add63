"""The hearing itself, and what the panel found: minutes, votes, conclusion (条例第31条第6项、第36条第2款)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from cases.actions import leave_out_hearing
from cases.models import Deadline, HearingTime, Review
from cases.policies import NotLawfulNow
from cases.recusal import is_recused
from documents.text import chinese_date
from hearings import booking, notices, papers
from hearings.actions.base import begin, finish, need
from hearings.models import Hearing, Panelist, Participation
from law import terms
from law.terms import HearingOccasion, HearingOpinion, ReviewState
from organizations.acting import action
from organizations.models import User

#: What a member may find; that a panel is divided follows from the votes.
VOTES = tuple(opinion for opinion in HearingOpinion if opinion != HearingOpinion.DIVIDED)


@dataclass(frozen=True, slots=True)
class Said:
    """What the minutes hold, each as it was said; kept sealed to the hearing."""

    recorder: str
    attendants: str
    petitioner_words: str
    unit_words: str
    exchange: str
    closing_words: str = ""
    remark: str = ""


LABELS = {"recorder": "记录人", "attendants": "到会人员", "petitioner_words": "信访人陈述", "unit_words": "承办单位陈述",
          "exchange": "询问、质证和辩论"}  # fmt: skip


@action
def hold_hearing(
    hearing: Hearing, *, by: User, on: date, said: Said, absent: Collection[Panelist] = ()
) -> Hearing:
    """举行听证 on its day, after the notice reached the petitioner; the minutes are issued for signing."""
    hearing = begin("hold_hearing", hearing, by=by, on=on)
    day = booking.day_of(hearing.starts_at)
    if day is None or on < day:
        raise NotLawfulNow(f"还不能：听证定于 {day} 举行，举行以后再录笔录")
    if why_not := unserved(hearing) or without_chair(hearing):
        raise NotLawfulNow(why_not)
    for name, label in LABELS.items():
        need(getattr(said, name), f"请填写{label}（听证笔录）", most=6000)
    if hearing.chair and said.recorder.strip() == hearing.chair.name:
        raise NotLawfulNow("记录人不能由主持人兼任，请另指定一人")
    away = {row.pk for row in absent}
    seats = papers.seats(hearing)
    there = [row for row in seats if row.pk not in away]
    if len(there) % 2 == 0 or len(there) < 3:
        raise NotLawfulNow(
            f"还不能：到会评议人 {len(there)} 人，应为三人以上的单数；缺席的请先办理退出和递补，或者延期（内部要求）"
        )
    for row in seats:
        row.attended = row.pk not in away
    Panelist.objects.bulk_update(seats, ["attended"])
    hearing.hold_hearing()
    hearing.held_on, hearing.minutes = day, asdict(said)
    Participation.objects.bulk_create(
        Participation(expert=row.expert, kind=terms.Participation.HEARING, on=day, case=hearing.case, recorded_by=by)
        for row in there
    )  # fmt: skip
    finish("hold_hearing", hearing, by=by, on=on, note=f"{hearing.number}，到会评议人 {len(there)} 人")
    papers.minutes(hearing, by=by, on=on)
    return hearing


def unserved(hearing: Hearing) -> str:
    """Why the hearing cannot be held for want of service; empty when the notice arrived before its day."""
    notice = papers.petitioners_notice(hearing)
    if notice is None:
        return "还不能：没有发给信访人的听证通知书"
    service = notice.services.filter(annulled_on=None, served_on__isnull=False).first()
    day = booking.day_of(hearing.starts_at)
    if service is None or service.served_on is None:
        return "还不能：听证通知书没有送达信访人（没有送达凭据），请先登记送达，送不到的改期"
    if day and service.served_on >= day:
        return f"还不能：听证通知书 {service.served_on} 才送达，没有在举行日前送到，请改期"
    return ""


def without_chair(hearing: Hearing) -> str:
    """Why nobody can chair it; empty when the chair did not withdraw."""
    if hearing.chair and is_recused(hearing.chair, hearing, fresh=True):
        return f"还不能：主持人{hearing.chair.name}已经决定回避，请先延期，另定主持人后重新通知（条例第28条第3款）"
    return ""


@action
def conclude_hearing(
    hearing: Hearing, *, by: User, on: date, votes: Mapping[int, str], conclusion: str
) -> Hearing:
    """评议结论: each member who came has one vote (``votes`` by panelist); the finding follows, it is not typed.

    Of a 复核 the days from the decision to now are left out of its thirty; of nothing else (条例第36条第2款).
    """
    hearing = begin("conclude_hearing", hearing, by=by, on=on)
    conclusion = need(conclusion, "请写明结论的事实认定、理由和建议", most=1500)
    there = [row for row in papers.seats(hearing) if row.attended]
    missing = [row.expert.name for row in there if votes.get(row.pk) not in VOTES]
    if missing:
        raise NotLawfulNow(f"还不能：{'、'.join(missing)}的表决意见没有登记")
    for row in there:
        row.opinion = HearingOpinion(votes[row.pk])
    Panelist.objects.bulk_update(there, ["opinion"])
    hearing.finding = found([row.opinion for row in there])
    hearing.conclusion, hearing.concluded_on = conclusion, on
    hearing.conclude_hearing()
    told = f"{HearingOpinion(hearing.finding).label}；{papers.votes_text(hearing)}"
    finish("conclude_hearing", hearing, by=by, on=on, note=told)
    papers.summary(hearing, by=by, on=on, left_out=_leave_out(hearing, by=by, on=on))
    notices.concluded(hearing, on=on)
    return hearing


def _leave_out(hearing: Hearing, *, by: User, on: date) -> str:
    """The days of a 复核 hearing, from the decision to the conclusion, out of its clock; the sentence for the summary.

    A 复核 that was decided or withdrawn meanwhile has no clock left to move.
    """
    if (
        hearing.occasion != HearingOccasion.FINAL_REVIEW
        or hearing.review is None
        or hearing.decided_on is None
    ):
        return ""
    if Review.objects.get(pk=hearing.review.pk).state != ReviewState.ACCEPTED:
        return ""
    by_hand = HearingTime.objects.filter(
        review=hearing.review, first_day__lte=on, last_day__gte=hearing.decided_on
    )
    if by_hand.exists():  # recorded from a paper before; the same day is not left out twice
        return ""
    clock = Deadline.objects.running().filter(handling=hearing.handling, period="final_review").first()
    if (
        clock is None or hearing.decided_on > clock.due_on
    ):  # its thirty days had run out before: nothing is left out
        return ""
    left = leave_out_hearing(hearing.review, by=by, on=on, first_day=hearing.decided_on, last_day=on)
    return f"自{chinese_date(hearing.decided_on)}决定听证至{chinese_date(on)}作出听证结论，共{left.days}日"


def found(votes: Collection[str]) -> HearingOpinion:
    """What more than half of those who came hold; else that they are divided."""
    opinion, count = Counter(votes).most_common(1)[0]
    return HearingOpinion(opinion) if count * 2 > len(votes) else HearingOpinion.DIVIDED
