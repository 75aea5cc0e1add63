"""月通报: a 通报 drawn up from the frozen month, so that its numbers stay what they were when it was issued."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from audit import chain
from cases.policies import NotLawfulNow
from documents.layouts.tables import is_row, row_of
from law.terms import PaperKind
from organizations.acting import action
from organizations.models import Unit, User
from reports import official
from reports.figures import Tally
from reports.indicators import INDICATORS, THREE
from reports.mechanisms.models import MonthlyCircular
from reports.models import Snapshot
from reports.official import OfficialDocument
from reports.wording import pct

#: The rates of the county in the order of the paper.
RATES = ("bureau_timely", *THREE, "participation_unit", "one_time_resolution", "repeat")
#: Duties of an office that were not done by their last day → what is said of it.
LATE = {
    "bureau_timely": "超期转送交办",
    "unit_timely_notice": "超期书面告知",
    "timely_conclusion": "超期答复",
}
#: Units beside units that had about as much to do: by duties that fell due in the month.
GROUPS = ((20, None, "到期 20 件以上的单位"), (5, 20, "到期 5 至 19 件的单位"), (1, 5, "到期不足 5 件的单位"))
#: A rate over fewer ratings than this would point to a person (domain §9.3).
FEW = 5
WITHHELD = "＊"
RECIPIENT = "各乡镇人民政府、街道办事处，县直各部门"
COPY_TO = "县委办公室，县政府办公室"
NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Frozen:
    """A month as it was frozen: the county's figures, and each unit's by (unit, indicator)."""

    month: date
    on: date
    definitions: str
    key: int
    county: Mapping[str, Tally] = field(default_factory=dict)
    units: Mapping[tuple[str, str], Tally] = field(default_factory=dict)


def kept(month: date) -> "QuerySet[Snapshot]":
    """The snapshot of a month, if it is frozen."""
    return Snapshot.objects.filter(kind="month", since=month.replace(day=1))


def frozen(month: date) -> Frozen | None:
    """The frozen figures of a month; the one place that knows how a month is kept."""
    snapshot = kept(month).first()
    if snapshot is None:
        return None
    county, units = {}, {}
    for row in snapshot.figures.filter(code__in=INDICATORS):
        tally = Tally(row.number, row.behind, row.not_recorded, row.pending)
        if row.by == "unit":
            units[row.key, row.code] = tally
        else:
            county[row.code] = tally
    return Frozen(month, snapshot.frozen_on, snapshot.definitions, snapshot.pk, county, units)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def shown(code: str, tally: Tally) -> str:
    """A rate as the paper writes it; of few ratings none, so that nobody is told who rated how."""
    if code.startswith("satisfaction") and 0 < tally.denominator < FEW:
        return WITHHELD
    return pct(tally.rate)


def change(now: Tally, before: Tally | None) -> str:
    """升 1.25 个百分点; — where one of the two months has nothing to compare."""
    if before is None or now.rate is None or before.rate is None:
        return "—"
    points = round(100 * (now.rate - before.rate), 2)
    return "持平" if not points else f"{'升' if points > 0 else '降'} {abs(points):.2f} 个百分点"


def beside(code: str, now: Tally, before: Tally | None) -> tuple[str, str, str, str]:
    """This month, numerator ÷ denominator, last month, the change; what is withheld is withheld in every column."""
    month, last = shown(code, now), shown(code, before) if before else "—"
    if WITHHELD in (month, last):
        return month, "—" if month == WITHHELD else _of(now), last, "—"
    return month, _of(now), last, change(now, before)


def _of(tally: Tally) -> str:
    return f"{tally.numerator}÷{tally.denominator}" if tally.denominator else "—"


# --- what it says -------------------------------------------------------------------------------------------------


def heading(month: date) -> str:
    return f"关于{month.year}年{month.month}月全县信访工作情况的通报"


def body(now: Frozen, before: Frozen | None, names: Mapping[str, str]) -> str:
    """The draft: text and tables, wholly from what was frozen; the same from the same."""
    month = f"{now.month.year}年{now.month.month}月"
    frozen_on = f"{now.on.year}年{now.on.month}月{now.on.day}日冻结（口径版本{now.definitions}）"
    lines = [
        f"现将{month}全县信访工作情况通报如下。数据按到期口径统计，{frozen_on}，检举控告不计。",
        "一、总体情况",
        *_overall(now, before),
        "二、各单位三率",
        "按当月到期的告知、答复件数分组，组内按全县单位次序列出，不作排名；件数多少不作考核（条例第39条第1款）。",
        *_by_unit(now, names),
        "三、超期情况",
        *_late(now, names),
        "四、工作要求",
        "有超期事项的单位要逐件说明原因、尽快办结，并在收到本通报之日起五个工作日内书面反馈。",
        "各单位要在期限届满前三日核对在办事项，逐项回应诉求，依法按程序及时就地解决问题。",
    ]  # fmt: skip
    return "\n".join(lines)


def _overall(now: Frozen, before: Frozen | None) -> list[str]:
    past = before.county if before else {}
    rows = [row_of(("指标", "本月", "分子÷分母", "上月", "比上月"))]
    for code in RATES:
        tally = now.county.get(code, NOTHING)
        rows.append(row_of((INDICATORS[code].name, *beside(code, tally, past.get(code)))))
    repeat = now.county.get("repeat", NOTHING)
    return [
        f"当月登记的信访件中重复信访率{shown('repeat', repeat)}"
        + (f"（{repeat.numerator}÷{repeat.denominator}）" if repeat.denominator else "")
        + f"，比上月{change(repeat, past.get('repeat')).replace('—', '无从比较')}。三率及其他指标如下。",
        *rows,
    ]  # fmt: skip


def _by_unit(now: Frozen, names: Mapping[str, str]) -> list[str]:
    made, withheld = [], False
    for title, members in groups(now, names):
        rows = [row_of(("单位", *(INDICATORS[code].name for code in THREE)))]
        for unit in members:
            cells = [shown(code, now.units.get((unit, code), NOTHING)) for code in THREE]
            withheld = withheld or WITHHELD in cells
            rows.append(row_of((names[unit], *cells)))
        made += [f"{title}（{len(members)} 个）：", *rows]
    if not made:
        return ["当月没有到期的事项。"]
    return (
        [*made, f"注：{WITHHELD} 评价不足{FEW}件，不列出，以免指向个人；— 没有到期（没有评价）的。"]
        if withheld
        else made
    )


def groups(now: Frozen, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """(title, units in the county's order) of each group that has a unit."""
    due = {
        unit: sum(now.units.get((unit, code), NOTHING).denominator for code in ("unit_timely_notice", "timely_conclusion"))
        for unit in names
    }  # fmt: skip
    made = [
        (title, [unit for unit in names if due[unit] >= least and (below is None or due[unit] < below)])
        for least, below, title in GROUPS
    ]
    return [(title, members) for title, members in made if members]


def _late(now: Frozen, names: Mapping[str, str]) -> list[str]:
    late = {unit: overdue(now, unit) for unit in names}
    rows = [row_of((name, *(str(n) for n in late[unit]))) for unit, name in names.items() if any(late[unit])]
    if not rows:
        return ["当月到期的事项没有超期。"]
    return [
        f"当月到期的事项中，{len(rows)} 个单位有超期（含到期后才办的）：",
        row_of(("单位", *LATE.values())),
        *rows,
    ]


def overdue(now: Frozen, unit: str) -> list[int]:
    """How many duties of each kind a unit missed in the month."""
    tallies = [now.units.get((unit, code), NOTHING) for code in LATE]
    return [tally.denominator - tally.numerator for tally in tallies]


def unit_names() -> dict[str, str]:
    """Code → short name in the county's own order; the figures of a month keep the code."""
    return dict(Unit.objects.order_by("position", "code").values_list("code", "short_name"))


# --- the act ------------------------------------------------------------------------------------------------------


@action
def draw_up(month: date, *, by: User, on: date) -> MonthlyCircular:
    """拟月通报 from the frozen month; the draft goes its way as every 公文 does."""
    kept(month).select_for_update().first()
    if reasons := blockers(month):
        raise NotLawfulNow(*reasons)
    now = frozen(month)
    assert now is not None  # noqa: S101 - the blockers looked
    text = body(now, frozen(month_before(month)), unit_names())
    document = official.draft(by=by, on=on, kind=PaperKind.CIRCULAR, heading=heading(month), recipient=RECIPIENT, body=text,
                              copy_to=COPY_TO)  # fmt: skip
    row = MonthlyCircular.objects.create(
        month=month, snapshot_id=now.key, document=document, digest=hashlib.sha256(text.encode()).hexdigest()
    )
    chain.record("draw_up_circular", by=by, about=row)
    return row


def blockers(month: date) -> list[str]:
    """Why no circular can be drawn up for the month now."""
    if not kept(month).exists():
        return [f"还不能：{month.year}年{month.month}月还没有冻结，冻结以后再拟，数字才不会变（内部要求）"]
    standing = circular_of(month)
    if standing is not None:
        document = standing.document
        number = f"（{document.paper.number}）" if document.paper else ""
        return [
            f"不能：{month.year}年{month.month}月的通报已经拟好{number}；要重拟的，先把那一份不发或者作废"
        ]
    return []


def circular_of(month: date) -> MonthlyCircular | None:
    """The one that stands: neither dropped nor void."""
    rows = MonthlyCircular.objects.filter(
        month=month, document__dropped_on=None, document__paper__voided_on=None
    )
    return rows.select_related("document__paper", "document__drafted_by", "snapshot").first()


def strayed(row: MonthlyCircular) -> list[str]:
    """Rows of the frozen tables that the text no longer holds: somebody typed another number."""
    now = frozen(row.month)
    if now is None:
        return []
    standing = set(row.document.body.splitlines())
    wanted = body(now, frozen(month_before(row.month)), unit_names()).splitlines()
    return [line for line in wanted if is_row(line) and line not in standing]


def months() -> list[date]:
    """Every frozen month, newest first."""
    return list(Snapshot.objects.filter(kind="month").order_by("-since").values_list("since", flat=True))


def documents(rows: list[date]) -> dict[date, OfficialDocument]:
    """The circular of each month that stands; one query."""
    found = MonthlyCircular.objects.filter(
        month__in=rows, document__dropped_on=None, document__paper__voided_on=None
    )
    return {row.month: row.document for row in found.select_related("document__paper", "document__signed_by")}
