"""The pages of ``docs/`` that the code writes itself: states, periods, roles; for the bureau's lawyer to read."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cases.clocks import OPTIONS
from cases.courses import COURSES
from cases.procedure import ACTS, ALL_COURSES, HANDLING_TURN, PAPERS_OWED, Act
from law.periods import PERIODS, Period
from law.reminders import REMINDER_STAGES
from law.terms import (
    HandlingState,
    PaperKind,
)
from organizations.roles import ROLES, Permission
from organizations.switches import DEFAULTS

FOLDER = Path(__file__).resolve().parent.parent / "docs"
HEAD = "<!-- Written by `bin/fix` from the code ({source}); changes here are overwritten. -->\n\n"
MACHINES = {"handling": "承办", "case": "信访事项", "claim": "诉求项", "none": "—"}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a bar inside a cell is written as its entity."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *([str(cell) for cell in row] for row in rows)]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "&#124;") for cell in line) + " |" for line in lines)
        + "\n"
    )


def _periods(codes: Iterable[str]) -> str:
    return "、".join(PERIODS[code][-1].label for code in codes) or "—"


def _papers(kinds: Iterable[PaperKind]) -> str:
    return "、".join(kind.label for kind in kinds) or "—"


def _states(states: Iterable[str]) -> str:
    return "、".join(HandlingState(state).label for state in states) or "—"


def _without(state: HandlingState) -> str:
    """What is said of a state no act leads out of."""
    return "没有记录流转，只计时" if state == HandlingState.UNRECORDED else "终了"


def _move(act: Act) -> str:
    if act.machine != "handling":
        return "—"
    target = HandlingState(act.target).label
    return f"{_states(act.sources)} → {'不变' if act.sources == (act.target,) else target}"


def _courses() -> str:
    """Every course but the handling's, from ``cases.courses``."""
    steps = table(
        ["记录", "变动", "从", "到", "属于哪些行为"],
        [
            (course.label, f"`{name}`", "、".join(course.states(source).label for source in sources), course.states(target).label,
             _acts_of(machine, name))
            for machine, course in COURSES.items()
            for name, (sources, target) in course.steps.items()
        ],
    )  # fmt: skip
    births = [
        (course.label, "、".join(course.states(state).label for state in course.births))
        for course in ALL_COURSES.values()
    ]
    return steps + "\n## 建立\n\n" + table(["记录", "建立时可为"], births)


def _acts_of(machine: str, step: str) -> str:
    """The acts on a file that take this step."""
    if machine == "case":
        return "、".join(act.label for act in ACTS.values() if step in act.case_edges)
    found = [ACTS[name].label for name in (step, f"{step}_{machine}") if name in ACTS]
    return "、".join(found) or "—"


def states() -> str:
    """Both state machines and every act, from ``cases.procedure``."""
    acts = table(
        ["行为", "代码", "由谁", "依据", "状态机", "承办状态", "起算", "履行", "失效", "出具文书"],
        [
            (act.label, f"`{name}`", act.who, act.article, MACHINES[act.machine], _move(act), _periods(act.starts),
             _periods(act.meets), _periods(act.voids), _papers(act.papers))
            for name, act in ACTS.items()
        ],
    )  # fmt: skip
    handling = table(
        ["状态", "代码", "轮到谁", "欠什么文书", "可以做什么"],
        [
            (state.label, f"`{state}`", HANDLING_TURN[state], _papers(PAPERS_OWED.get(state, ())),
             "、".join(act.label for act in ACTS.values() if state in act.sources) or _without(state))
            for state in HandlingState
        ],
    )  # fmt: skip
    return (
        HEAD.format(source="cases/procedure.py")
        + "# States and acts\n\nOne table drives the state machines, the database's `AllowedEdge` rows, the clocks, the papers and "
        "the case page. 「内部要求」 marks what the house asks beyond the law.\n\n## 承办的状态\n\n"
        + handling
        + "\n## 其他记录的状态\n\n"
        + _courses()
        + "\n## 全部行为\n\n"
        + acts
    )


def _effect(period: Period) -> str:
    marks = [
        f"可延长至多 {period.extension} 日" if period.extension else "",
        "扣除听证所需时间" if period.excludes_hearing else "",
        "长度可由本局调整" if period.internal else "",
        "权利，不是义务" if period.code in OPTIONS else "",
    ]
    return "；".join(filter(None, marks)) or "—"


def _reminders(code: str) -> str:
    days = [
        ("届满日" if row.offset == 0 else f"{'前' if row.offset < 0 else '后'} {abs(row.offset)} {'个工作日' if row.workdays else '日'}")
        for row in REMINDER_STAGES[code]
    ]  # fmt: skip
    return "、".join(days) or "不提醒"


def periods() -> str:
    """Every version of every period, its source, and when it is told."""
    rows = [
        (row.label, f"`{code}`", row.owner.label, row.starts, row.counted(row.length), row.basis_text, _effect(row),
         f"{row.in_force_from or '—'} 起" + (f"，至 {row.in_force_until} 止" if row.in_force_until else ""), _reminders(code))
        for code, versions in PERIODS.items()
        for row in versions
    ]  # fmt: skip
    started = table(
        ["期限", "由哪些行为起算", "由哪些行为履行", "由哪些行为失效"], [_ends(code) for code in PERIODS]
    )
    return (
        HEAD.format(source="law/periods.py, law/reminders.py, cases/procedure.py")
        + "# Periods\n\nThe first day is not counted (民法典第201条); a last day on a day off rolls forward once, after any extension "
        "(民法典第203条). 「未核实」 marks a source that was not read.\n\n"
        + table(["期限", "代码", "义务人", "起算", "长度", "依据", "特别规定", "施行", "提醒"], rows)
        + "\n## 起止\n\n"
        + started
    )


def _ends(code: str) -> tuple[str, ...]:
    def acts(of: Callable[[Act], tuple[str, ...]]) -> str:
        return "、".join(act.label for act in ACTS.values() if code in of(act)) or "—"

    label = PERIODS[code][-1].label
    return label, acts(lambda act: act.starts), acts(lambda act: act.meets), acts(lambda act: act.voids)


#: What each permission lets a person do, for the table of roles.
PERMISSION_WORDS: Mapping[Permission, str] = {
    Permission.REGISTER: "登记",
    Permission.SEE_COUNTY: "查看全县普通件",
    Permission.SCREEN: "甄别、签发转送",
    Permission.COUNTERSIGN: "复核引导与不予受理",
    Permission.SIGN_ASSIGNMENT: "签发交办、同意补录",
    Permission.SUPERVISE: "签发督办",
    Permission.CHECK_CONCLUSION: "审核认定办结",
    Permission.DECIDE_OBJECTION: "核实异议",
    Permission.CHAIR_CONFERENCE: "召集联席会议、签发纪要",
    Permission.GIVE_COUNSEL: "提出法律意见",
    Permission.HANDLE: "承办",
    Permission.HEAD_UNIT: "签发意见、批准延期、提出异议",
    Permission.SEE_FIGURES: "查看三率和报表",
    Permission.WRITE_REPORTS: "编写报告",
    Permission.KEEP_COMPARTMENT: "保管检举控告",
    Permission.MANAGE_SYSTEM: "维护系统",
    Permission.MANAGE_GRANTS: "管理逐件授权",
    Permission.READ_AUDIT: "查看操作记录",
}


def roles() -> str:
    """Every role: its sentence, what it allows, and which acts name it."""
    rows = [
        (role.role.label, f"`{role.role.value}`", role.sentence,
         "、".join(PERMISSION_WORDS[permission] for permission in Permission if permission in role.permissions))
        for role in ROLES.values()
    ]  # fmt: skip
    switches = [(f"`{name}`", _shown(default), sentence) for name, (default, sentence) in DEFAULTS.items()]
    return (
        HEAD.format(source="organizations/roles.py, organizations/switches.py")
        + "# Roles and switches\n\nA person has one role at one unit. What a role allows is asked in `cases/policies/`; which files a "
        "person sees is `visible_to(user)`; an accusation is seen by name only (条例第30条第3款).\n\n"
        + table(["岗位", "代码", "职责", "可以"], rows)
        + "\n## 开关和参数（内部要求）\n\n"
        + table(["名称", "默认", "说明"], switches)
    )


def _shown(value: object) -> str:
    return {True: "开", False: "关"}.get(value, str(value)) if isinstance(value, bool) else str(value)


PAGES: Mapping[str, Callable[[], str]] = {"states.md": states, "periods.md": periods, "roles.md": roles}


def stale(folder: Path = FOLDER) -> list[str]:
    """The names of the pages that do not say what the code says."""
    return [name for name, write in PAGES.items() if _on_disk(folder / name) != write()]


def write(folder: Path = FOLDER) -> list[str]:
    """Write the pages that are stale; returns their names."""
    names = stale(folder)
    for name in names:
        (folder / name).write_text(PAGES[name](), encoding="utf-8")
    return names


def _on_disk(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""
