"""Repeat candidates: a sign of the same person *and* a like matter (同人＋同事, domain §3.4; design §7).

The machine only points; a person decides, and can undo it. A candidate is shown by number, day and reason,
its subject only when the sign of the person is certain. Files out of sight are never looked at, so that an answer
without candidates is the same whether or not somebody else has one (T-48); accusations have no blind index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Any

from django.db.models import Q
from rapidfuzz import fuzz

from cases.models import Case, Petitioner
from cases.models.case import SEARCHED
from law.terms import CaseState
from organizations import sealed
from organizations.models import Unit, User

#: Share of the shorter text's pairs of characters found in the other: a like matter alone, and one supported by
#: the same place or class.
LIKE, LIKE_WITH_SUPPORT = 0.30, 0.15
#: A text of few pairs would be "like" anything that shares two of them.
FEWEST_PAIRS = 16
#: How far the probes reach: rows looked at, characters compared, candidates shown.
PROBED, READ, SHOWN = 300, 1500, 3
#: Pairs that every petition is full of.
_EMPTY = (
    "我们你们他们我是我的要求希望领导解决问题现在没有一个请求政府部门有关相关情况进行什么怎么可以已经"
    "自己不能至今为什因为所以但是这个就是还是给我反映县里尊敬敬的您好谢谢处理答复小区"
)
EMPTY_PAIRS = frozenset(_EMPTY[n : n + 2] for n in range(0, len(_EMPTY), 2))


class Sign(IntEnum):
    """How sure it is that the person is the same; higher is surer."""

    NAME = 1
    PHONE = 2
    IDENTITY = 3


@dataclass(frozen=True, slots=True)
class PersonSigns:
    """What a person on the form can be recognised by."""

    name: str = ""
    identity: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """What is being registered, as far as it is typed."""

    persons: tuple[PersonSigns, ...]
    text: str
    place: Unit | None = None
    place_text: str = ""
    category: str = ""
    own_case: int | None = None

    @classmethod
    def of_case(cls, case: Case) -> "Probe":
        """A case just registered."""
        persons = tuple(
            PersonSigns(row.name, row.identity, row.phone) for row in case.own_petition.petitioners.all()
        )
        return cls(persons, _matter_of(case), case.place, case.place_text, case.category, case.pk)


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground in words: ``sign`` is 同人, 仅同名 or 同事."""

    sign: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another file that may be the same matter. ``subject`` is empty unless the person is the same for sure."""

    number: str
    on: date
    strong: bool
    subject: str
    open: bool
    reasons: tuple[Reason, ...]

    @property
    def sentence(self) -> str:
        """The grounds as one sentence, for the record of the decision."""
        return "；".join(f"{reason.sign}：{reason.why}" for reason in self.reasons)


def candidates(probe: Probe, user: User) -> list[Candidate]:
    """At most three files the user may see that look like the same person's same matter, likeliest first."""
    grams = pairs(probe.text[: 2 * READ])
    if len(grams) < 2:
        return []
    signs = _same_person(probe, user)
    if not signs:
        return []
    found = []
    for case in _their_cases(signs, grams):
        likeness, why = _like_matter(probe, grams, case)
        if why:
            found.append((signs[case.pk], likeness, case, why))
    found.sort(key=lambda row: (row[0] > Sign.NAME, row[1], row[2].received_on), reverse=True)
    return [_candidate(sign, case, why) for sign, _, case, why in found[:SHOWN]]


def pairs(text: str) -> frozenset[str]:
    """The telling pairs of characters of a text: no punctuation, none of the pairs every petition has."""
    return frozenset(
        pair for n in range(len(text) - 1) if (pair := text[n : n + 2]).isalnum() and pair not in EMPTY_PAIRS
    )


def _same_person(probe: Probe, user: User) -> dict[int, Sign]:
    """Visible cases with a person of the same number, phone or name, by blind index."""
    columns = ("identity", "phone", "name")
    wanted = {
        column: {sealed.blind(column, getattr(person, column)) for person in probe.persons} - {""}
        for column in columns
    }
    sure = Q(identity_index__in=wanted["identity"]) | Q(phone_index__in=wanted["phone"])
    if not any(wanted.values()):
        return {}
    visible = Case.objects.visible_to(user).ordinary()
    if probe.own_case is not None:
        visible = visible.exclude(pk=probe.own_case)
    rows = Petitioner.objects.filter(petition__case__in=visible).order_by(
        "-petition__received_on", "-petition_id"
    )
    fields = ("petition__case_id", "identity_index", "phone_index", "name_index")
    signs: dict[int, Sign] = {}
    if wanted["identity"] or wanted["phone"]:
        for case_id, identity, _, _ in rows.filter(sure).values_list(*fields)[:PROBED]:
            sign = Sign.IDENTITY if identity in wanted["identity"] else Sign.PHONE
            signs[case_id] = max(sign, signs.get(case_id, sign))
    for case_id, identity, _, _ in rows.filter(name_index__in=wanted["name"]).values_list(*fields)[:PROBED]:
        if not (identity and wanted["identity"]):  # two numbers that differ are two persons
            signs.setdefault(case_id, Sign.NAME)
    return signs


def _their_cases(signs: dict[int, Sign], grams: frozenset[str]) -> Iterable[Case]:
    """Second step: of the people's cases those with words in common (all where the person is certain)."""
    certain = [pk for pk, sign in signs.items() if sign > Sign.NAME]
    namesakes = [pk for pk, sign in signs.items() if sign == Sign.NAME]
    rows = Case.objects.alias(words=SEARCHED).select_related("place").prefetch_related("claims")
    return rows.filter(Q(pk__in=certain) | Q(pk__in=namesakes, words__overlap=sorted(grams)))


def _matter_of(case: Case) -> str:
    return "。".join([case.title, case.summary[:READ], *(claim.text for claim in case.claims.all())])


def _like_matter(probe: Probe, grams: frozenset[str], case: Case) -> tuple[float, str]:
    """How like the matters are, and why in words; no words: not alike."""
    text = _matter_of(case)
    others = pairs(text)
    shared = len(grams & others) / max(FEWEST_PAIRS, min(len(grams), len(others)))
    likeness = max(
        shared, fuzz.ratio(probe.text[:READ], text[:READ]) / 100 if shared > LIKE_WITH_SUPPORT else 0
    )
    support = _same_place_or_class(probe, case)
    if likeness < (LIKE_WITH_SUPPORT if support else LIKE):
        return likeness, ""
    phrases = _phrases(probe.text[:READ], text[:READ])
    said = f"{''.join(f'“{phrase}”' for phrase in phrases)}说法一致" if phrases else "用词相近"
    return likeness, "；".join([*support, said])


def _same_place_or_class(probe: Probe, case: Case) -> list[str]:
    """Support, never ground enough: the same spot, or the same township and class."""
    here, there = sealed.normal(probe.place_text), sealed.normal(case.place_text)
    if min(len(here), len(there)) >= 3 and (here in there or there in here):
        return [f"同一地点（{case.place_text}）"]
    if probe.category and probe.category == case.category:
        if probe.place is not None and probe.place == case.place:
            return [f"同在{case.place.short_name}，同一类别"]
        return ["同一类别"]
    return []


def _phrases(ours: str, theirs: str) -> list[str]:
    """The two longest phrases both texts have, three to ten characters."""
    found = set()
    for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for phrase in _words(ours[block.a : block.a + block.size]):
            if len(phrase) >= 3 and pairs(phrase):
                found.add(phrase[:10])
    return sorted(found, key=lambda phrase: (-len(phrase), ours.index(phrase)))[:2]


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


_PERSON = {
    Sign.IDENTITY: Reason("同人", "证件号一致"),
    Sign.PHONE: Reason("同人", "手机号一致"),
    Sign.NAME: Reason("仅同名", "姓名一致，没有证件号或手机号可以印证"),
}


def _candidate(sign: Sign, case: Case, why: str) -> Candidate:
    strong = sign > Sign.NAME
    going = case.state in {CaseState.REGISTERED, CaseState.DISPATCHED}
    return Candidate(case.number, case.received_on, strong, case.title if strong else "", going,
                     (_PERSON[sign], Reason("同事", why)))  # fmt: skip


def as_context(candidate: Candidate, **more: Any) -> dict[str, Any]:
    """What ``components/repeat_candidate.html`` shows."""
    reasons = [{"sign": reason.sign, "why": reason.why} for reason in candidate.reasons]
    if candidate.strong:
        follows = (
            "并入原件，两个编号都保留，仍计 1 件次" if candidate.open else "原件已办结：另立件，标为重复"
        )
        reasons.append({"sign": "计量", "why": follows})
    state = ("在办" if candidate.open else "已办结") if candidate.strong else ""
    return {
        "number": candidate.number, "on": candidate.on, "strong": candidate.strong,
        "subject": candidate.subject, "state": state, "open": candidate.open, "reasons": reasons, "sentence": candidate.sentence,
    } | more  # fmt: skip


def chosen(number: str, probe: Probe, user: User) -> tuple[Case, str] | None:
    """The file chosen among the candidates, with the grounds as they were shown; None when it is none of them."""
    found = next((each for each in candidates(probe, user) if each.number == number.strip()), None)
    return (Case.objects.get(number=found.number), found.sentence[:200]) if found else None
