"""The ledgers beside the hearings: 专家名册, 值班, 专家参与, 听证室, 案件评析."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from cases.ledgers.spec import Pairs, RecordSubject
from cases.presenting import ahead, short
from hearings import actions, roster_forms
from hearings.actions.roster import may_attend, may_keep, turn_blockers
from hearings.counts import by_kind
from hearings.forms import ReasonForm, known_case
from hearings.models import DutyTurn, Evaluation, Expert, Participation, Room
from law import terms
from law.terms import ExpertKind, Shift
from organizations.models import User
from organizations.roles import Permission

P = Permission


# --- 专家名册 -----------------------------------------------------------------------------------------------------


def _expert_line(row: Expert, user: User, today: date) -> Line:
    serving = row.serves_on(today)
    until = row.left_on or row.until
    return Line(
        what=row.name,
        why=row.fields,
        cells=(Cell(row.kind_label, row.group.label), Cell(row.origin, row.unit.short_name if row.unit else ""),
               Cell(f"{short(row.since)} 至 {short(row.until) if row.until else '长期'}")),
        due_on=None if serving else until or row.since,
        done="在聘" if serving else ("未到聘期" if row.since > today else "已离任"),
    )  # fmt: skip


def _register_lede(rows: Any, user: User, today: date) -> str:
    return f"在聘 {rows.in_term(today).count()} 人。名册只载履职需要的信息，不评分、不排名。"


def _expert_facts(row: Expert, user: User) -> Pairs:
    found = [
        {"label": "类别", "value": f"{row.kind_label}，本局法律顾问" if row.adviser else row.kind_label},
        {"label": "工作单位", "value": row.origin},
        {"label": "所在县内单位", "value": row.unit.name if row.unit else ""},
        {"label": "专业领域", "value": row.fields},
        {"label": "工作电话", "value": row.phone if may_attend(user) else ""},
        {"label": "聘期", "value": f"{row.since} 至 {row.until or '长期'}"},
        {"label": "应当回避的单位", "value": "、".join(unit.short_name for unit in row.advises.all())},
        {"label": "账号", "value": row.user.username if row.user and may_keep(user) else ""},
        {"label": "解聘", "value": f"{row.left_on} {row.left_reason}" if row.left_on else ""},
    ]
    return [pair for pair in found if pair["value"]]


def _expert_sections(row: Expert, user: User) -> list[Section]:
    """What the person took part in: the office's own book, newest first, no score."""
    if not (may_attend(user) or row.user_id == user.pk):
        return []
    body = [
        (
            str(each.on),
            terms.Participation(each.kind).label,
            each.case.number if each.case else "",
            each.remark,
        )
        for each in Participation.objects.visible_to(user).filter(expert=row).select_related("case")[:20]
    ]
    return [Section("参与记录", "新的在上，至多二十条", head=("日期", "种类", "件号", "说明"), body=body)]


def _advises(s: RecordSubject, data: dict[str, Any]) -> actions.Entry:
    names = (
        "name",
        "kind",
        "origin",
        "since",
        "until",
        "fields",
        "phone",
        "unit",
        "advises",
        "user",
        "adviser",
    )
    return actions.Entry(**{name: data[name] for name in names})


def _left(row: Expert, on: date) -> list[str]:
    return [f"不能：已于 {row.left_on} 解聘"] if row.left_on else []


EXPERTS = Ledger(
    slug="experts", unit="人", when="状态",
    title="专家名册",
    space="hearings",
    permissions=(P.SEE_COUNTY, P.HANDLE, P.GIVE_COUNSEL),
    rows=lambda user: Expert.objects.visible_to(user).select_related("unit", "user").prefetch_related("advises"),
    views=(
        View("serving", "在聘", lambda rows, today: rows.in_term(today), newest_first=False),
        View("lawyers", "律师", lambda rows, today: rows.in_term(today).filter(kind=ExpertKind.LAWYER), newest_first=False),
        View("delegates", "两代表一委员", lambda rows, today: rows.in_term(today).filter(
            kind__in=[ExpertKind.DEPUTY, ExpertKind.CPPCC, ExpertKind.PARTY_DELEGATE]), newest_first=False),
        View("others", "其他专家", lambda rows, today: rows.in_term(today).filter(
            kind__in=[ExpertKind.JURIST, ExpertKind.TRADE, ExpertKind.PSYCHOLOGIST]), newest_first=False),
        View("left", "已离任", lambda rows, today: rows.exclude(pk__in=rows.in_term(today).values("pk"))),
    ),
    what="姓名 · 专业",
    heads=("类别", "工作单位", "聘期"),
    line=_expert_line,
    title_of=str,
    facts=_expert_facts,
    sections=_expert_sections,
    lede=_register_lede,
    new=Step("new", "聘任专家", "进入名册后可以排值班、参加抽取。", "", roster_forms.ExpertForm,
             lambda s, data: actions.add_expert(_advises(s, data), by=s.user, on=s.today), lambda user, row: may_keep(user),
             doer="信访局"),
    steps=(
        Step("change", "修改", "改动以后名册换新版本；已经抽取的照旧。", "", roster_forms.ExpertForm,
             lambda s, data: actions.change_expert(s.row, _advises(s, data), by=s.user, on=s.today), lambda user, row: may_keep(user),
             blockers=_left, initial=roster_forms.entry_of, doer="信访局"),
        Step("leave", "解聘", "从今天起不再排班、抽取；参与记录保留。", "", ReasonForm,
             lambda s, data: actions.let_go(s.row, by=s.user, on=s.today, reason=data["reason"]), lambda user, row: may_keep(user),
             blockers=_left, main=False, doer="信访局"),
    ),
    empty="名册里还没有人。",
    links=(("值班安排", "hearings:duty"), ("参与情况", "hearings:counts")),
)  # fmt: skip


# --- 值班 ---------------------------------------------------------------------------------------------------------


def _turn_line(row: DutyTurn, user: User, today: date) -> Line:
    done = "已撤销" if row.dropped_on else {True: "到岗", False: "未到岗"}.get(row.attended, "")  # type: ignore[arg-type]
    return Line(
        what=f"{row.expert.name}（{row.expert.kind_label}）",
        why=row.remark or row.dropped_reason,
        cells=(Cell(Shift(row.shift).label), Cell(row.place.short_name),
               Cell(f"接待 {row.received} 批次" if row.received is not None else "")),
        due_on=row.day,
        done=done or ahead(row.day, today),
        quiet=not done,
    )  # fmt: skip


DUTY = Ledger(
    slug="duty", unit="班",
    title="值班",
    space="hearings",
    permissions=(P.SEE_COUNTY, P.HANDLE, P.REGISTER, P.GIVE_COUNSEL),
    rows=lambda user: DutyTurn.objects.visible_to(user).select_related("expert__user", "place", "planned_by"),
    views=(
        View("ahead", "今天和以后", lambda rows, today: rows.filter(day__gte=today, dropped_on=None, attended=None), newest_first=False),
        View("unsaid", "待登记到岗", lambda rows, today: rows.filter(day__lte=today, dropped_on=None, attended=None), newest_first=False),
        View("past", "已过去", lambda rows, today: rows.filter(attended__isnull=False)),
        View("dropped", "已撤销", lambda rows, today: rows.filter(dropped_on__isnull=False)),
    ),
    what="值班人",
    heads=("时段", "接待场所", "接待"),
    line=_turn_line,
    title_of=str,
    facts=lambda row, user: [pair for pair in (
        {"label": "日期", "value": f"{row.day} {Shift(row.shift).label}"}, {"label": "接待场所", "value": row.place.name},
        {"label": "排班人", "value": row.planned_by.name},
        {"label": "到岗", "value": {True: "到岗", False: "未到岗"}.get(row.attended, "")},
        {"label": "接待批次", "value": "" if row.received is None else str(row.received)},
        {"label": "说明", "value": row.remark or row.dropped_reason}) if pair["value"]],
    lede=lambda rows, user, today: f"今天 {rows.filter(day=today, dropped_on=None).count()} 班。同一时段一人只在一处，与听证也不重叠。",
    new=Step("new", "排一班", "半天一班；与听证、其他值班重叠的不能排。", "", roster_forms.DutyForm,
             lambda s, data: actions.plan_duty(data["expert"], by=s.user, on=s.today, day=data["day"], shift=data["shift"], place=data["place"]),
             lambda user, row: may_keep(user), doer="信访局"),
    steps=(
        Step("attend", "登记到岗", "到岗的计入参与。", "", roster_forms.AttendForm,
             lambda s, data: actions.attend_duty(s.row, by=s.user, on=s.today, attended=data["attended"], received=data["received"],
                                                 remark=data["remark"]),
             lambda user, row: may_attend(user),
             blockers=lambda row, on: turn_blockers(row) or ([f"还不能：{row.day} 还没有到"] if row.day > on else []), doer="信访局"),
        Step("drop", "撤销这一班", "时段放开，可以另排。", "", ReasonForm,
             lambda s, data: actions.drop_duty(s.row, by=s.user, on=s.today, reason=data["reason"]), lambda user, row: may_keep(user),
             blockers=lambda row, on: turn_blockers(row), main=False, doer="信访局"),
    ),
    empty="这里没有值班安排。",
    links=(("听证日历", "hearings:calendar"),),
)  # fmt: skip


# --- 专家参与 -----------------------------------------------------------------------------------------------------


def _took_part(s: RecordSubject, data: dict[str, Any]) -> Participation:
    case = known_case(s.user, data["case_number"]) if data["case_number"].strip() else None
    return actions.record_participation(data["expert"], by=s.user, on=s.today, kind=data["kind"], day=data["day"], case=case,
                                        remark=data["remark"])  # fmt: skip


def _of_kind(kind: str) -> Any:
    return lambda rows, today: rows.filter(kind=kind)


def _taken_part(rows: "QuerySet[Participation]", user: User, today: date) -> str:
    said = "，".join(f"{label} {count} 人次" for label, count in by_kind(user, today.year) if count)
    return f"今年：{said or '还没有'}。心理疏导只记参与，不记内容。"


PARTICIPATIONS = Ledger(
    slug="participations", unit="条",
    title="专家参与",
    space="hearings",
    permissions=(P.SEE_COUNTY, P.HANDLE, P.GIVE_COUNSEL),
    rows=lambda user: Participation.objects.visible_to(user).select_related("expert", "case", "recorded_by"),
    views=(
        View("all", "全部"),
        *(View(kind.value, kind.label, _of_kind(kind)) for kind in terms.Participation),
    ),
    what="参与人",
    heads=("种类", "件号"),
    line=lambda row, user, today: Line(
        what=f"{row.expert.name}（{row.expert.kind_label}）", why=row.remark, due_on=row.on,
        cells=(Cell(terms.Participation(row.kind).label), Cell(row.case.number if row.case else ""))),
    title_of=lambda row: f"{row.expert.name} {terms.Participation(row.kind).label}",
    facts=lambda row, user: [
        {"label": "种类", "value": terms.Participation(row.kind).label}, {"label": "日期", "value": str(row.on)},
        {"label": "参与人", "value": f"{row.expert.name}（{row.expert.kind_label}，{row.expert.origin}）"},
        {"label": "登记人", "value": row.recorded_by.name}],
    lede=_taken_part,
    new=Step("new", "登记参与", "值班、听证、评析由各自的登记产生，不在这里填。", "", roster_forms.ParticipationForm, _took_part,
             lambda user, row: may_attend(user), doer="信访局"),
    note="律师在系统里答复的「送请意见」自动计入甄别意见：律师只提意见，不作决定。",
    empty="还没有参与记录。",
    links=(("参与情况", "hearings:counts"),),
)  # fmt: skip


# --- 听证室 -------------------------------------------------------------------------------------------------------


ROOMS = Ledger(
    slug="rooms", unit="间", when="状态",
    title="听证室",
    space="hearings",
    permissions=(P.SEE_COUNTY, P.HANDLE),
    rows=lambda user: Room.objects.visible_to(user).select_related("unit"),
    views=(View("open", "在用", lambda rows, today: rows.open(), newest_first=False),
           View("closed", "停用", lambda rows, today: rows.filter(closed_on__isnull=False))),
    what="名称",
    heads=("地点", "座位"),
    line=lambda row, user, today: Line(what=str(row), cells=(Cell(row.address), Cell(f"{row.seats} 座")),
                                       due_on=row.closed_on, done="停用" if row.closed_on else "在用"),
    title_of=str,
    facts=lambda row, user: [{"label": "所属单位", "value": row.unit.name}, {"label": "地点", "value": row.address},
                             {"label": "座位", "value": str(row.seats)}],
    new=Step("new", "登记听证室", "登记后可以安排听证。", "", roster_forms.RoomForm,
             lambda s, data: actions.add_room(by=s.user, on=s.today, name=data["name"], unit=data["unit"], address=data["address"],
                                              seats=data["seats"]),
             lambda user, row: may_keep(user), doer="信访局"),
    steps=(Step("close", "停用", "以后不再安排听证。", "", roster_forms.NothingForm,
                lambda s, data: actions.close_room(s.row, by=s.user, on=s.today), lambda user, row: may_keep(user),
                blockers=lambda row, on: [f"不能：已于 {row.closed_on} 停用"] if row.closed_on else [], main=False, doer="信访局"),),
    empty="还没有听证室。",
    links=(("听证日历", "hearings:calendar"),),
)  # fmt: skip


# --- 案件评析 -----------------------------------------------------------------------------------------------------


def _evaluate(s: RecordSubject, data: dict[str, Any]) -> Evaluation:
    case = known_case(s.user, data["case_number"])
    return actions.record_evaluation(case, by=s.user, on=s.today, held_on=data["held_on"], experts=list(data["experts"]),
                                     questions=data["questions"], opinion=data["opinion"])  # fmt: skip


def _evaluation_sections(row: Evaluation, user: User) -> list[Section]:
    body = [(each.name, each.kind_label, each.origin) for each in row.experts.all()]
    return [
        Section("评析的问题", words=row.questions),
        Section("评析意见", "只作参考，不作决定", row.opinion),
        Section("参加评析的人", head=("姓名", "类别", "工作单位"), body=body),
    ]


EVALUATIONS = Ledger(
    slug="evaluations", unit="次",
    title="案件评析",
    space="hearings",
    permissions=(P.SEE_COUNTY, P.HANDLE),
    rows=lambda user: Evaluation.objects.visible_to(user).select_related("case", "organ", "handling__unit", "recorded_by"),
    views=(View("year", "今年", lambda rows, today: rows.filter(on__year=today.year)), View("all", "全部")),
    what="信访事项 · 意见",
    heads=("件号", "组织单位"),
    line=lambda row, user, today: Line(what=row.case.title, why=row.opinion[:80], due_on=row.on, done="已评析",
                                       cells=(Cell(row.case.number), Cell(row.organ.short_name))),
    title_of=lambda row: f"评析：{row.case.title}",
    facts=lambda row, user: [
        {"label": "评析日", "value": str(row.on)}, {"label": "组织单位", "value": row.organ.name},
        {"label": "承办单位", "value": row.handling.unit.name if row.handling else ""}, {"label": "记录人", "value": row.recorded_by.name}],
    sections=_evaluation_sections,
    lede=lambda rows, user, today: f"今年 {rows.filter(on__year=today.year).count()} 起。评析比听证简便：不作决定，不停任何期限。",
    new=Step("new", "登记评析", "记入案卷；参加的人计入参与。", "", roster_forms.EvaluationForm, _evaluate,
             lambda user, row: user.can(P.HANDLE) or may_keep(user), doer="承办单位、信访局"),
    empty="还没有评析。",
    links=(("听证", "hearings:hearings"),),
)  # fmt: skip

LEDGERS = (EXPERTS, DUTY, PARTICIPATIONS, ROOMS, EVALUATIONS)
