"""Who gets word of which step of a hearing: numbers and acts only, never a name or content (design D15)."""

from datetime import date

from django.urls import reverse

from hearings.models import Hearing
from law.terms import HearingOccasion, HearingState, Role
from notifications.outbox import word
from organizations.models import User


def _heads(hearing: Hearing) -> list[int]:
    rows = User.objects.filter(is_active=True)
    found = list(rows.filter(unit=hearing.organ, role=Role.UNIT_HEAD).values_list("pk", flat=True))
    if hearing.occasion != HearingOccasion.HANDLING:
        found += rows.filter(unit__kind="bureau", role=Role.BUREAU_LEADER).values_list("pk", flat=True)
    return found


def _units(hearing: Hearing) -> list[int]:
    """The staff of the organ and of every unit called."""
    units = {
        hearing.organ_id,
        *hearing.handling.claim.handlings.exclude(state="returned").values_list("unit", flat=True),
    }
    rows = User.objects.filter(unit__in=units, role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    return list(rows.values_list("pk", flat=True))


def _tell(key: str, to: list[int], hearing: Hearing, text: str, *, on: date) -> None:
    word(f"hearing-{key}:{hearing.pk}", to, f"{hearing.case.number}：{text}", on=on,
         url=reverse("hearings:hearings_record", args=[hearing.pk]))  # fmt: skip


def proposed(hearing: Hearing, *, on: date) -> None:
    """To whoever decides."""
    _tell("proposed", _heads(hearing), hearing, "提请举行听证，请决定", on=on)


def decided(hearing: Hearing, *, on: date) -> None:
    """To the proposer, and the chair who was named."""
    agreed = hearing.state == HearingState.APPROVED
    to = [hearing.proposed_by_id, *([hearing.chair_id] if agreed and hearing.chair_id else [])]
    _tell(
        "decided",
        to,
        hearing,
        "同意举行听证，请抽取评议人" if agreed else "不同意举行听证，请按原程序办理",
        on=on,
    )


def called(hearing: Hearing, *, on: date) -> None:
    """To the units, the chair, and members with an account."""
    people = hearing.panel.filter(withdrawn_on=None, expert__user__isnull=False).values_list(
        "expert__user", flat=True
    )
    to = [*_units(hearing), *people, *([hearing.chair_id] if hearing.chair_id else [])]
    _tell(f"called-{hearing.postponed}", to, hearing, "听证时间、地点已定", on=on)


def postponed(hearing: Hearing, *, on: date) -> None:
    _tell(f"postponed-{hearing.postponed}", _units(hearing), hearing, "听证延期，另行通知时间", on=on)


def cancelled(hearing: Hearing, *, on: date) -> None:
    _tell("cancelled", _units(hearing), hearing, "听证取消", on=on)


def concluded(hearing: Hearing, *, on: date) -> None:
    _tell("concluded", _units(hearing), hearing, "听证结论已出，请在意见书中说明采纳情况", on=on)
