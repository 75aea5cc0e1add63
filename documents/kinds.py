"""Every kind of paper the house issues (domain §5.1), by its term."""

from documents import forms, letters_course, letters_petitioner, letters_unit
from documents.fields import Field
from documents.specification import Kind
from law.terms import PaperKind

KINDS: dict[str, Kind] = {
    kind.kind: kind
    for kind in (*letters_petitioner.LETTERS, *letters_unit.LETTERS, *letters_course.LETTERS, *forms.FORMS)
}


def fields(kind: PaperKind | str) -> dict[str, Field]:
    """The whitelist of a kind: what a form asks for and what a caller may pass."""
    return KINDS[kind].whitelist
