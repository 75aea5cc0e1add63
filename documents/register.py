"""文号登记簿: every number given, in order, the void ones too; and whether one is missing (domain §3.7)."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from documents import numbering
from documents.kinds import KINDS
from documents.models import NumberSeries, Paper
from law.terms import PaperKind
from organizations.models import User


@dataclass(frozen=True)
class Gap:
    """A series whose counter and whose papers disagree."""

    organ_code: str
    series: str
    year: int
    last: int
    held: int


def entries(organ_id: int, series: str, year: int) -> "QuerySet[Paper]":
    """The numbers of one series of one organ and year, the newest first; never the content."""
    return _light(
        Paper.objects.filter(organ_id=organ_id, series=series, year=year, serial__isnull=False)
    ).order_by("-serial")


def search(organs: list[int], words: str) -> "QuerySet[Paper]":
    """Numbers and titles that hold the words, of these organs."""
    rows = Paper.objects.filter(organ_id__in=organs, serial__isnull=False)
    return _light(rows.filter(Q(number__icontains=words) | Q(title__icontains=words))).order_by(
        "-on", "-serial"
    )


def _light(rows: "QuerySet[Paper]") -> "QuerySet[Paper]":
    return rows.select_related("organ", "signed_by", "issued_by").defer(
        "content_sealed", "docx_sealed", "pdf_sealed"
    )


def may_see_all(user: User) -> bool:
    """The county's offices read every organ's register, others their own."""
    return user.sees_county


def series_of(organ_id: int, year: int) -> list[str]:
    """The series of an organ in a year, those with a 文号 first."""
    found = Paper.objects.filter(organ_id=organ_id, year=year, serial__isnull=False).values_list(
        "series", flat=True
    )
    plain = {spec.kind.value for spec in KINDS.values() if not spec.series}
    return sorted(set(found), key=lambda name: (name in plain, name))


def series_label(series: str) -> str:
    """告字 for a 类别字, the kind's own name for papers with a plain serial."""
    plain = {spec.kind.value for spec in KINDS.values() if not spec.series}
    return f"{PaperKind(series).label}（编号）" if series in plain else f"信{series}字"


def _paper_series() -> set[str]:
    """Series of papers; files and hearings take numbers of their own from the same counters."""
    return {numbering.series_of(kind) for kind in KINDS}


def gaps() -> list[Gap]:
    """Series in which a number that was given is held by no paper, or the other way round."""
    counted = {
        (code, series, year): (held, last)
        for code, series, year, held, last in Paper.objects.filter(serial__isnull=False)
        .order_by()
        .values_list("organ__code", "series", "year")
        .annotate(held=Count("pk"), top=Max("serial"))
    }
    found = []
    for row in NumberSeries.objects.filter(series__in=_paper_series()):
        held, last = counted.pop((row.organ_code, row.series, row.year), (0, 0))
        if not held == last == row.last:
            found.append(Gap(row.organ_code, row.series, row.year, row.last, held))
    found += [Gap(code, series, year, 0, held) for (code, series, year), (held, _) in counted.items()]
    return found
