"""Import a file of messages through the rule set active today, row by row, each whole."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from cases.actions import importing
from cases.actions.importing import Imported, Message, Rejected, Suggested
from law import clock
from organizations.acting import acting
from organizations.models import Unit
from routing import rulesets
from routing.actions import suggested_fields
from routing.engine import decide
from routing.models import RoutingDecision, RuleSet
from routing.rules import Facts, RuleBook
from routing.suggest import facts_record


@dataclass(frozen=True, slots=True)
class _Rules:
    """The set in force, read once for the whole file."""

    ruleset: RuleSet
    book: RuleBook
    units: dict[str, Unit]


def import_file(
    path: str | Path,
    *,
    place: str | None = None,
    dry_run: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Imported:
    """Rows are taken or refused one by one; the key is ``message_id``, so a second import adds nothing.

    ``place``: only messages whose subject or body names it. ``dry_run``: checked and counted, nothing kept. Raises
    importing.Unreadable when the file as a whole cannot be read.
    """
    ruleset, book = rulesets.active_rules()
    rules = _Rules(ruleset, book, {unit.code: unit for unit in Unit.objects.active()})
    answer = Imported()
    seen: set[str] = set()
    batch: list[Message] = []
    today = clock.today()
    for line, row in importing.rows(Path(path)):
        if place and place not in row.get("subject", "") + row.get("body", ""):
            continue
        answer.read += 1
        message = importing.check(line, row, today)
        if isinstance(message, Rejected):
            answer.rejected.append(message)
        elif message.message_id in seen:
            answer.skipped += 1
        else:
            seen.add(message.message_id)
            batch.append(message)
        if len(batch) >= importing.BATCH:
            _take(batch, rules, answer, dry_run=dry_run)
            batch = []
        if tell and answer.read % 500 == 0:
            tell(answer.read)
    _take(batch, rules, answer, dry_run=dry_run)
    return answer


def _take(batch: list[Message], rules: _Rules, answer: Imported, *, dry_run: bool) -> None:
    known = importing.known([message.message_id for message in batch])
    answer.skipped += len(known)
    fresh = [message for message in batch if message.message_id not in known]
    if dry_run:
        answer.imported += len(fresh)
        return
    with acting(None):
        for message in fresh:
            try:
                with transaction.atomic():
                    _one(message, rules)
            except IntegrityError:  # the same message came in beside us meanwhile
                if not importing.known([message.message_id]):
                    raise
                answer.skipped += 1
            else:
                answer.imported += 1


def _one(message: Message, rules: _Rules) -> None:
    facts = Facts(subject=message.subject, body=message.body, channel="online")
    decision = decide(facts, rules.book, on=clock.today())
    suggested = Suggested(
        decision.purpose, decision.category, decision.route, rules.units.get(decision.unit or "")
    )
    claim = importing.import_message(
        message, by=None, on=clock.today(), suggested=suggested, bureau=rules.units["bureau"]
    )
    if not claim.case.in_compartment:
        RoutingDecision.objects.create(
            claim=claim, ruleset=rules.ruleset, facts=facts_record(facts),
            trace=[step.as_dict() for step in decision.trace if step.matched], **suggested_fields(decision),
        )  # fmt: skip
