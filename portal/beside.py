"""What stands beside the course on the petitioner's page: papers of outside bodies, mediation.

Nothing of the other side of a dispute, of who mediates, or of what was agreed: that is in the parties' own paper.
"""

from datetime import date

from cases import workdays
from cases.models import Case, Mediation, Review
from cases.models.review import ReviewService
from law import confirmation
from law.terms import MediationManner, MediationState, Performance, ReviewLevel, ReviewState, ServiceMethod
from portal.plain_days import spoken

M = MediationState


def outside_papers(case: Case, today: date) -> list[str]:
    """Decisions recorded from the paper of a body outside the system: there is no file of it here, the body sent it."""
    rows = Review.objects.filter(
        handling__claim__case=case, state__in=[ReviewState.SERVED, ReviewState.DECLINED]
    ).exclude(own_number="")
    found = []
    for row in rows.select_related("organ").prefetch_related("services").order_by("pk"):
        what = f"{ReviewLevel(row.level).label}{'不予受理告知书' if row.state == ReviewState.DECLINED else '意见书'}"
        found.append(f"{row.organ.name}{what}（{row.own_number}）：{_sent(row, today)}")
    return found


def _sent(row: Review, today: date) -> str:
    """原件已由…直接送达，11月3日送到; where nobody recorded the service, who has the paper."""
    sent: ReviewService | None = next((each for each in row.services.all() if each.annulled_on is None), None)
    organ = row.organ.short_name
    if sent is None:
        return f"原件由{organ}送给您；没有收到的，请打{organ}电话问"
    arrived = (
        f"，{spoken(sent.served_on, today)}送到" if sent.served_on else f"，{spoken(sent.sent_on, today)}发出"
    )
    return (
        f"原件已由{organ}送达（{ServiceMethod(sent.method).label}）{arrived}。找不到的，可以向{organ}要一份"
    )


def mediations(case: Case, today: date) -> list[tuple[str, str]]:
    """Each mediation of the matter: its name, and how it stands in plain words (条例第33条)."""
    rows = Mediation.objects.filter(case=case).select_related("handling__unit").order_by("pk")
    return [(MediationManner(row.manner).label, _stands(row, today)) for row in rows]


def _stands(row: Mediation, today: date) -> str:
    unit = row.handling.unit.short_name
    on_with_it = f"{unit}照常办您的事"
    words = {
        M.HANDED_OVER: f"{spoken(row.handed_on, today)}开始问双方愿不愿意。同意不同意由您定，办理期限照走",
        M.CONSENTED: "双方都同意，正在谈。您随时可以退出，办理期限照走",
        M.REFUSED: f"有一方不同意，没有调解。{on_with_it}",
        M.WITHDRAWN: f"有一方退出，不再调解。{on_with_it}",
        M.FAILED: f"没有谈拢。{on_with_it}",
        M.PERFORMED: "达成了协议，已经按协议办完",
        M.NOT_PERFORMED: f"达成了协议，没有按协议办完。{_what_now(row, unit)}",
    }
    if row.state == M.AGREED:
        return _agreed(row, unit, today)
    return words[M(row.state)]


def _agreed(row: Mediation, unit: str, today: date) -> str:
    assert row.agreed_on is not None and row.perform_by is not None and row.effective_on is not None  # noqa: S101, PT018 - agreed has its days
    late = row.perform_by < today
    until = f"协议说好{spoken(row.perform_by, today)}前办完{'，日子已经过了' if late else ''}"
    asked = row.follow_ups.first()
    found = f"。{spoken(asked.on, today)}回访：{Performance(asked.found).label}" if asked else ""
    return f"{spoken(row.agreed_on, today)}达成协议，{until}{found}。{_court(row, today)}{_what_now(row, unit) if late else ''}"


def _court(row: Mediation, today: date) -> str:
    """The court's confirmation, or until when both may ask for it together (人民调解法第33条)."""
    if row.confirmed_on:
        return "法院已经确认协议有效。"
    if row.applied_on:
        return "已经请法院确认协议，等法院的裁定。"
    if row.manner != MediationManner.PEOPLES or row.effective_on is None:
        return ""
    last = confirmation.last_day(row.effective_on, workdays.calendar())
    return (
        f"{spoken(last, today)}当天或者以前，双方可以一起请法院确认协议（供参考）。" if last >= today else ""
    )


def _what_now(row: Mediation, unit: str) -> str:
    force = "可以向法院申请强制执行，也可以" if row.confirmed_on else "可以就协议向法院起诉，也可以"
    return f"对方没有照办的，{force}打{unit}电话告诉我们。"
