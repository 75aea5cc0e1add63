"""The two reports, their parts, and the draft of each part: sentences with tokens, from templates and figures.

A draft says only what the figures carry; the writer's own text takes its place and keeps the tokens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.achievements import achievements
from reports.annual import Book
from reports.draft_words import Words, paragraphs, silent
from reports.told import NEXT


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report. ``asked``: what the law or the rule wants there; ``tables``: which follow its text."""

    code: str
    title: str
    asked: str
    draft: Callable[[Book], str]
    tables: tuple[str, ...] = ()
    added: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of annual report: whom it goes to, by when, on what ground, and its parts in order.

    ``due``, ``public``: month and day of the following year by which it is handed in and made public, where a rule says so.
    """

    code: str
    name: str
    title: str
    addressee: str
    ground: str
    opening: str
    sections: tuple[Section, ...]
    due: tuple[int, int] | None = None
    public: tuple[int, int] | None = None

    def due_on(self, year: int) -> date | None:
        return date(year + 1, *self.due) if self.due else None

    def public_on(self, year: int) -> date | None:
        return date(year + 1, *self.public) if self.public else None


def _data(book: Book) -> str:
    w = Words(book)
    shares = "，".join(
        f"{book.by_id[code].label} {w(code)}（{w(code, '算式')}）{w.compared(code)}"
        for code in ("bureau_timely", "unit_timely_notice", "timely_conclusion", "satisfaction_unit")
    )
    return paragraphs(
        f"（一）总量。{book.year}年登记信访 {w('petitions_total')}{w.compared('petitions_total')}，其中来信 {w('petitions_letter')}、"
        f"来访 {w('petitions_visit')}（{w('visitors')}）、来电 {w('petitions_phone')}、"
        f"网上信访 {w('petitions_online')}、传真 {w('petitions_fax')}。集体访 {w('collective_visits')}。",
        f"（二）初次和重复。初次信访 {w('petitions_first')}，其中初信 {w('first_letters')}、"
        f"初访 {w('first_visits')}；经人工认定的重复信访 {w('petitions_repeat')}，"
        f"重复信访率 {w('repeat')}。",
        f"（三）办理。按登记口径（本年登记、剔除未到期），{shares}；一次性化解率 {w('one_time_resolution')}。",
        "（四）涉及领域和被投诉较多的机关、单位见下表。件数只说明事项分布，不作考核。",
    )


def _referral(book: Book) -> str:
    w = Words(book)
    return paragraphs(
        f"（一）转送和交办。{book.year}年转送 {w('forwarded')}，交办 {w('assigned')}，"
        f"引导走法定途径 {w('guided')}，不予受理和不再受理 {w('declined')}{silent(book)}。",
        f"（二）督办。对推诿、拖延、未按规定告知和答复的督办 {w('supervised')}（条例第40条第1款）；"
        f"各单位负责人批准延期 {w('extended')}（条例第34条）。",
        f"（三）办结。全年办结 {w('closed')}。",
    )


def _recommendations(book: Book) -> str:
    w = Words(book)
    if not w.has("recommendations"):
        return ""
    kinds = w.known("recommendations_improve", "recommendations_policy", "recommendations_accountability")
    answers = w.known(
        "recommendations_adopted",
        "recommendations_partly",
        "recommendations_refused",
        "recommendations_unanswered",
    )
    held = w.known("units_held", "persons_held") if w.some("persons_held") else ""
    return paragraphs(
        f"{book.year}年提出三项建议 {w('recommendations')}{f'，其中{kinds}' if kinds else ''}。",
        f"采纳情况：{answers}。" if answers else "",
        f"{held}。" if held else "",
    )


def _other(book: Book) -> str:
    w = Words(book)
    known = w.known("hearings", "hearings_elsewhere", "backlog_resolved", "leader_receptions", "counsel")
    asked = "；".join(filter(None, (_reviewed(w, code) for code in ("reviews", "final_reviews"))))
    return paragraphs(f"{book.year}年{known}。" if known else "", f"{asked}。" if asked else "")


def _reviewed(w: Words, code: str) -> str:
    """复查 5 件（维持 3 件、撤销 1 件），系统以外的 2 件."""
    whole = w.known(code)
    made_of = w.known(
        *w.some(*(f"{code}_{outcome}" for outcome in ("upheld", "annulled", "changed", "declined")))
    )
    own = f"{whole}（其中{made_of}）" if made_of else whole
    return "，".join(filter(None, [own, w.known(f"{code}_elsewhere")]))


def _shortcomings(book: Book) -> str:
    w = Words(book)
    late = [
        f"{words} {w(code, '未达')}"
        for code, words in (
            ("bureau_timely", "超期转送交办"),
            ("unit_timely_notice", "超期书面告知"),
            ("timely_conclusion", "超期答复"),
        )
        if book.by_id[code].missed
    ]
    return f"{book.year}年登记的事项中，{'、'.join(late)}。" if late else ""


def _plans(book: Book) -> str:
    """What the plan of the next year promises in numbers; the rest is the writer's."""
    promised = book.told.get(NEXT, "")
    return f"{book.year + 1}年计划指标：{promised}。" if promised else ""


def unwritten(book: Book) -> str:
    """No figure carries it: the writer's alone."""
    return ""


REGULATION = Report(
    "regulation", "信访情况年度报告", "{year}年度信访情况报告", "县委、县人民政府，上一级信访部门",
    "《信访工作条例》第四十一条第一款", "依照《信访工作条例》第四十一条，现将{year}年度信访情况报告如下。",
    (
        Section("data", "信访事项的数据统计", "信访事项的数据统计、涉及领域以及被投诉较多的机关、单位", _data,
                ("channels", "months", "fields", "units")),
        Section("referral", "转送、交办、督办情况", "转送、交办、督办情况", _referral),
        Section("recommendations", "提出建议及其被采纳情况", "改进工作、完善政策、追究责任的建议以及被采纳情况",
                _recommendations),
        Section("other", "其他需要报告的事项", "其他需要报告的事项", _other),
    ),
)  # fmt: skip
RULE_OF_LAW = Report(
    "rule_of_law", "法治政府建设年度报告", "{year}年度法治政府建设情况报告", "县委、县人民政府，上一级信访部门",
    "《法治政府建设与责任落实督察工作规定》第二十四条",
    "依照《法治政府建设与责任落实督察工作规定》，现将{year}年度推进法治政府建设的情况报告如下。",
    (
        Section("achievements", "推进法治政府建设的主要举措和成效", "上一年度主要举措和成效", achievements, ("channels", "months")),
        Section("shortcomings", "存在的不足和原因", "存在的不足和原因", _shortcomings),
        Section("leader", "党政主要负责人履行推进法治建设第一责任人职责情况",
                "党政主要负责人履行第一责任人职责情况", unwritten),
        Section("plan", "下一年度推进法治政府建设的主要安排", "下一年度主要安排", _plans),
    ),
    due=(3, 1), public=(4, 1),
)  # fmt: skip
REPORTS: dict[str, Report] = {report.code: report for report in (REGULATION, RULE_OF_LAW)}
