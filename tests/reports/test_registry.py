"""One registry: every figure has its definition, its treatment of the doubtful, and a set; readings differ as they say (domain §6)."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import builders as b
import pytest
from django.urls import reverse

from law.terms import Role
from organizations.models import Setting
from reports import counts, figures, rows
from reports.counted import Source
from reports.counts import COUNTS
from reports.figures import ALL, Tally
from reports.indicators import DOUBTFUL, FIRST_READINGS, INDICATORS
from reports.registry import CHAPTERS, REGISTRY
from reports.sets import CountSet, FigureSet
from tests.reports import scenes as s
from tests.reports.test_pages import see

pytestmark = pytest.mark.django_db

LATER = s.day(120)


@pytest.mark.parametrize("code", REGISTRY)
def test_every_indicator_says_what_it_counts_and_what_becomes_of_the_doubtful(code: str) -> None:
    found = REGISTRY[code]
    assert found.code == code
    assert all((found.name, found.unit, found.definition, found.basis, found.attributed))
    assert "。" not in found.definition, "one sentence, its full stop is the page's"
    assert [label for label, words in found.treatment.pairs() if words] == list(DOUBTFUL.values())


def test_every_indicator_stands_in_one_chapter() -> None:
    chapters = [code for codes in CHAPTERS.values() for code in codes]
    assert sorted(chapters) == sorted(set(chapters))
    assert set(REGISTRY) - set(chapters) <= {"led"}


@pytest.mark.parametrize("code", REGISTRY)
def test_the_page_of_every_indicator_opens(code: str) -> None:
    page = see(Role.WRITER, f"{reverse('reports:indicator', args=[code])}?since=2026-01-01&until=2026-12-31")
    assert REGISTRY[code].name in page


def test_the_catalogue_names_them_all() -> None:
    page = see(Role.COUNTY_LEADER, reverse("reports:catalogue"))
    assert all(f">{REGISTRY[code].name}<" in page for codes in CHAPTERS.values() for code in codes)


def test_every_key_of_every_count_adds_up_to_the_whole() -> None:
    b.forwarded(place=b.unit("township_01"))
    b.forwarded(channel="letter", to="education")
    s.returned()
    for code in ("petitions_total", "forwarded", "objected_upheld", "led"):
        whole = counts.size(code, s.YEAR).value
        assert whole, code
        for by in COUNTS[code].source.keys:
            parts = counts.sizes([code], s.YEAR, by)  # type: ignore[arg-type]
            assert sum(part.value for part in parts.values()) == whole, (code, by)
            for (key, _), part in parts.items():
                assert CountSet(code, s.YEAR, by, key).listed().count() == part.value  # type: ignore[arg-type]


#: (rule of domain §6, indicator, reading, scene, first reading's numerator and denominator, this reading's)
READINGS: list[tuple[str, str, str, Callable[[], Any], int, tuple[int, int], tuple[int, int]]] = [
    ("国系公式：未到期未答复也进分母", "timely_conclusion", "national", lambda: (s.answered(10), b.accepted()), 40, (1, 1), (1, 2)),
    ("国系公式：超期的两种一样", "timely_conclusion", "national", lambda: b.accepted(), 80, (0, 1), (0, 1)),
    ("参评满意：超期未评价进分母，不算满意", "satisfaction_unit", "asked",
     lambda: (s.rated("satisfied"), s.answered(10)), 60, (1, 1), (1, 2)),
    ("参评满意：不满意不进分子", "satisfaction_unit", "asked", lambda: s.rated("dissatisfied"), 60, (0, 1), (0, 1)),
    ("参评满意：窗口未满未评价不进分母", "satisfaction_unit", "asked", lambda: (s.rated("fairly"), s.answered(30)), 41, (1, 1), (1, 1)),
    ("一次化解：只看未重复的，不满意也算", "one_time_resolution", "quiet",
     lambda: s.rate(b.concluded(s.answered(10), s.day(15)), "dissatisfied", "unit", 16), 120, (0, 1), (1, 1)),
    ("重复：办结后重复占办结", "repeat", "after_closing", lambda: s.repeating(s.closed(), 50), 60, (1, 2), (1, 1)),
    ("重复：办结前来的不算办结后重复", "repeat", "after_closing", lambda: s.repeating(b.forwarded().claim.case, 2), 60, (1, 2), (0, 0)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "code", "reading", "scene", "on", "first", "other"), READINGS, ids=[row[0] for row in READINGS]
)
def test_a_reading_counts_as_it_says(
    rule: str,
    code: str,
    reading: str,
    scene: Callable[[], Any],
    on: int,
    first: tuple[int, int],
    other: tuple[int, int],
) -> None:
    scene()
    for wanted, expected in ((FIRST_READINGS[code], first), (reading, other)):
        readings = {**FIRST_READINGS, code: wanted}
        found = figures.live(s.YEAR, as_of=s.day(on), codes=[code], readings=readings).get(
            (ALL, code), Tally()
        )
        assert (found.numerator, found.denominator) == expected, wanted
        for part, n in zip(("numerator", "denominator"), expected, strict=True):
            assert FigureSet(code, part, s.YEAR, reading=wanted).rows(s.day(on)).count() == n, (
                "the set is the number"
            )


def test_the_page_shows_what_a_switch_would_change_and_the_switch_changes_it() -> None:
    s.answered(10)
    b.accepted()
    at = f"{reverse('reports:indicator', args=['timely_conclusion'])}?since=2026-01-01&until=2026-12-31&basis=due"
    page = see(Role.WRITER, at, s.day(40))
    assert "分母 +1；100.00% → 50.00%" in page
    assert "考核口径（本局采用）" in page
    Setting.objects.create(name="reading_timely_conclusion", value="national")
    page = see(Role.WRITER, at, s.day(40))
    assert "国家系统公式（本局采用）" in page
    assert "分母 −1；50.00% → 100.00%" in page


def test_every_reading_has_its_switch() -> None:
    from organizations import switches

    assert rows.readings_in_force() == FIRST_READINGS
    for code, found in INDICATORS.items():
        assert (f"reading_{code}" in switches.DEFAULTS) is bool(found.variants), code


def test_no_page_counts_cases_by_itself() -> None:
    """Pages and papers take figures from the registry: none of them adds up rows (the day's worklist apart)."""
    pages = [path for path in sorted(Path("reports").rglob("*.py")) if {"views", "pages"} & set(path.parts)]
    papers = [
        Path("reports") / f"{name}.py"
        for name in ("annual", "content", "drafts", "editions", "companion", "annual_docx")
    ]
    offenders = [
        f"{path}:{node.lineno}"
        for path in [*pages, *papers]
        if path.name
        not in ("today.py", "assessment_ledgers.py")  # the day's worklist; results of a signed assessment
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.db.models"
        and {"Count", "Sum", "Avg"} & {name.name for name in node.names}
    ]
    assert len(pages) > 8
    assert offenders == [], "a figure outside the registry"


def test_no_source_shows_an_accusation() -> None:
    s.accusation()
    sources: dict[str, Source] = {count.source.code: count.source for count in COUNTS.values()}
    for source in sources.values():
        if source.case:
            assert (
                not source.rows().filter(**{f"{source.case}__in_compartment": True}).exists()
                if source.case != "pk"
                else True
            )
    assert all(counts.size(code, s.YEAR).value == 0 for code in REGISTRY if code not in INDICATORS)
