"""What a ledger is made of: views of a list, lines, the facts and sections of a record, and the steps that act on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.forms.acts import ActForm
from documents.models import Paper
from organizations.models import User
from organizations.roles import Permission

#: Label and value, as ``components/pairs.html`` shows them; ``url`` and ``link`` add an address.
Pairs = list[dict[str, Any]]


@dataclass(frozen=True)
class View:
    """One view of the list: its name in the address, its label, which rows, and whether the newest come first.

    ``order``: a date of the rows (a column or an annotation) to sort by, earliest first, instead of their entry.
    """

    name: str
    label: str
    rows: Callable[[Any, date], Any] = lambda rows, today: rows
    newest_first: bool = True
    note: str = ""
    order: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a line: what stands there, and smaller words below."""

    text: str
    sub: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the list. ``due_on`` with ``days_left`` or the word ``done`` makes the light at the left.

    ``quiet``: it ended without being fulfilled; the word is not green.
    """

    what: str
    why: str = ""
    cells: Sequence[Cell] = ()
    due_on: date | None = None
    days_left: int | None = None
    done: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Section:
    """A part of a record's page: words, pairs, or a table (``head`` and ``body``; a cell may be ``{text, url}``)."""

    title: str
    qualifier: str = ""
    words: str = ""
    pairs: Pairs = field(default_factory=list)
    head: Sequence[str] = ()
    body: Sequence[Sequence[Any]] = ()


@dataclass(frozen=True)
class RecordSubject:
    """What a form of a ledger is about: the record (None for a new one), for whom, on which day.

    ``given``: what the address says besides (``?handling=…``), for a new record.
    """

    user: User
    today: date
    row: Any = None
    given: dict[str, str] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """Grows with every act on the record, where it keeps one."""
        return int(getattr(self.row, "version", 0) or 0)

    @property
    def case(self) -> Any:
        """The file the record belongs to, if it belongs to one."""
        return getattr(self.row, "case", None)

    @property
    def handling(self) -> Any:
        """The unit's work the record is about, if any."""
        return getattr(self.row, "handling", None)

    @property
    def claim(self) -> Any:
        return self.handling.claim if self.handling else None


class RecordForm(ActForm):
    """A form about a record: ``self.subject`` is a :class:`RecordSubject`. Set choices in ``prepare``."""

    subject: Any

    def __init__(self, data: Any = None, sent: Any = None, *, subject: Any, **kwargs: Any) -> None:
        super().__init__(data, sent, subject=subject, **kwargs)


@dataclass(frozen=True)
class Step:
    """One act on a record (or the act that makes one).

    ``perform(subject, cleaned_data)`` calls the action and returns what it made. ``may`` decides whether the person
    sees it at all, ``blockers`` say why it is not lawful now. ``paper``: it issues one, which can be previewed when
    the record has a case. ``main``: it may be the solid button.
    """

    name: str
    label: str
    follows: str
    article: str
    form: type[RecordForm]
    perform: Callable[[RecordSubject, dict[str, Any]], Any]
    may: Callable[[User, Any], bool]
    blockers: Callable[[Any, date], list[str]] = lambda row, on: []
    initial: Callable[[RecordSubject], dict[str, Any]] = lambda subject: {}
    shows: Callable[[RecordSubject], Pairs] = lambda subject: []
    button: str = ""
    main: bool = True
    paper: bool = False
    doer: str = ""
    #: Whether the step belongs to the record's present state at all; otherwise it is not even shown grey.
    offered: Callable[[Any], bool] = lambda row: True


@dataclass(frozen=True)
class Ledger:
    """One record type. ``rows(user)`` are those that exist for the person (``Model.objects.visible_to``).

    ``title_of`` names one record in a line; ``lede`` opens the list with a sentence; ``heads`` name the list's columns
    after the first two.
    """

    slug: str
    title: str
    permissions: tuple[Permission, ...]
    rows: Callable[[User], "QuerySet[Any]"]
    views: tuple[View, ...]
    line: Callable[[Any, User, date], Line]
    title_of: Callable[[Any], str]
    facts: Callable[[Any, User], Pairs]
    what: str = "事项"
    #: What the first column holds: a last day, or for things without one how they stand.
    when: str = "日期"
    #: How its records are counted.
    unit: str = "件"
    heads: tuple[str, ...] = ()
    lede: Callable[["QuerySet[Any]", User, date], str] = lambda rows, user, today: ""
    sections: Callable[[Any, User], list[Section]] = lambda row, user: []
    papers: Callable[[Any, User], list[Paper]] = lambda row, user: []
    new: Step | None = None
    steps: tuple[Step, ...] = ()
    note: str = ""
    empty: str = "还没有记录。"
    space: str = ""
    #: Other addresses worth a button at the head of the list: (label, url name).
    links: tuple[tuple[str, str], ...] = ()

    def url(self, part: str = "") -> str:
        """The name of an address: the list, ``new``, ``record``, ``step``, ``paper``."""
        return f"{self.space}:{self.slug}{'_' + part if part else ''}"
