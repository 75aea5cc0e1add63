"""The day of a hearing: notice and its service, postponement, cancellation (domain §4.2 row 18)."""

from dataclasses import dataclass
from datetime import date, time

from cases import serving, workdays
from cases.models import PaperService
from cases.policies import NotLawfulNow
from hearings import booking, conflicts, notices, papers
from hearings.actions.base import begin, finish, need
from hearings.models import Hearing, Room
from law.terms import HearingState
from organizations import switches
from organizations.acting import action
from organizations.models import User


@dataclass(frozen=True, slots=True)
class Hours:
    """When and where."""

    day: date
    begins: time
    ends: time
    room: Room


@action
def notify_hearing(
    hearing: Hearing, *, by: User, on: date, hours: Hours, public: bool = False, chair: User | None = None
) -> Hearing:
    """通知听证: fixes day and room, books room, chair and panel, issues the notices; also a postponed one's new day."""
    hearing = begin("notify_hearing", hearing, by=by, on=on)
    again = hearing.state == HearingState.POSTPONED
    hearing.chair = chair or hearing.chair
    if hearing.chair and (why_not := conflicts.of_chair(hearing.chair, hearing)):
        raise NotLawfulNow(f"不能：{why_not}")
    _fits(hours, on)
    hearing.starts_at = booking.moment(hours.day, hours.begins)
    hearing.ends_at = booking.moment(hours.day, hours.ends)
    hearing.room, hearing.public, hearing.noticed_on = hours.room, public, on
    people = [row.expert for row in papers.seats(hearing)]
    ended = [expert.name for expert in people if not expert.serves_on(hours.day)]
    if ended:
        raise NotLawfulNow(f"还不能：{'、'.join(ended)}的聘期到不了举行日，请先办理退出和递补")
    booking.take(
        hearing, booking.Wanted(hearing.starts_at, hearing.ends_at, hours.room, hearing.chair, people)
    )
    hearing.notify_hearing()
    when = f"{hours.day} {hours.begins:%H:%M}—{hours.ends:%H:%M}"
    finish("notify_hearing", hearing, by=by, on=on, note=f"{when}，{hours.room}")
    changed = "原定时间的听证因故延期，现另定时间，以本通知为准" if again else ""
    papers.notices(hearing, by=by, on=on, changed=changed)
    notices.called(hearing, on=on)
    return hearing


def _fits(hours: Hours, on: date) -> None:
    """The notice leaves some days before, for a working day, in working hours."""
    lead = int(switches.value("hearing_notice_days"))
    if (hours.day - on).days < lead:
        raise NotLawfulNow(
            f"还不能：听证通知至迟在举行 {lead} 日前发出，请把举行日改到 {lead} 日以后（内部要求）"
        )
    if not workdays.calendar().is_workday(hours.day):
        raise NotLawfulNow(f"{hours.day} 是休息日，请改到工作日举行（内部要求）")
    if not time(8) <= hours.begins < hours.ends <= time(18):
        raise NotLawfulNow("开始、结束时间应在 8:00 至 18:00 之间，结束晚于开始")
    if hours.room.closed_on:
        raise NotLawfulNow(f"{hours.room}已经停用，请换地点")


@action
def serve_hearing_notice(
    hearing: Hearing,
    *,
    by: User,
    on: date,
    method: str,
    proof: str,
    served_on: date | None = None,
    witness: str = "",
    refused: bool = False,
) -> PaperService:
    """送达听证通知 to the petitioner, with proof; a posted one is completed when its receipt is back (domain §1.3)."""
    hearing = begin("serve_hearing_notice", hearing, by=by, on=on)
    notice = papers.petitioners_notice(hearing)
    if notice is None:
        raise NotLawfulNow("没有需要送达的听证通知书")
    earlier = notice.services.filter(annulled_on=None).first()
    if earlier and earlier.served_on:
        raise NotLawfulNow(f"这份通知书已于 {earlier.served_on} 送达")
    if earlier:
        if served_on is None or not earlier.sent_on <= served_on <= on:
            raise NotLawfulNow("送达日应在发出日与今天之间，请核对回执")
        earlier.served_on = served_on
        earlier.proof = "；".join(filter(None, [earlier.proof, proof.strip()]))[:200]
        earlier.save()
        service = earlier
    else:
        day = serving.arrival(
            hearing.case, method=method, on=on, served_on=served_on, proof=proof, witness=witness
        )
        service = PaperService.objects.create(
            paper=notice, method=method, sent_on=on, served_on=day, proof=proof.strip()[:200], witness=witness.strip(),
            refused=refused, recorded_by=by,
        )  # fmt: skip
    finish("serve_hearing_notice", hearing, by=by, on=on, note=service.proof)
    if service.served_on:
        papers.receipt(hearing, notice, service, by=by, on=on)
    return service


@action
def postpone_hearing(hearing: Hearing, *, by: User, on: date, reason: str) -> Hearing:
    """听证延期: the same record waits for a new day; room, chair and panel are free again, the notices void."""
    hearing = begin("postpone_hearing", hearing, by=by, on=on)
    reason = need(reason, "请写明延期的原因", most=200)
    hearing.postpone_hearing()
    hearing.postponed += 1
    booking.free({"hearing": hearing}, on)
    hearing.starts_at = hearing.ends_at = hearing.room = hearing.noticed_on = None
    finish("postpone_hearing", hearing, by=by, on=on, note=reason)
    papers.void_notices(hearing, on=on, why=f"听证延期：{reason}"[:200])
    notices.postponed(hearing, on=on)
    return hearing


@action
def cancel_hearing(hearing: Hearing, *, by: User, on: date, reason: str) -> Hearing:
    """取消听证 before it was held, with the reason; what was taken is free again."""
    hearing = begin("cancel_hearing", hearing, by=by, on=on)
    reason = need(reason, "请写明取消的原因", most=200)
    hearing.cancel_hearing()
    hearing.cancelled_on, hearing.cancelled_reason = on, reason
    booking.free({"hearing": hearing}, on)
    finish("cancel_hearing", hearing, by=by, on=on, note=reason)
    papers.void_notices(hearing, on=on, why=f"听证取消：{reason}"[:200])
    notices.cancelled(hearing, on=on)
    return hearing
