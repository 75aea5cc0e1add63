"""热点: the tags of matters, how many this span and last year's same days, and where; small cells of a place are left out."""

from typing import Any

from organizations.models import Unit
from reports import counts
from reports.compared import Count2, last_year
from reports.counts import Size
from reports.figures import Span
from reports.sets import CountSet
from reports.suppression import hidden

CODE = "tagged"
#: The column of what happened in no township, or nowhere that was written down.
ELSEWHERE = "其他、未写明"


def table(span: Span, places: list[Unit]) -> dict[str, Any]:
    """Tags by number, and each tag by township. A cell of one to four could point to a person: it is left out, and a
    second one with it where the first could be worked out from the tag's own number (domain §9.3)."""
    where, then = counts.sizes([CODE], span, "tag_place"), counts.sizes([CODE], last_year(span), "tag")
    now: dict[tuple[str, str], Size] = {}
    for (key, code), size in where.items():  # a matter happened in one place
        at = key.rpartition("/")[0], code
        now[at] = Size(now.get(at, Size()).value + size.value)
    tags = sorted({tag for tag, _ in (*now, *then)}, key=lambda tag: (-_value(now, tag), tag))
    rows: list[dict[str, Any]] = []
    numbers = []
    codes = [unit.code for unit in places]
    for tag in tags:
        two = Count2(_value(now, tag), _value(then, tag))
        known = [_value(where, f"{tag}/{code}") for code in codes]
        numbers.append([*known, two.n - sum(known), two.n])
        rows.append({"label": tag, "n": two.n, "last": two.last, "change": two.change, "href": CountSet(CODE, span, "tag", tag).url()})  # fmt: skip
    gone = hidden(numbers, row_totals=True)
    whole = len(codes) + 1
    lines: list[dict[str, Any]] = []
    for i, (row, cells) in enumerate(zip(rows, numbers, strict=True)):
        # where even the tag's own number would give a cell away, none of its places is told
        out = {j for j in range(whole) if (i, j) in gone or (i, whole) in gone}
        made = [
            _cell(row["label"], code, cells[j], span, left_out=j in out)
            for j, code in enumerate([*codes, ""])
        ]
        if row["n"]:
            lines.append({"label": row["label"], "n": row["n"], "href": row["href"], "cells": made})
    return {
        "rows": rows, "scale": max((max(row["n"], row["last"]) for row in rows), default=0), "lines": lines,
        "by_place": [{"label": label, "cells": [line["cells"][n] for line in lines]}
                     for n, label in enumerate([*(unit.short_name for unit in places), ELSEWHERE])],
        "left_out": bool(gone),
    }  # fmt: skip


def _value(found: dict[tuple[str, str], Size], key: str) -> int:
    return found.get((key, CODE), Size()).value


def _cell(tag: str, code: str, n: int, span: Span, *, left_out: bool) -> dict[str, Any]:
    """A number with its set; what is left out has neither. Places outside the townships are several keys: no one set."""
    url = CountSet(CODE, span, "tag_place", f"{tag}/{code}").url() if code and n and not left_out else ""
    return {"n": n, "left_out": left_out, "url": url}
