"""What a file holds: of each table beside the case, whether it has any row of this case.

Most files have none in most tables: the statement that reads the case asks all of them, so that a page pays for what
there is. It tells only whether to look; what a person may see is still decided by ``visible_to``.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Q, QuerySet

from cases.models import (
    Attachment,
    Case,
    CaseTopic,
    CounselRequest,
    Extension,
    ImportedReply,
    PaperService,
    Proposal,
    Rating,
    RepeatLink,
)
from organizations.prepared import Prepared

#: All rows of one table that belong to a case, by its key, whoever may see them.
Rows = Callable[[int], "QuerySet[Any]"]
#: The tables the file itself reads; what stands beside it adds its own (``cases.beside``).
_tables: dict[str, Rows] = {
    "attachment": lambda case: Attachment.objects.filter(case=case),
    "counsel": lambda case: CounselRequest.objects.filter(case=case),
    "extension": lambda case: Extension.objects.filter(handling__claim__case=case, spent_on=None),
    "imported_reply": lambda case: ImportedReply.objects.filter(handling__claim__case=case),
    "proposal": lambda case: Proposal.objects.filter(claim__case=case, decided_on=None),
    "rating": lambda case: Rating.objects.filter(case=case, superseded=False),
    "repeat": lambda case: RepeatLink.objects.filter(
        Q(petition__filed_as=case) | Q(earlier=case), undone_on=None
    ),
    "service": lambda case: PaperService.objects.filter(paper__case=case),
    "topic": lambda case: CaseTopic.objects.filter(case=case),
}


def _with_answers(case: int) -> "QuerySet[Case]":
    answers = {f"holds_{table}": Exists(rows(case)) for table, rows in _tables.items()}
    related = ("receiving_unit", "place", "merged_into", "own_petition")
    return Case.objects.filter(pk=case).select_related(*related).annotate(**answers)


#: A case found before by ``visible_to``, with what its page says of it and what :func:`of` tells.
read = Prepared(_with_answers)


def add(table: str, rows: Rows) -> None:
    """Ask of this table too, from now on."""
    _tables[table] = rows
    read.forget()


def of(case: Case) -> dict[str, bool]:
    """By table, whether a case that was read here has any row in it."""
    return {table: getattr(case, f"holds_{table}") for table in _tables}
