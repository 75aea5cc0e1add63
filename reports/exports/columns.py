"""The columns of an export: of the matter and of the row, never of the person. Names, numbers, addresses are in none.

A reader gets the columns of what he may see: the rows are those visible to him when they are written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.models import Case
from law.terms import Channel
from organizations.models import Unit, User
from reports.indicators import INDICATORS
from reports.sets import CountSet, FigureSet

Cell = str | int | date | None
CHANNELS = dict(Channel.choices())


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be written: its keyset mark and its cells."""

    day: date
    pk: int
    cells: tuple[Cell, ...]


OF_CASE = (
    "件号",
    "概况",
    "信访目的",
    "内容分类",
    "发生地",
    "信访形式",
    "人数",
    "收件单位",
    "收到日",
    "办结日",
    "状态",
)


def _of_case(case: Case | None) -> tuple[Cell, ...]:
    if case is None:
        return ("",) * len(OF_CASE)
    petition = case.own_petition
    return (
        case.number, case.title, case.get_purpose_display(), case.category, case.place.short_name if case.place else "",
        CHANNELS.get(petition.channel, ""), petition.people, case.receiving_unit.short_name, case.received_on, case.closed_on,
        case.get_state_display(),
    )  # fmt: skip


def _cases(user: User, keys: Iterable[Any]) -> dict[int, Case]:
    found = Case.objects.visible_to(user).filter(pk__in=set(keys), in_compartment=False)
    return {case.pk: case for case in found.select_related("place", "receiving_unit", "own_petition")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written: the heads, how many rows there are, and those after a mark."""

    heads: tuple[str, ...]
    count: Callable[[], int]
    after: Callable[[tuple[date, int] | None, int], list[Row]]


def sheet(found: FigureSet | CountSet, user: User, as_of: date) -> Sheet:
    """The sheet of one set as this reader sees it."""
    return _counted(found, user) if isinstance(found, CountSet) else _rated(found, user, as_of)


def _rated(found: FigureSet, user: User, as_of: date) -> Sheet:
    every = found.rows(as_of).filter(case_ref__in=Case.objects.visible_to(user).values("pk"))
    hits = found.part not in ("not_recorded", "pending")
    names = dict(Unit.objects.values_list("code", "short_name"))

    def after(mark: tuple[date, int] | None, n: int) -> list[Row]:
        some = every
        if mark:
            some = some.filter(day__lte=mark[0]).exclude(day=mark[0], pk__gte=mark[1])
        wanted = ("pk", "case_ref", "day", "unit_key", "began", "ended", *(("hit",) if hits else ()))
        lines = list(some.order_by("-day", "-pk").values(*wanted)[:n])
        cases = _cases(user, (line["case_ref"] for line in lines))
        return [
            Row(line["day"], line["pk"], (
                *_of_case(cases.get(line["case_ref"])), names.get(line["unit_key"], line["unit_key"]), line["day"],
                line["began"], line["ended"], ("是" if line["hit"] else "否") if hits else "",
            ))
            for line in lines
        ]  # fmt: skip

    heads = (*OF_CASE, "责任单位", "归期日", "起", "完成", "进分子")
    return Sheet(heads, every.count, after)


def _counted(found: CountSet, user: User) -> Sheet:
    source = found.count.source
    every = source.seen_by(found.listed(), user)

    def after(mark: tuple[date, int] | None, n: int) -> list[Row]:
        some = every
        if mark:
            some = some.filter(**{f"{source.day}__lte": mark[0]}).exclude(
                **{source.day: mark[0], "pk__gte": mark[1]}
            )
        page = list(some.select_related(*source.related).order_by(f"-{source.day}", "-pk")[:n])
        lines = [source.line(row, source.day) for row in page]
        if not source.case:
            return [
                Row(line.day, line.pk, (line.day, line.number, line.what, line.unit, line.more))
                for line in lines
            ]
        of = dict(every.model.objects.filter(pk__in=[row.pk for row in page]).values_list("pk", source.case))
        cases = _cases(user, of.values())
        return [
            Row(line.day, line.pk, (*_of_case(cases.get(of[line.pk])), line.day, line.unit, line.more))
            for line in lines
        ]

    heads = (
        (*OF_CASE, found.count.attributed, "单位", "说明")
        if source.case
        else (found.count.attributed, "编号", "内容", "单位", "说明")
    )
    return Sheet(heads, every.count, after)


def words(found: FigureSet | CountSet) -> list[tuple[str, str]]:
    """What the first sheet says of the set."""
    if isinstance(found, CountSet):
        told = [
            ("指标", found.count.name),
            ("定义", found.count.definition),
            ("依据", found.count.basis),
            ("归期", found.count.attributed),
        ]
    else:
        indicator = INDICATORS[found.indicator]
        told = [("指标", indicator.name), ("定义", indicator.definition), ("分子", indicator.numerator), ("分母", indicator.denominator),
                ("依据", indicator.basis)]  # fmt: skip
        reading = found.readings().get(found.indicator)
        told += [("数法", variant.name) for variant in indicator.variants if variant.code == reading]
    return [*told, ("时段", f"{found.span.since} 至 {found.span.until}"), ("检举控告", "不在其中")]
