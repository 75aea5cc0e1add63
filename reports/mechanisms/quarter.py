"""季研判: fields, places and channels of a quarter beside last year's and the quarter before; findings and advice."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from audit import chain
from cases.policies import NotLawfulNow, NotYours
from organizations.acting import action
from organizations.models import Unit, User
from organizations.roles import Permission
from reports import counts
from reports.compared import Count2, last_year
from reports.figures import ALL, By, Span
from reports.mechanisms import emerging
from reports.mechanisms.emerging import Topic
from reports.mechanisms.models import QuarterStudy
from reports.registry import REGISTRY
from reports.sets import CountSet
from reports.views.sets import key_words

CHINESE = "一二三四"
#: The numbers at the head, in the order of the report: codes of the registry.
NUMBERS = (
    "petitions_total", "petitions_first", "petitions_repeat", "collective_visits", "collective_people", "visitors",
)  # fmt: skip
#: What a quarter is looked at by: (key, title).
TABLES: tuple[tuple[By, str], ...] = (("category", "领域"), ("place", "发生地"), ("channel", "信访形式"))


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year: ``2026Q1`` in an address."""

    year: int
    n: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def read(cls, text: str) -> "Quarter":
        """Raises ValueError for what is no quarter."""
        year, mark, n = text.partition("Q")
        if (
            mark != "Q"
            or not (year.isascii() and year.isdigit() and len(year) == 4)
            or n not in ("1", "2", "3", "4")
        ):
            raise ValueError(text)
        return cls(int(year), int(n))

    def __str__(self) -> str:
        return f"{self.year}Q{self.n}"

    @property
    def label(self) -> str:
        return f"{self.year}年第{CHINESE[self.n - 1]}季度"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.n - 1) if self.n > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        return Quarter(self.year, self.n + 1) if self.n < 4 else Quarter(self.year + 1, 1)

    @property
    def first(self) -> date:
        return date(self.year, self.n * 3 - 2, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    def span(self, today: date) -> Span:
        """The quarter, so far as it has been lived."""
        return Span(self.first, min(self.last, max(today, self.first)))


@dataclass(frozen=True, slots=True)
class Beside:
    """One number: this quarter, the same days of last year, the quarter before (so many days of it)."""

    key: str
    n: int
    last: int
    previous: int
    url: str = ""

    @property
    def on_year(self) -> str:
        return Count2(self.n, self.last).change or "—"

    @property
    def on_quarter(self) -> str:
        return Count2(self.n, self.previous).change or "—"


def previous_span(quarter: Quarter, span: Span) -> Span:
    """As many days of the quarter before as this one has lived; the whole of it against a whole."""
    if span.until == quarter.last:
        return Span(quarter.before.first, quarter.before.last)
    until = quarter.before.first + (span.until - span.since)
    return Span(quarter.before.first, min(until, quarter.before.last))


def numbers(quarter: Quarter, today: date) -> list[Beside]:
    """The head of the study."""
    span = quarter.span(today)
    now, last, previous = (
        counts.sizes(NUMBERS, days) for days in (span, last_year(span), previous_span(quarter, span))
    )
    return [
        Beside(code, now[ALL, code].value, last[ALL, code].value, previous[ALL, code].value, CountSet(code, span).url())
        for code in NUMBERS
    ]  # fmt: skip


def table(quarter: Quarter, by: By, today: date, code: str = "petitions_total") -> list[Beside]:
    """One count by one key; places in the county's order, the others by size."""
    span = quarter.span(today)
    spans = (span, last_year(span), previous_span(quarter, span))
    now, last, previous = (
        {key: size.value for (key, _), size in counts.sizes([code], days, by).items()} for days in spans
    )
    keys = set(now) | set(last) | set(previous)
    rows = [
        Beside(key, now.get(key, 0), last.get(key, 0), previous.get(key, 0), CountSet(code, span, by, key).url())
        for key in keys
    ]  # fmt: skip
    if by == "place":
        order = {
            unit: n
            for n, unit in enumerate(Unit.objects.order_by("position", "code").values_list("code", flat=True))
        }
        return sorted(rows, key=lambda row: order.get(row.key, len(order)))
    return sorted(rows, key=lambda row: (-row.n, -row.last, row.key))


def growing(quarter: Quarter, today: date) -> list[tuple[Topic, str]]:
    """Second-level categories that stand out, with the address of their set."""
    span, back, past = quarter.span(today), quarter, []
    whole = span.until == quarter.last
    for _ in range(emerging.LOOK_BACK):
        back = back.before
        days = (
            Span(back.first, back.last)
            if whole
            else Span(back.first, min(back.first + (span.until - span.since), back.last))
        )
        found = {
            key: size.value for (key, _), size in counts.sizes(["petitions_total"], days, "topic").items()
        }
        if not found:  # the house did not register yet: an empty quarter is nothing to compare with
            break
        past.append(found)
    now = {key: size.value for (key, _), size in counts.sizes(["petitions_total"], span, "topic").items()}
    return [
        (topic, CountSet("petitions_total", span, "topic", topic.key).url())
        for topic in emerging.topics(now, past)
    ]


# --- what the writer says -----------------------------------------------------------------------------------------


def may_write(user: User) -> bool:
    return user.in_bureau and user.can(Permission.WRITE_REPORTS)


def study_of(quarter: Quarter) -> QuarterStudy | None:
    return (
        QuarterStudy.objects.filter(year=quarter.year, quarter=quarter.n).select_related("written_by").first()
    )


@action
def write(
    quarter: Quarter, *, by: User, on: date, findings: str, advice: str, version: int = 0
) -> QuarterStudy:
    """写研判和建议; another's newer words are never overwritten."""
    _writer(by, "写季研判")
    if quarter.first > on:
        raise NotLawfulNow(f"还不能：{quarter.label}还没有开始")
    row = QuarterStudy.objects.select_for_update().filter(year=quarter.year, quarter=quarter.n).first()
    if row and row.finished_on:
        raise NotLawfulNow(f"不能：{row.finished_on} 已经定稿")
    if (row.version if row else 0) != version:
        raise NotLawfulNow("您打开这一页以后，别人改过这份研判。您写的都还在，对照新稿再保存一次")
    if row is None:
        row = QuarterStudy(year=quarter.year, quarter=quarter.n, version=0)
    row.findings, row.advice, row.written_by, row.written_on = findings.strip(), advice.strip(), by, on
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotLawfulNow("别人刚刚开始写这份研判。您写的都还在，对照以后再保存一次") from None
    chain.record("write_quarter_study", by=by, about=row)
    return row


@action
def finish(quarter: Quarter, *, by: User, on: date) -> QuarterStudy:
    """定稿: the numbers and the words are kept; the same .docx can be made at any time."""
    _writer(by, "季研判定稿")
    row = QuarterStudy.objects.select_for_update().filter(year=quarter.year, quarter=quarter.n).first()
    if row is None or not row.advice:
        raise NotLawfulNow("还不能：还没有写建议，写了再定稿")
    if row.finished_on:
        raise NotLawfulNow(f"不能：{row.finished_on} 已经定稿")
    if quarter.last >= on:
        raise NotLawfulNow(f"还不能：{quarter.label}还没有过完，数字还会变")
    row.content, row.finished_on = content(quarter, row, on), on
    row.version += 1
    row.save()
    chain.record("finish_quarter_study", by=by, about=row)
    return row


def _writer(user: User, what: str) -> None:
    if not may_write(user):
        raise NotYours(f"您的岗位不能「{what}」。此事由统计报告员办理。")


def content(quarter: Quarter, row: QuarterStudy | None, today: date) -> dict[str, Any]:
    """The whole study as plain data, from which the .docx is made."""
    if row and row.content:
        kept: dict[str, Any] = row.content
        return kept
    names = dict(Unit.objects.values_list("code", "short_name"))
    span = quarter.span(today)
    heads = ["本季", "上年同期", "比上年", "上季", "比上季"]
    tables = [{"title": f"按{title}（件次）", "head": [title, *heads],
               "rows": [[key_words(by, line.key, names), *_cells(line)] for line in table(quarter, by, today)]}
              for by, title in TABLES]  # fmt: skip
    topics = [
        f"{topic.key.replace('/', '：')}，{topic.n} 件次，此前平均每季 {topic.expected:.1f} 件次"
        for topic, _ in growing(quarter, today)
    ] or ["没有达到提示口径的类别。"]
    signs = "\n".join([*topics, f"口径：{emerging.RULE}"])
    return {
        "title": f"{quarter.label}信访形势研判",
        "opening": f"统计时间 {span.since} 至 {span.until}，按登记日计，检举控告不计。",
        "sections": [
            {"title": "总体情况", "text": "", "tables": [
                {"title": "主要数字", "head": ["项目", *heads],
                 "rows": [[f"{REGISTRY[line.key].name}（{REGISTRY[line.key].unit}）", *_cells(line)] for line in numbers(quarter, today)]}]},
            {"title": "领域、发生地和形式", "text": "", "tables": tables},
            {"title": "苗头", "text": signs, "tables": []},
            {"title": "研判", "text": row.findings if row else "", "tables": []},
            {"title": "建议", "text": row.advice if row else "", "tables": []},
        ],
    }  # fmt: skip


def _cells(line: Beside) -> list[str]:
    return [f"{line.n:,}", f"{line.last:,}", line.on_year, f"{line.previous:,}", line.on_quarter]
