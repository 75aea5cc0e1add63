"""Every kind of paper the house issues (domain §5.1), by its term."""

from datetime import date

from documents import (
    forms,
    letters_archive,
    letters_check,
    letters_conference,
    letters_course,
    letters_disputes,
    letters_hearing,
    letters_mediation,
    letters_petitioner,
    letters_recommendation,
    letters_review,
    letters_unit,
    letters_urgent,
    letters_ways,
    official,
)
from documents.fields import Field
from documents.specification import Kind
from law.terms import PaperKind

KINDS: dict[str, Kind] = {
    kind.kind: kind
    for kind in (
        *letters_petitioner.LETTERS,
        *letters_unit.LETTERS,
        *letters_check.LETTERS,
        *letters_course.LETTERS,
        *letters_review.LETTERS,
        *letters_mediation.LETTERS,
        *letters_urgent.LETTERS,
        *letters_recommendation.LETTERS,
        *letters_ways.LETTERS,
        *letters_disputes.LETTERS,
        *letters_conference.LETTERS,
        *letters_hearing.LETTERS,
        *letters_archive.LETTERS,
        *official.DOCUMENTS,
        *forms.FORMS,
    )
}


def fields(kind: PaperKind | str) -> dict[str, Field]:
    """The whitelist of a kind: what a form asks for and what a caller may pass."""
    return KINDS[kind].whitelist


def in_force(kind: PaperKind | str, day: date | None) -> Kind:
    """The version of a kind that a paper of this day is written by; without a day the newest."""
    return KINDS[kind].in_force(day)
