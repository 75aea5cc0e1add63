"""The sections of the two reports and the draft of each, written from the figures; the writer's own text takes its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.annual import ENTERED, Figure
from reports.charts import NOTHING
from reports.indicators import INDICATORS
from reports.wording import pct

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Section:
    """A part the law or the rule asks for. ``tables``: which tables follow its text."""

    code: str
    title: str
    asked: str
    draft: Callable[[int, Figures], str]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of annual report: whom it goes to, by when, on what ground, and its parts in order."""

    code: str
    name: str
    title: str
    addressee: str
    ground: str
    opening: str
    sections: tuple[Section, ...]


def _n(figures: Figures, code: str) -> str:
    """A figure with its unit; ※ marks one entered by hand, whose source stands in the annex."""
    figure = figures[code]
    if figure.value is None:
        return "—"
    return f"{figure.value:,} {figure.unit}{'※' if figure.source == ENTERED else ''}"


def _paragraphs(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _data(year: int, figures: Figures) -> str:
    shares = "，".join(
        f"{INDICATORS[code].name} {pct(figures[code].value)}（{figures[code].origin}）"
        for code in ("bureau_timely", "unit_timely_notice", "timely_conclusion", "satisfaction_unit")
    )
    return _paragraphs(
        f"（一）总量。{year}年登记信访 {_n(figures, 'petitions_total')}，其中来信 {_n(figures, 'petitions_letter')}、"
        f"来访 {_n(figures, 'petitions_visit')}（{_n(figures, 'visitors')}）、来电 {_n(figures, 'petitions_phone')}、"
        f"网上信访 {_n(figures, 'petitions_online')}、传真 {_n(figures, 'petitions_fax')}。集体访 {_n(figures, 'collective_visits')}。",
        f"（二）初次和重复。初次信访 {_n(figures, 'petitions_first')}，其中初信 {_n(figures, 'first_letters')}、"
        f"初访 {_n(figures, 'first_visits')}；经人工认定的重复信访 {_n(figures, 'petitions_repeat')}，"
        f"重复信访率 {pct(figures['repeat'].value)}。",
        f"（三）办理。按登记口径（本年登记、剔除未到期），{shares}；一次性化解率 {pct(figures['one_time_resolution'].value)}。",
        "（四）涉及领域和被投诉较多的机关、单位见下表。件数只说明事项分布，不作考核。",
    )


def _silent(figures: Figures) -> str:
    """How many files do not tell how they were handled: without it a zero would read as nothing done."""
    note = figures["forwarded"].origin
    return f"（{note}）" if note else ""


def _referral(year: int, figures: Figures) -> str:
    return _paragraphs(
        f"（一）转送和交办。{year}年转送 {_n(figures, 'forwarded')}，交办 {_n(figures, 'assigned')}，"
        f"引导走法定途径 {_n(figures, 'guided')}，不予受理和不再受理 {_n(figures, 'declined')}{_silent(figures)}。",
        f"（二）督办。对推诿、拖延、未按规定告知和答复的督办 {_n(figures, 'supervised')}（条例第40条第1款）；"
        f"各单位负责人批准延期 {_n(figures, 'extended')}（条例第34条）。",
        f"（三）办结。全年办结 {_n(figures, 'closed')}。",
    )


def _known(figures: Figures, *codes: str) -> str:
    return "、".join(
        f"{figures[code].label} {_n(figures, code)}"
        for code in codes
        if code in figures and figures[code].value is not None
    )


def _recommendations(year: int, figures: Figures) -> str:
    if figures["recommendations"].value is None:
        return ""
    kinds = _known(
        figures, "recommendations_improve", "recommendations_policy", "recommendations_accountability"
    )
    answers = _known(
        figures,
        "recommendations_adopted",
        "recommendations_partly",
        "recommendations_refused",
        "recommendations_unanswered",
    )
    held = _known(figures, "units_held", "persons_held") if figures["persons_held"].value else ""
    return _paragraphs(
        f"{year}年提出三项建议 {_n(figures, 'recommendations')}{f'，其中{kinds}' if kinds else ''}。",
        f"采纳情况：{answers}。" if answers else "",
        f"{held}。" if held else "",
    )


def _other(year: int, figures: Figures) -> str:
    known = _known(
        figures, "hearings", "hearings_elsewhere", "backlog_resolved", "leader_receptions", "counsel"
    )
    asked = [_reviewed(figures, code) for code in ("reviews", "final_reviews")]
    return _paragraphs(
        f"{year}年{known}。" if known else "",
        "；".join(filter(None, asked)) and f"{'；'.join(filter(None, asked))}。",
    )


def _reviewed(figures: Figures, code: str) -> str:
    """复查 5 件（维持 3 件、撤销 1 件），系统以外的 2 件."""
    whole = _known(figures, code)
    parts = [f"{code}_{outcome}" for outcome in ("upheld", "annulled", "changed", "declined")]
    made_of = _known(figures, *(part for part in parts if part in figures and figures[part].value))
    return "，".join(
        filter(
            None, [f"{whole}（其中{made_of}）" if made_of else whole, _known(figures, f"{code}_elsewhere")]
        )
    )


def _achievements(year: int, figures: Figures) -> str:
    learning = _known(figures, "study_sessions", "trainings", "trainees", "law_talks", "materials")
    helpers = _known(
        figures, "counsel", "hearings", "hearings_elsewhere", "leader_receptions", "backlog_resolved"
    )
    return _paragraphs(
        f"（一）依法分类处理。{year}年登记信访 {_n(figures, 'petitions_total')}，转送 {_n(figures, 'forwarded')}、"
        f"交办 {_n(figures, 'assigned')}，引导走法定途径 {_n(figures, 'guided')}{_silent(figures)}。",
        f"（二）按期办理。责任单位及时受理率 {pct(figures['unit_timely_notice'].value)}，"
        f"按期办结率 {pct(figures['timely_conclusion'].value)}，群众满意率（责任单位）{pct(figures['satisfaction_unit'].value)}；"
        f"督办 {_n(figures, 'supervised')}。",
        f"（三）学法普法。{learning}。" if learning else "",
        f"{'（四）' if learning else '（三）'}社会力量参与。{helpers}。" if helpers else "",
    )


def _late(figures: Figures, code: str) -> int:
    """How many of an indicator's set missed its day."""
    figure = figures[code]
    cases = figure.cases or NOTHING.denominator
    return cases - round((figure.value or 0) * cases)


def _shortcomings(year: int, figures: Figures) -> str:
    found = [
        f"{name} {_late(figures, code)} 件"
        for code, name in (
            ("bureau_timely", "超期转送交办"),
            ("unit_timely_notice", "超期书面告知"),
            ("timely_conclusion", "超期答复"),
        )
        if _late(figures, code)
    ]
    return f"{year}年登记的事项中，{'、'.join(found)}。" if found else ""


def _unwritten(year: int, figures: Figures) -> str:
    return ""


REGULATION = Report(
    "regulation", "信访情况年度报告", "{year}年度信访情况报告", "县委、县人民政府，上一级信访部门",
    "《信访工作条例》第四十一条第一款", "依照《信访工作条例》第四十一条，现将{year}年度信访情况报告如下。",
    (
        Section("data", "信访事项的数据统计", "信访事项的数据统计、涉及领域以及被投诉较多的机关、单位", _data,
                ("fields", "units")),
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
        Section("achievements", "推进法治政府建设的主要举措和成效", "上一年度主要举措和成效", _achievements),
        Section("shortcomings", "存在的不足和原因", "存在的不足和原因", _shortcomings),
        Section("leader", "党政主要负责人履行推进法治建设第一责任人职责情况",
                "党政主要负责人履行第一责任人职责情况", _unwritten),
        Section("plan", "下一年度推进法治政府建设的主要安排", "下一年度主要安排", _unwritten),
    ),
)  # fmt: skip
REPORTS: dict[str, Report] = {report.code: report for report in (REGULATION, RULE_OF_LAW)}
