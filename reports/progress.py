"""积案 and 包案: what was taken over, what was resolved by the criteria and checked, what is open; by matter, never by person.

The numbers come from the registry; how a matter is standing is read from the ledgers the reader may see.
"""

from datetime import date
from typing import Any

from law.terms import SponsorshipState
from organizations.models import User
from oversight.leaders.models import BacklogPeriod, SponsoredCase
from reports import counts
from reports.compared import Count2, last_year
from reports.counts import COUNTS, Size
from reports.figures import ALL, Span
from reports.sets import CountSet

#: Ledgers have entries from before any span of a page: they are counted from here.
EVER = date(2000, 1, 1)
#: Count → how it reads and its tone in a bar, in the order of the bar.
BACKLOG = {
    "backlog_struck": ("已化解，复核销号", "bar"),
    "backlog_held": ("认定化解，待复核", "rest"),
    "backlog_standing": ("在账未化解", "pale"),
}
SPONSORED = {
    "sponsored_resolved": ("本期验收通过", "bar"),
    "sponsored_checking": ("待验收", "rest"),
    "sponsored_working": ("化解中", "pale"),
    "sponsored_planning": ("待定方案", "none"),
}
#: What happened in the span itself, beside the same days of last year.
FLOWS = ("backlog_entered", "backlog_resolved")
OPENED = ("sponsored_opened", "sponsored_resolved", "sponsored_steps", "sponsored_steps_done")
LEDGERS, SHOWN = 3, 6
S = SponsorshipState


def backlog(span: Span) -> list[dict[str, Any]]:
    """The ledgers whose days the span touches, newest first; each as it stands at the end of the span."""
    until = Span(EVER, span.until)
    found = counts.sizes(list(BACKLOG), until, "ledger")
    periods = BacklogPeriod.objects.filter(since__lte=span.until, until__gte=span.since)[:LEDGERS]
    made = []
    for period in periods:
        parts: list[dict[str, Any]] = [
            {"n": found.get((period.title, code), Size()).value, "label": label, "tone": tone,
             "href": CountSet(code, until, "ledger", period.title).url()}
            for code, (label, tone) in BACKLOG.items()
        ]  # fmt: skip
        whole = sum(part["n"] for part in parts)
        made.append({
            "title": period.title, "document": period.document, "since": period.since, "until": period.until, "parts": parts,
            "whole": whole, "struck": parts[0]["n"], "struck_url": parts[0]["href"], "rate": parts[0]["n"] / whole if whole else None,
            "whole_url": CountSet("backlog_entered", until, "ledger", period.title).url(),
        })  # fmt: skip
    return made


def flows(codes: tuple[str, ...], span: Span) -> list[dict[str, Any]]:
    """Counts of the span beside the same days of last year."""
    now, then = counts.sizes(codes, span), counts.sizes(codes, last_year(span))
    return [
        {"count": COUNTS[code], "two": Count2(now[ALL, code].value, then[ALL, code].value), "url": CountSet(code, span).url()}
        for code in codes
    ]  # fmt: skip


def sponsored(span: Span) -> dict[str, Any]:
    """What stands open now, whenever it was opened, beside what was accepted in the span; and the flows of the span."""
    until = Span(EVER, span.until)
    open_codes = [code for code in SPONSORED if code != "sponsored_resolved"]
    standing = counts.sizes(open_codes, until)
    lines = flows((*FLOWS, *OPENED), span)
    accepted = next(line for line in lines if line["count"].code == "sponsored_resolved")
    parts = [
        {"n": accepted["two"].n if code == "sponsored_resolved" else standing[ALL, code].value, "label": label, "tone": tone,
         "href": accepted["url"] if code == "sponsored_resolved" else CountSet(code, until).url()}
        for code, (label, tone) in SPONSORED.items()
    ]  # fmt: skip
    return {"parts": parts, "n": sum(part["n"] for part in parts), "flows": lines, "steps": lines[-2:]}


def open_cases(user: User, today: date) -> list[dict[str, Any]]:
    """Open sponsorships by the day agreed, the earliest first, with the steps of their plans."""
    rows = (
        SponsoredCase.objects.visible_to(user).open().select_related("case", "unit").prefetch_related("milestones")
        .order_by("due_on", "pk")[:SHOWN]
    )  # fmt: skip
    found = []
    for row in rows:
        steps = [step for step in row.milestones.all() if step.dropped_on is None]
        done = sum(step.done_on is not None for step in steps)
        following = next((step for step in steps if step.done_on is None), None)
        found.append({
            "row": row, "days_left": (row.due_on - today).days, "steps": len(steps), "done": done,
            "step": following.text if following else row.get_state_display(),
            "late": following is not None and following.due_on < today,
        })  # fmt: skip
    return found
