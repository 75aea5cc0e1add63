"""Finding cases: Chinese words by bigrams in two steps, numbers by prefix (design D10).

Only titles and reasons of ordinary cases are searched, and always inside what the user may see: the words of an
accusation are sealed and never found, and nobody is found by name, identity number or phone (design §7).

An ORDER BY … LIMIT makes the planner walk the date index and filter the whole table when a word is rare. So a capped
probe asks the GIN index first: few hits are sorted, many hits are met soon by the walk.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from cases.models import Case, CasePaper, Claim, Petition
from cases.models.case import SEARCHED, CaseQuerySet
from organizations.models import User
from organizations.roles import Permission

#: More hits than this are not collected: the date-ordered walk meets them soon enough.
PROBE = 2000
#: A sentence is not a query; what is typed beyond is left out.
MOST_WORDS = 6
LONGEST_WORD = 30

_CASE_NUMBER = re.compile(r"\d{6}-\d(-[\d-]*)?")
_TAIL = re.compile(r"[…·.]*(\d{4})(\d{2})(\d{2})-(\d{1,5})")
_OTHER_NUMBER = re.compile(r"(?=.*\d)[^\s]*[〔\[(（]?\d{4}[〕\])）]?\d*号?|[A-Za-z0-9-]*\d{3,}[A-Za-z0-9-]*")
#: A query set of any rows that lead to a case; the same kind comes back.
Rows = TypeVar("Rows", bound="QuerySet[Any]")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: numbers, words of two characters and more, and single characters. All must hold."""

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.numbers or self.words or self.characters)

    @property
    def bigrams(self) -> list[str]:
        """The distinct windows of two characters of all words, as ``bigrams(text)`` makes them."""
        return sorted({word[n : n + 2] for word in self.words for n in range(len(word) - 1)})


def typed(given: Mapping[str, str], name: str) -> str:
    """What an address says, as the database can take it: no NUL, no spaces around, not endless."""
    return given.get(name, "").replace("\x00", "").strip()[:80]


def parse(text: str) -> Query:
    """Read a search box: parts divided by spaces; a part that looks like a number is one."""
    parts = [part.strip("「」“”\"'，。、；") for part in text.replace("　", " ").split()][:MOST_WORDS]
    parts = [part[:LONGEST_WORD] for part in parts if part]
    numbers = tuple(part for part in parts if _is_number(part))
    rest = [part for part in parts if part not in numbers]
    return Query(numbers, tuple(p for p in rest if len(p) > 1), tuple(p for p in rest if len(p) == 1))


def _is_number(part: str) -> bool:
    return any(shape.fullmatch(part) for shape in (_CASE_NUMBER, _TAIL, _OTHER_NUMBER))


def narrow(rows: Rows, query: Query, case: str = "") -> Rows:
    """``rows`` that fit, by reading each: for rows that are few by other means, such as one unit's work.

    ``case`` is the way from the row to its case (``claim__case``), empty when the row is one.
    """
    way = f"{case}__" if case else ""
    for number in query.numbers:
        fits = Case.objects.filter(_numbered(number)).order_by().values("pk")
        rows = rows.filter(**{f"{way}pk__in": fits})
    return _by_text(rows, query, way, shortest=2)


def found(rows: CaseQuerySet, query: Query, user: User) -> "Found":
    """The cases of ``rows`` (already those visible to ``user``) that fit, ready to be read newest first."""
    rows = rows.ordinary()
    for number in query.numbers:
        rows = rows.filter(_numbered(number))
    if query.numbers or not query.words:
        return Found(_by_text(rows, query, shortest=2))
    hits = _probe(query)
    if len(hits) <= PROBE:
        return Found(_by_text(rows.filter(pk__in=hits), query) if hits else rows.none())
    if user.can(Permission.SEE_COUNTY):
        return Found(_by_text(rows, query, shortest=2), walk=True)
    return Found(_by_text(rows.filter(pk__in=_own(user)), query, shortest=2))


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that fit. With ``walk`` they must be read along the date index, however few the planner expects."""

    rows: CaseQuerySet
    walk: bool = False

    def read(self, rows: CaseQuerySet) -> list[Case]:
        """Run a query made of ``self.rows`` in the order of the index."""
        if not self.walk:
            return list(rows)
        with _along_the_index():
            return list(rows)


@contextmanager
def _along_the_index() -> Iterator[None]:
    """The planner takes LIKE for rare and would read the whole table; here the hits are known to be many."""
    switches = "enable_seqscan", "enable_bitmapscan", "enable_sort"
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{name}', 'off', true)" for name in switches))
        yield
        cursor.execute("SELECT " + ", ".join(f"set_config('{name}', 'on', true)" for name in switches))


def _probe(query: Query) -> list[int]:
    """At most PROBE + 1 keys from the GIN index; MATERIALIZED keeps the planner from walking the table instead."""
    fits = Case.objects.ordinary().alias(searched=SEARCHED)
    fits = fits.filter(searched__contains=query.bigrams)  # type: ignore[misc]
    sql, parameters = fits.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH hits AS MATERIALIZED ({sql}) SELECT * FROM hits LIMIT {PROBE + 1}",  # noqa: S608
            parameters,
        )
        return [key for (key,) in cursor.fetchall()]


def _own(user: User) -> "CaseQuerySet":
    """Keys of a unit's own cases, by its two indexes: the words are then read from these alone."""
    received = Case.objects.filter(receiving_unit_id__in=user.stands_for).order_by().values("pk")
    handled = Claim.objects.filter(handlings__unit_id__in=user.stands_for).order_by().values("case_id")
    return received.union(handled)  # type: ignore[return-value]


def _by_text(rows: Rows, query: Query, way: str = "", shortest: int = 3) -> Rows:
    """Bigrams tell that all pairs are there, not that they stand together: longer words are looked at again.

    After the index a word of two characters needs no second look: the pair is the word.
    """
    text = Concat(f"{way}title", Value(" "), f"{way}summary", output_field=TextField())
    rows = rows.alias(searched_text=text)
    for word in query.words:
        if len(word) >= shortest:
            rows = rows.filter(searched_text__contains=word)
    for character in query.characters:
        rows = rows.filter(**{f"{way}title__contains": character})
    return rows


def _numbered(number: str) -> Q:
    """件号 from its beginning or by its tail (day and serial), 文号, or the number of the platform."""
    tail = _TAIL.fullmatch(number)
    if tail:
        try:
            received = date(*map(int, tail.groups()[:3]))
        except ValueError:
            return Q(pk__in=[])
        return Q(received_on=received, number__contains=f"-{tail.group(4)}")
    if _CASE_NUMBER.fullmatch(number):
        return Q(number__startswith=number)
    written = number.translate(str.maketrans("[]()（）", "〔〕〔〕〔〕"))
    papers = CasePaper.objects.filter(paper__number__startswith=written).order_by().values_list("case_id")
    above = Petition.objects.filter(official_number__startswith=number).order_by().values_list("case_id")
    keys = [key for (key,) in papers.union(above)[:PROBE]]
    return Q(pk__in=keys) | Q(number__startswith=number)
