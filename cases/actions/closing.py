"""After the answer: rating by the petitioner, archiving, a note in the file, a look at a sealed value."""

from datetime import date

from audit import chain
from cases import clocks, policies, reviews, volume
from cases.actions.performing import lock_case, record
from cases.models import Case, Deadline, Handling, Petitioner, Rating
from cases.policies import NotLawfulNow, NotYours
from cases.recusal import is_recused
from law.terms import Satisfaction
from organizations.acting import action
from organizations.models import User


def open_window(case: Case, organ: str, handling: Handling | None, *, on: date) -> Deadline | None:
    """The rating window that is open on a day: from its start to its last day, whether or not already rated."""
    return (
        Deadline.objects.filter(case=case, handling=handling, period="rating", organ=organ, voided_on=None,
                                started_on__lte=on, due_on__gte=on)
        .order_by("-pk")
        .first()
    )  # fmt: skip


@action
def rate(
    case: Case,
    *,
    by: User | None,
    on: date,
    organ: str,
    value: str,
    handling: Handling | None = None,
    words: str = "",
    evidence: str = "",
) -> Rating:
    """评价, once per result and changeable within the window; the last one counts (domain §6).

    ``by`` None: the petitioner by code. Staff enter it only as 代录 with its evidence, and never for the unit rated.
    """
    case = lock_case(case)
    policies.require(by, "rate", case)
    if value not in Satisfaction.__members__.values():
        raise NotLawfulNow("请选择满意、基本满意或不满意")
    if by is not None and not evidence.strip():
        raise NotLawfulNow("代录评价须写明依据（电话录音编号或签字材料）")
    if by is not None and by.unit_id == (handling.unit_id if handling else case.receiving_unit_id):
        raise NotYours("不能代录对本单位工作的评价，请信访人凭查询码自己评价。")
    window = open_window(case, organ, handling, on=on)
    if window is None:
        raise NotLawfulNow("现在不在评价期内")
    Rating.objects.filter(case=case, organ=organ, handling=handling, superseded=False).update(superseded=True)
    rating = Rating.objects.create(case=case, handling=handling, organ=organ, value=value, words=words[:500],
                                   on=on, entered_by=by, evidence=evidence)  # fmt: skip
    if window.met_on is None:
        clocks.meet("rate", on=on, case=case, handling=handling)
    record("rate", case=case, by=by, on=on, handling=handling, from_state=handling.state if handling else "",
           data={"organ": organ, "proxy": by is not None})  # fmt: skip
    return rating


def rateable_now(case: Case, *, on: date) -> list[tuple[str, Handling | None, Deadline]]:
    """What the petitioner can rate today: (whose work, which handling, window)."""
    windows = case.deadlines.filter(period="rating", voided_on=None, started_on__lte=on, due_on__gte=on)
    return [(row.organ, row.handling, row) for row in windows.select_related("handling__unit")]


@action
def archive(case: Case, *, by: User, on: date) -> Case:
    """归档 a closed file (档案法第14条), with the index of its volume; the rating window is over or used, the procedure ended."""
    case = lock_case(case)
    policies.require(by, "archive", case)
    reasons = policies.case_blockers(case, "archive")
    if case.deadlines.filter(period="rating", met_on=None, voided_on=None, due_on__gte=on).exists():
        reasons.append("评价期还没有结束")
    if reason := reviews.still_possible(case, on=on):
        reasons.append(reason)
    if reasons:
        raise NotLawfulNow(*reasons)
    case.archive()
    case.version += 1
    case.save()
    volume.index(case, by=by, on=on)
    record("archive", case=case, by=by, on=on)
    return case


@action
def note(case: Case, *, by: User, on: date, text: str, handling: Handling | None = None) -> None:
    """补记一条: a fact for the file, moving nothing."""
    case = lock_case(case)
    policies.require(by, "note", case)
    policies.require_sight(by, case)
    if not text.strip():
        raise NotLawfulNow("请写明要补记的内容")
    record(
        "note",
        case=case,
        by=by,
        on=on,
        handling=handling,
        from_state=handling.state if handling else "",
        note=text,
    )


#: What a person may have shown, and the words for the record.
REVEALED = {"name": "姓名", "identity": "证件号码", "phone": "电话", "address": "住址", "agent": "代理人"}


@action
def reveal(petitioner: Petitioner, *, by: User, field: str, reason: str) -> str:
    """显示 one sealed value; the reason and the look are recorded, or nothing is shown (design D11)."""
    if field not in REVEALED:
        raise NotLawfulNow("没有这一项")
    if len(reason.strip()) < 2:
        raise NotLawfulNow("请写明查看的事由")
    policies.require_sight(by, petitioner.petition.filed_as)
    if is_recused(by, petitioner.petition.filed_as, fresh=True):
        raise NotYours("您已回避本件，不能查看信访人的明文信息（条例第28条第3款）。")
    chain.record(f"reveal_{field}", by=by, about=petitioner, reason=reason.strip())
    return str(getattr(petitioner, field))
