"""Papers are issued inside the act that owes them, opened when needed, signed, voided but never removed."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from documents import drafting, numbering
from documents.content import Content
from documents.fields import Field
from documents.kinds import KINDS
from documents.models import Paper
from documents.rendering_docx import render_docx as _render_docx
from documents.rendering_pdf import render_pdf as _render_pdf
from documents.text import chinese_date
from law.terms import PaperKind
from organizations.models import Unit, User

PREVIEW = "预览稿，未编号，不得外发"


class PaperRefused(ValueError):
    """The paper's state does not allow this; the message says why and what to do."""


def missing(
    kind: PaperKind | str, organ: Unit, fields: Mapping[str, Any], *, accusation: bool = False
) -> tuple[Field, ...]:
    """What the paper still needs before it can be issued; empty when nothing."""
    return drafting.missing(kind, _with_defaults(kind, organ, fields), accusation=accusation)


def preview(
    kind: PaperKind | str, organ: Unit, fields: Mapping[str, Any], *, accusation: bool = False
) -> Content:
    """The content of a paper not issued, gaps allowed; it says so at its foot."""
    content = drafting.build(
        kind, _with_defaults(kind, organ, fields), organ=organ.name, accusation=accusation, complete=False
    )
    return replace(content, footer=PREVIEW)


@dataclass(frozen=True, slots=True)
class Order:
    """One paper to be issued. ``signed``: the act that issues it is its signature."""

    kind: PaperKind | str
    organ: Unit
    fields: Mapping[str, Any]
    numbered: bool = True
    accusation: bool = False
    signed: bool = False


def issue(
    kind: PaperKind | str,
    *,
    organ: Unit,
    fields: Mapping[str, Any],
    on: date,
    by: User | None = None,
    numbered: bool = True,
    accusation: bool = False,
    signed: bool = False,
) -> Paper:
    """Issue one paper; see :func:`issue_all`."""
    return issue_all([Order(kind, organ, fields, numbered, accusation, signed)], on=on, by=by)[0]


def issue_all(orders: Sequence[Order], *, on: date, by: User | None = None) -> list[Paper]:
    """Write the papers' rows with frozen content and number, in the caller's transaction; no bytes yet.

    Call it last in the act: the numbers' counters stay locked to its end. Raises drafting.MissingFields
    and drafting.ForeignFields before a number is taken.
    """
    contents = [
        drafting.build(order.kind, _with_defaults(order.kind, order.organ, order.fields), organ=order.organ.name, on=on,
                       accusation=order.accusation)
        for order in orders
    ]  # fmt: skip
    with transaction.atomic(savepoint=False):
        wanted = Counter(_series(order, on) for order in orders if order.numbered)
        numbers = numbering.take_many(wanted) if wanted else {}
        rows = [
            _row(order, content, numbers[_series(order, on)].pop(0) if order.numbered else None, on=on, by=by)
            for order, content in zip(orders, contents, strict=True)
        ]
        return Paper.objects.bulk_create(rows)


def issue_again(paper: Paper, *, on: date, by: User | None) -> Paper:
    """The same words under a new number and day, for a paper that is void for its form alone."""
    organ = paper.organ
    with transaction.atomic(savepoint=False):
        numbered = paper.serial is not None
        serial, number = numbering.next_number(organ, paper.kind, on) if numbered else (None, "")
        row = Paper(
            kind=paper.kind, organ=organ, series=paper.series, year=on.year, serial=serial, number=number,
            title=paper.title, template_version=paper.template_version, on=on, issued_by=by,
            signed_on=on if paper.signed_on else None, signed_by=by if paper.signed_on else None,
        )  # fmt: skip
        content = Content.from_dict(paper.content)
        row.content = replace(content, number=number, date=chinese_date(on)).to_dict()
        row.save()
    return row


def _series(order: Order, on: date) -> numbering.Series:
    return order.organ.code, numbering.series_of(order.kind), on.year


def _row(order: Order, content: Content, serial: int | None, *, on: date, by: User | None) -> Paper:
    number = numbering.text_of(order.organ, order.kind, on.year, serial) if serial else ""
    paper = Paper(
        kind=content.kind,
        organ=order.organ,
        series=numbering.series_of(order.kind),
        year=on.year,
        serial=serial,
        number=number,
        title=content.title[:60],
        template_version=content.version,
        on=on,
        issued_by=by,
        signed_on=on if order.signed else None,
        signed_by=by if order.signed else None,
    )
    paper.content = replace(content, number=number).to_dict()
    return paper


def content_of(paper: Paper) -> Content:
    """What the paper says; a void paper says that it is void."""
    content = Content.from_dict(paper.content)
    if paper.voided_on is None:
        return content
    return replace(content, footer=f"本件已于{chinese_date(paper.voided_on)}作废，文号保留，不得使用")


def docx(paper: Paper) -> bytes:
    """The .docx; made on opening, kept from signing on. A void paper is marked; what was kept stays."""
    return _opened(paper, "docx", _render_docx)


def pdf(paper: Paper) -> bytes:
    """The PDF; made on opening, kept from signing on. A void paper is marked; what was kept stays."""
    return _opened(paper, "pdf", render_pdf)


def render_pdf(content: Content) -> bytes:
    """A content as PDF with the office's fonts, for previews."""
    return _render_pdf(content, tuple(str(folder) for folder in getattr(settings, "FONT_DIRS", ())))


def render_docx(content: Content) -> bytes:
    """A content as .docx, for previews."""
    return _render_docx(content)


def sign(paper: Paper, by: User, on: date) -> Paper:
    """Sign the paper: from now on its bytes are kept as first opened."""
    with transaction.atomic():
        row = _locked(paper)
        if row.voided_on:
            raise PaperRefused(f"{row}已作废，不能签发。请另行出具。")
        if row.signed_on:
            raise PaperRefused(f"{row}已于{chinese_date(row.signed_on)}签发，不能重复签发。")
        row.signed_on, row.signed_by = on, by
        row.save(update_fields=["signed_on", "signed_by"])
    paper.signed_on, paper.signed_by = on, by
    return paper


def void(paper: Paper, reason: str, on: date) -> Paper:
    """Void the paper with a reason; its number stays taken and visible (domain §3.7)."""
    if not reason.strip():
        raise PaperRefused("作废文书须写明理由。")
    with transaction.atomic():
        row = _locked(paper)
        if row.voided_on:
            raise PaperRefused(f"{row}已于{chinese_date(row.voided_on)}作废，不能重复作废。")
        row.voided_on, row.void_reason = on, reason.strip()
        row.save(update_fields=["voided_on", "void_reason"])
    paper.voided_on, paper.void_reason = row.voided_on, row.void_reason
    return paper


def _with_defaults(kind: PaperKind | str, organ: Unit, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, with the organ's own phone and address where the caller gave none."""
    own = {"contact_phone": organ.phone, "contact_address": organ.address}
    whitelist = KINDS[kind].whitelist
    return {name: value for name, value in own.items() if name in whitelist and not fields.get(name)} | {
        name: value for name, value in fields.items() if value or name not in own
    }


def _opened(paper: Paper, form: str, render: Callable[[Content], bytes]) -> bytes:
    if paper.signed_on is None or paper.voided_on is not None:
        return render(content_of(paper))
    if not getattr(paper, f"{form}_sealed"):
        _keep(paper, form, render(content_of(paper)))
    kept: bytes = getattr(paper, f"{form}_bytes")
    if hashlib.sha256(kept).hexdigest() != getattr(paper, f"{form}_sha256"):
        raise PaperRefused(f"{paper}的{form}与签发时的摘要不符，请立即报告系统管理员。")
    return kept


def _keep(paper: Paper, form: str, data: bytes) -> None:
    """Keep the bytes; of two who open at once the first one's stay."""
    names = (f"{form}_sealed", f"{form}_sha256")
    with transaction.atomic():
        row = _locked(paper)
        if not getattr(row, names[0]):
            setattr(row, f"{form}_bytes", data)
            setattr(row, names[1], hashlib.sha256(data).hexdigest())
            row.save(update_fields=names)
    for name in names:
        setattr(paper, name, getattr(row, name))


def _locked(paper: Paper) -> Paper:
    return Paper.objects.select_for_update().get(pk=paper.pk)
