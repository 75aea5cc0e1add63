"""Drawing a panel: the register of the day, who is left out and why, and the lot that anyone can repeat."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.policies import NotLawfulNow
from hearings import booking, conflicts, lot
from hearings.models import Expert, Hearing
from law.terms import HearingState, PanelGroup


@dataclass(frozen=True)
class Drawn:
    """Who was drawn, and all that is needed to draw again."""

    drawn: list[Expert]
    record: dict[str, Any]


def register_of(on: date) -> list[Expert]:
    """Everybody whose appointment runs on the day."""
    return list(
        Expert.objects.in_term(on).select_related("unit", "user").prefetch_related("advises").order_by("pk")
    )


def line_of(expert: Expert) -> str:
    """One line of the register, for its digest: any change of it is another version."""
    return f"{expert.pk}|{expert.name}|{expert.kind}|{expert.origin}|{expert.unit_id or ''}|{expert.since}|{expert.until or ''}"


def draw(hearing: Hearing, wanted: dict[str, int], *, on: date) -> Drawn:
    """Draw from those nothing is known against. Raises NotLawfulNow when a group has too few."""
    register = register_of(on)
    ties = conflicts.ties_of(hearing.handling, hearing)
    reasons = {expert.pk: conflicts.of_expert(expert, ties) for expert in register}
    tickets = [lot.Ticket(expert.pk, expert.group) for expert in register if not reasons[expert.pk]]
    digest = lot.digest(line_of(expert) for expert in register)
    seed = lot.seed_of(on, hearing.number, digest)
    try:
        drawn = lot.draw(seed, tickets, wanted)
    except lot.TooFew as few:
        raise NotLawfulNow(
            f"还不能：{PanelGroup(few.group).label}可以参加的只有 {few.there} 人，要抽 {few.wanted} 人；请减少该组人数，或者先增补名册"
        ) from few
    by_number = {expert.pk: expert for expert in register}
    record = {
        "seed": seed, "register": digest, "people": len(register), "wanted": wanted, "drawn": drawn,
        "tickets": [[ticket.number, ticket.group] for ticket in tickets],
        "left_out": [[expert.pk, expert.name, reasons[expert.pk]] for expert in register if reasons[expert.pk]],
    }  # fmt: skip
    return Drawn([by_number[number] for number in drawn], record)


def tickets_of(record: dict[str, Any]) -> list[lot.Ticket]:
    """The tickets of a recorded lot."""
    return [lot.Ticket(int(number), str(group)) for number, group in record["tickets"]]


def again(record: dict[str, Any]) -> list[int]:
    """Draw once more from the record; the same people, or the record was changed."""
    return lot.draw(record["seed"], tickets_of(record), record["wanted"])


def next_of(hearing: Hearing, group: str, *, on: date) -> Expert:
    """The next of the group by the same lot who has not sat, is still appointed, free and without conflict."""
    record = hearing.draw or {}
    gone = set(hearing.panel.values_list("expert", flat=True))
    ties = conflicts.ties_of(hearing.handling, hearing)
    while (number := lot.following(record["seed"], tickets_of(record), group, gone)) is not None:
        expert = Expert.objects.select_related("unit", "user").get(pk=number)
        gone.add(number)
        if expert.serves_on(on) and not conflicts.of_expert(expert, ties) and not _busy(hearing, expert):
            return expert
    raise NotLawfulNow(
        f"还不能：{PanelGroup(group).label}已经没有可以递补的人；请取消本次听证后增补名册，另行提请"
    )


def _busy(hearing: Hearing, expert: Expert) -> bool:
    if hearing.state != HearingState.NOTICED or not hearing.starts_at or not hearing.ends_at:
        return False
    return bool(booking.busy([expert], hearing.starts_at, hearing.ends_at))
