"""Finding cases: Chinese words by bigrams in two steps, numbers by prefix (design D10).

Only titles and reasons of ordinary cases are searched, and always inside what the user may see: the words of an
accusation are sealed and never found, and nobody is found by name, identity number or phone (design §7).

An ORDER BY … LIMIT makes the planner walk the date index and filter the whole table when a word is rare. So a capped
probe asks the GIN index first: few hits are sorted, many hits are met soon by the walk.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

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


def fits(query: Query, case: str = "") -> Q:
    """What fits, by reading each row: for rows that are few by other means, such as one unit's work.

    ``case`` is the way from the row to its case (``claim__case__``), empty when the row is one.
    """
    which = _by_text(query, case, shortest=2)
    for number in query.numbers:
        which &= Q(**{f"{case}pk__in": Case.objects.filter(_numbered(number)).order_by().values("pk")})
    return which


def found(rows: CaseQuerySet, query: Query, user: User) -> "Found":
    """The cases of ``rows`` (already those visible to ``user``) that fit, ready to be read newest first."""
    rows = rows.ordinary()
    for number in query.numbers:
        rows = rows.filter(_numbered(number))
    if query.numbers or not query.words:
        return Found(rows.filter(_by_text(query, shortest=2)))
    hits = _probe(query)
    if len(hits) <= PROBE:
        return Found(rows.filter(_by_text(query), pk__in=hits) if hits else rows.none())
    rows = rows.filter(_by_text(query, shortest=2))
    if user.can(Permission.SEE_COUNTY):
        return Found(rows, many=True)
    return Found(rows.filter(pk__in=_own(user)))


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that fit, and whether the probe already met more of them than it collects."""

    rows: CaseQuerySet
    many: bool = False


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


def _by_text(query: Query, case: str = "", shortest: int = 3) -> Q:
    """Bigrams tell that all pairs are there, not that they stand together: longer words are looked at again.

    After the index a word of two characters needs no second look: the pair is the word. A place in the text is asked
    for, not LIKE, which the planner takes for rare: it would read the whole table where the hits are many.
    """
    text = Concat(f"{case}title", Value(" "), f"{case}summary", output_field=TextField())
    which = Q()
    for word in query.words:
        if len(word) >= shortest:
            which &= Q(GreaterThan(StrIndex(text, Value(word)), 0))
    for character in query.characters:
        which &= Q(**{f"{case}title__contains": character})
    return which


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
