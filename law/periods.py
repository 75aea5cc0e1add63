"""The periods of the Regulation, and the day each of them ends.

The table is the law; the arithmetic is one function. What the law does not grant — an extension, a stop,
another length — is an error that says so, not a silent zero. A due date depends on nothing but its arguments:
the version of the period, the calendar, the start, the extension, the lawful stop.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from law.articles import Article
from law.calendar import ONE_DAY, WorkCalendar
from law.terms import Term

#: 《信访工作条例》 in force.
REGULATION = date(2022, 5, 1)
SIMPLE_PROCEDURE = "国信发〔2016〕8号"
INTERNAL = "内部要求"
#: The only extension, and the only time that is not counted.
EXTENSION = Article(34)
HEARING = Article(36, 2)
#: Lengths and hearing days beyond ten years are slips of the keyboard.
LONGEST = 3650


class Unit(Term):
    """What a period is counted in (日 is a natural day)."""

    DAYS = "days", "日"
    WORKDAYS = "workdays", "工作日"


class Owner(Term):
    """Who owes the act, or has the right, that the period limits."""

    BUREAU = "bureau", "信访部门"
    UNIT = "unit", "有权处理的机关、单位"
    REVIEWER = "reviewer", "复查机关、单位"
    FINAL_REVIEWER = "final_reviewer", "复核机关、单位"
    PETITIONER = "petitioner", "信访人"


class NotGranted(ValueError):
    """The law does not grant what was asked; the message names it, the article and the remedy, in Chinese."""


class UnknownPeriod(NotGranted):
    """There is no period of this code."""


@dataclass(frozen=True, slots=True)
class Period:
    """One version of one period. Counting starts the day after ``starts`` (民法典第201条).

    ``extension`` is the most days it can be extended by; ``basis`` the articles, the document, or 内部要求;
    ``related`` the article behind an internal rule, itself without a number of days. ``verified`` is False
    where the source was not read. ``in_force_until`` is the first day on which the version no longer holds.
    """

    code: str
    label: str
    length: int
    unit: Unit
    basis: tuple[Article | str, ...]
    owner: Owner
    starts: str
    extension: int = 0
    excludes_hearing: bool = False
    internal: bool = False
    verified: bool = True
    related: Article | None = None
    in_force_from: date | None = REGULATION
    in_force_until: date | None = None

    @property
    def basis_text(self) -> str:
        """The basis as screens and answers show it: 条例第34条."""
        text = "、".join(str(part) for part in self.basis)
        return text if self.verified else f"{text}，未核实"

    @property
    def version(self) -> str:
        """Names this version of the period for ever; stored with every due date."""
        return f"{self.code}@{self.in_force_from or 'initial'}"

    def counted(self, length: int) -> str:
        """A length in this period's unit, as sentences say it: 15 日, 5 个工作日."""
        return f"{length} {'个' if self.unit is Unit.WORKDAYS else ''}{self.unit.label}"


def _internal(
    code: str, label: str, length: int, unit: Unit, owner: Owner, starts: str, related: Article | None
) -> Period:
    return Period(
        code,
        label,
        length,
        unit,
        (INTERNAL,),
        owner,
        starts,
        internal=True,
        related=related,
        in_force_from=None,
    )


def _simple(code: str, label: str, length: int, owner: Owner, starts: str, *, verified: bool) -> Period:
    basis = (SIMPLE_PROCEDURE,)
    return Period(
        code, label, length, Unit.WORKDAYS, basis, owner, starts, verified=verified, in_force_from=None
    )


_RECEIVED = "收到信访事项"
_ARRIVED = "收到转送、交办的信访事项"
_ALL = (
    Period("forwarding", "登记转送交办期限", 15, Unit.DAYS, (Article(22, 1),), Owner.BUREAU, _RECEIVED),
    Period("notice", "书面告知期限", 15, Unit.DAYS, (Article(23, 2), Article(23, 3)), Owner.UNIT, _RECEIVED),
    Period("objection", "提出异议期限", 5, Unit.WORKDAYS, (Article(23, 3),), Owner.UNIT, _ARRIVED),
    Period("handling", "办理期限", 60, Unit.DAYS, (Article(34),), Owner.UNIT, "受理信访事项", extension=30),
    Period(
        "review_request",
        "申请复查期限",
        30,
        Unit.DAYS,
        (Article(35),),
        Owner.PETITIONER,
        "收到处理意见书面答复",
    ),
    Period("review", "复查期限", 30, Unit.DAYS, (Article(35),), Owner.REVIEWER, "收到复查请求"),
    Period(
        "final_review_request",
        "申请复核期限",
        30,
        Unit.DAYS,
        (Article(36, 1),),
        Owner.PETITIONER,
        "收到复查意见书面答复",
    ),
    Period(
        "final_review",
        "复核期限",
        30,
        Unit.DAYS,
        (Article(36, 1),),
        Owner.FINAL_REVIEWER,
        "收到复核请求",
        excludes_hearing=True,
    ),
    _simple("simple_forwarding", "简易办理转送期限", 3, Owner.BUREAU, _RECEIVED, verified=False),
    _simple("simple_acceptance", "简易办理受理期限", 3, Owner.UNIT, _RECEIVED, verified=False),
    _simple("simple_handling", "简易办理答复期限", 10, Owner.UNIT, "受理信访事项", verified=True),
    _internal(
        "superior_forwarding",
        "上级转来件转办期限",
        4,
        Unit.DAYS,
        Owner.BUREAU,
        "收到上级转来的信访事项",
        None,
    ),
    _internal(
        "objection_decision", "异议审核期限", 2, Unit.WORKDAYS, Owner.BUREAU, "收到异议", Article(23, 3)
    ),
    _internal(
        "assigned_report", "交办反馈期限", 45, Unit.DAYS, Owner.UNIT, "收到交办的信访事项", Article(22, 1, 3)
    ),
    _internal(
        "supervision_reply", "督办回复期限", 7, Unit.WORKDAYS, Owner.UNIT, "收到督办单", Article(40, 1)
    ),
    _internal(
        "recommendation_reply", "三项建议反馈期限", 30, Unit.DAYS, Owner.UNIT, "收到建议书", Article(40, 4)
    ),
    _internal(
        "suggestion_reply", "建议意见回复期限", 60, Unit.DAYS, Owner.UNIT, "收到建议意见", Article(29, 1)
    ),
    _internal("rating", "满意度评价期限", 30, Unit.DAYS, Owner.PETITIONER, "收到告知或者书面答复", None),
)

#: Every version of every period, oldest first. An amendment of the law adds a version; none is ever edited.
PERIODS: Mapping[str, tuple[Period, ...]] = {period.code: (period,) for period in _ALL}


def period(code: str, on: date | None = None) -> Period:
    """The version of the period in force on a day; the newest when no day is given.

    A day before the first version gets the first: matters under way came under the Regulation with it.
    Raises UnknownPeriod.
    """
    versions = PERIODS.get(code)
    if versions is None:
        raise UnknownPeriod(f"没有「{code}」这种期限，可用的期限代码：{'、'.join(PERIODS)}")
    if on is not None:
        for version in versions:
            if version.in_force_until is None or on < version.in_force_until:
                return version
    return versions[-1]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: its name, what it says, its source, and whether it moved the day."""

    title: str
    text: str
    source: str
    rolled: bool = False

    def __str__(self) -> str:
        return f"{self.title}：{self.text}（{self.source}）。"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period, with all it follows from. ``nominal`` is the day before any roll."""

    nominal: date
    due: date
    provisional: bool
    period: Period
    calendar: WorkCalendar
    start: date
    length: int
    extended: int = 0
    hearing: int = 0

    @property
    def basis(self) -> str:
        return self.period.basis_text

    @property
    def period_version(self) -> str:
        return self.period.version

    @property
    def calendar_version(self) -> str:
        return self.calendar.version

    def derivation(self) -> list[Step]:
        """Why it is this day, at most six steps, for the screen."""
        from law.derivation import derive

        return derive(self)

    @property
    def steps(self) -> list[str]:
        """The derivation as plain Chinese sentences."""
        return [str(step) for step in self.derivation()]


def due(
    code: str,
    start: date,
    calendar: WorkCalendar,
    *,
    extended: int = 0,
    hearing: int = 0,
    length: int | None = None,
    version_on: date | None = None,
) -> Due:
    """The last day of a period that starts on ``start`` (day 0; 民法典第201条、第203条).

    ``extended`` days (条例第34条) and ``hearing`` days (条例第36条第2款) are added to the nominal day, which
    rolls once, at the very end, past days off. Working days are counted one by one and need no roll.
    ``version_on`` is the day whose version of the period holds (default: the start). Raises NotGranted.
    """
    rule = period(code, version_on or start)
    if extended or hearing or length is not None:
        _check_granted(rule, extended, hearing, length)
    days = rule.length if length is None else length
    try:
        if rule.unit is Unit.WORKDAYS:
            nominal = last = calendar.add_workdays(start, days)
            years = range((start + ONE_DAY).year, last.year + 1)
        else:
            nominal = start + timedelta(days + extended + hearing)
            last = calendar.roll_forward(nominal)
            years = range(nominal.year, last.year + 1)
    except OverflowError:
        raise NotGranted(f"{rule.label}自 {start} 起算，届满日超出历法范围，请核对起算日") from None
    provisional = not all(map(calendar.has_notice, years))
    return Due(nominal, last, provisional, rule, calendar, start, days, extended, hearing)


def _check_granted(rule: Period, extended: int, hearing: int, length: int | None) -> None:
    """Raise NotGranted unless the law gives this period what is asked for."""
    if extended:
        _check_extension(rule, extended)
    if hearing and not rule.excludes_hearing:
        raise NotGranted(
            f"{rule.label}（{rule.basis_text}）不扣除听证时间，只有复核期限可以扣除（{HEARING}），请去掉听证天数"
        )
    if not 0 <= hearing <= LONGEST:
        raise NotGranted(f"听证扣除的天数应在 0 至 {LONGEST} 日之间（{HEARING}），不能是 {hearing} 日")
    if length is None:
        return
    if not rule.internal:
        raise NotGranted(
            f"{rule.label}由{rule.basis_text}规定为 {rule.counted(rule.length)}，不能另定长度；"
            f"只有内部要求的期限可以调整，请去掉长度"
        )
    if not 1 <= length <= LONGEST:
        raise NotGranted(
            f"{rule.label}（{INTERNAL}）的长度应在 1 至 {rule.counted(LONGEST)}之间，不能是 {length}"
        )


def _check_extension(rule: Period, extended: int) -> None:
    if not rule.extension:
        remedy = "需要更长时间的，请转为普通程序" if rule.code.startswith("simple_") else "请去掉延期天数"
        raise NotGranted(
            f"{rule.label}（{rule.basis_text}）不能延期，只有办理期限可以延长（{EXTENSION}），{remedy}"
        )
    if not 0 <= extended <= rule.extension:
        raise NotGranted(
            f"{rule.label}最多延长 {rule.extension} 日（{EXTENSION}），不能延长 {extended} 日，"
            f"请填 0 至 {rule.extension}"
        )
