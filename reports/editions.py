"""定稿 and 公开: a report rests on a snapshot; its files are kept with their digest and can be written again from it."""

import hashlib
import json
from datetime import date
from typing import Any

from audit import chain
from cases import files
from cases.policies import NotLawfulNow
from organizations.acting import action
from organizations.models import User
from reports import annual, annual_docx, by_hand, checks, companion, comparing, content, freezing
from reports.annual import Book
from reports.comparing import Difference
from reports.drafts import REPORTS
from reports.models import FILE_KINDS, IssuedFile, Publication, ReportEdition, Snapshot


def is_public(year: int) -> bool:
    """Whether any report of the year was made public: from then on its snapshot stands."""
    return Publication.objects.filter(edition__year=year).exists()


def snapshot_for(year: int, *, anew: bool, by: User, on: date) -> Snapshot:
    """The snapshot of the year: the one there is, or frozen now; ``anew`` only while nothing of the year is public."""
    kept = annual.frozen_year(year)
    if kept is not None and kept.before is not None and not anew:
        return kept
    if kept is not None and is_public(year):
        raise NotLawfulNow(f"不能：{year}年的报告已经公开，数字以那次冻结为准；以后的补录、更正见快照的修订")
    return freezing.freeze("annual", by_hand.year_span(year), by=by, on=on)


@action
def finish(year: int, kind: str, *, by: User, on: date, anew: bool = False) -> ReportEdition:
    """定稿: the texts and numbers by hand as they stand, on the year's snapshot; the files are written and kept."""
    span = by_hand.year_span(year)
    if on < span.until:
        raise NotLawfulNow(f"还不能：{year}年还没有过完，{span.until:%Y年%-m月%-d日}起可以定稿")
    report, live = REPORTS[kind], annual.live_book(year, as_of=on)
    source = content.source_of(report, live, on=on)
    snapshot = snapshot_for(year, anew=anew, by=by, on=on)
    book = annual.frozen_book(snapshot, source["entries"], source["earlier"])
    if problems := checks.unresolved(content.parts_of(source, book)):
        raise NotLawfulNow(*(f"还不能定稿，{problem}" for problem in problems))
    source = json.loads(json.dumps(source))
    made = content.build(report, source, book)
    digest = hashlib.sha256(freezing.canonical([snapshot.digest, source, made])).hexdigest()
    edition = ReportEdition.objects.create(
        year=year,
        kind=kind,
        snapshot=snapshot,
        source=source,
        content=made,
        digest=digest,
        made_by=by,
        made_on=on,
    )
    for name in ("docx", "xlsx"):
        _issue(edition, name, _render(edition, name, made), by=by, on=on)
    chain.record(
        "finish_annual_report", by=by, about=edition, reason=f"{made['title']}，{digest}", rows=[digest]
    )
    return edition


@action
def publish(edition: ReportEdition, *, by: User, on: date, place: str) -> Publication:
    """公开 a finished report on a day: cells under five are left out of its public text (domain §9.3)."""
    if edition.snapshot is None:
        raise NotLawfulNow("不能：这份定稿没有快照，请重新定稿后再公开")
    if Publication.objects.filter(edition=edition).exists():
        raise NotLawfulNow("不能：这份定稿已经登记过公开")
    if on < edition.made_on:
        raise NotLawfulNow(
            f"不能：公开日早于定稿日 {edition.made_on:%Y年%-m月%-d日}，先定稿后公开，请核对「公开日」"
        )
    made = _public_content(edition)
    publication = Publication.objects.create(edition=edition, on=on, place=place.strip(), made_by=by)
    _issue(edition, "public", _render(edition, "public", made), by=by, on=on)
    chain.record("publish_annual_report", by=by, about=edition, reason=f"{on}，{place}")
    return publication


def _issue(edition: ReportEdition, kind: str, data: bytes, *, by: User, on: date) -> IssuedFile:
    suffix = "xlsx" if kind == "xlsx" else "docx"
    extra = "" if kind == "docx" else FILE_KINDS[kind]
    return IssuedFile.objects.create(
        edition=edition, kind=kind, name=f"{edition.content['title']}{extra}.{suffix}"[-120:], file=files.keep(data),
        made_on=on, made_by=by,
    )  # fmt: skip


def book_of(edition: ReportEdition) -> Book:
    """All numbers of an edition, read from its snapshot."""
    if edition.snapshot is None or edition.source is None:
        raise ValueError(f"edition {edition.pk} has no snapshot")
    return annual.frozen_book(edition.snapshot, edition.source["entries"], edition.source["earlier"])


def _public_content(edition: ReportEdition) -> dict[str, Any]:
    return content.build(REPORTS[edition.kind], edition.source or {}, book_of(edition), public=True)


def _render(edition: ReportEdition, kind: str, made: dict[str, Any]) -> bytes:
    if kind == "xlsx":
        return companion.render(made, companion.terms_of(made, terms_of(edition)))
    return annual_docx.render(made)


def terms_of(edition: ReportEdition) -> dict[str, str]:
    """What the companion says of the snapshot."""
    snapshot = edition.snapshot
    if snapshot is None:
        return {}
    return {
        "frozen_on": snapshot.frozen_on.isoformat(), "snapshot": f"{snapshot}，第 {snapshot.version} 次冻结",
        "digest": snapshot.digest, "before": snapshot.before.digest if snapshot.before else "",
    }  # fmt: skip


def again(issued: IssuedFile) -> bytes:
    """The file written again from the snapshot and what was typed, not from what was kept of the text."""
    edition = issued.edition
    if issued.kind == "public":
        return _render(edition, issued.kind, _public_content(edition))
    return _render(
        edition, issued.kind, content.build(REPORTS[edition.kind], edition.source or {}, book_of(edition))
    )


def compared(issued: IssuedFile) -> list[Difference]:
    """What the file written again says otherwise than the one handed out. Raises FileDamaged if its bytes changed."""
    with files.bytes_of(issued.file) as kept:
        return comparing.compare(issued.kind, kept.read(), again(issued))
