"""The rules' suggestion for a clerk who leaves purpose and way open; told to ``cases`` at start, which looks down only."""

from cases import suggesting
from routing.rules import Facts
from routing.suggest import suggest


def advise(question: suggesting.Question) -> suggesting.Suggestion:
    """What the rules in force say of what a clerk has typed."""
    decision = suggest(
        Facts(
            subject=question.subject,
            body=question.body,
            category=question.category,
            place=question.place,
            channel=question.channel,
            flags=question.flags,
        )
    )
    return suggesting.Suggestion(purpose=decision.purpose, route=decision.route or "")
