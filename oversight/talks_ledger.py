"""对接: what bureau and unit talked over, what was agreed until when, and whether it was done."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404

from cases import policies
from cases.forms.acts import UnitChoice, day, line, one_of, text
from cases.ledgers import Cell, Ledger, Line, RecordForm, RecordSubject, Section, Step, View
from cases.ledgers.spec import Pairs
from cases.models import Handling
from cases.presenting import short
from law.terms import TalkForm
from organizations.models import Unit, User
from organizations.roles import Permission
from oversight import talking as acts
from oversight.records import Talk

_DUE = Q(followed_up_on=None, agreed_until__isnull=False)


class RecordTalkForm(RecordForm):
    """A talk as it was held. People are those of the offices."""

    number = line("件号", "和哪一件信访事项有关。", most=40)
    unit = UnitChoice("对接单位", "这件只有一个单位在办的，可以不选。", required=False)
    held_on = day("对接日期", "实际对接的那一天。")
    form = one_of("对接方式", TalkForm.choices())
    bureau_people = line("信访局参加人员", "姓名、职务。", most=120)
    unit_people = line("单位参加人员", "姓名、职务。", most=120)
    about = line("对接的问题", "办理中的哪个问题。", most=200)
    agreed = text("商定的事项", "双方商定怎么办、由谁办。", most=2000)
    agreed_until = day("约定日期", "什么时候办到；不是法定期限，到前一个工作日提醒双方。", required=False)

    def prepare(self) -> None:
        if given_handling(self.subject):
            del self.fields["number"], self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]
        self.fields["held_on"].initial = self.subject.today
        self.fields[
            "bureau_people"
        ].initial = f"{self.subject.user.name}（{self.subject.user.get_role_display()}）"

    def clean(self) -> dict[str, Any]:
        """Find the handling by number and unit, where the address does not name it."""
        cleaned = super().clean() or {}
        if "number" not in self.fields or not cleaned.get("number"):
            return cleaned
        rows = _live(self.subject.user).filter(claim__case__number=cleaned["number"].strip())
        found = list(rows.filter(unit=cleaned["unit"]) if cleaned.get("unit") else rows)
        if not found:
            self.add_error("number", "没有这个件号，或者没有单位在办，请核对")
        elif len({row.unit_id for row in found}) > 1:
            self.add_error("unit", f"这件有 {len(found)} 项承办，请选定对接单位")
        else:
            cleaned["handling"] = found[0]
        return cleaned


class FollowUpForm(RecordForm):
    follow_up = text("落实情况", "商定的事项办到哪一步；没有办到的写原因和打算。", most=2000)


def _live(user: User) -> Any:
    rows = Handling.objects.visible_to(user).live().filter(claim__case__in_compartment=False)
    return rows.select_related("claim__case__receiving_unit", "unit")


def given_handling(subject: RecordSubject) -> Handling | None:
    """The handling the address of the file names; 404 where it does not exist for the person."""
    given = subject.given.get("handling", "")
    if not given:
        return None
    pk = int(given) if given.isdecimal() and len(given) < 19 else 0
    found: Handling | None = _live(subject.user).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这项承办，或者它已经办结。")
    return found


def _shows(subject: RecordSubject) -> Pairs:
    handling = given_handling(subject)
    if handling is None:
        return []
    case = handling.claim.case
    return [
        {"label": "信访事项", "value": f"{case.number}　{case.title}"},
        {"label": "对接单位", "value": handling.unit.name},
    ]


def _record(s: RecordSubject, data: dict[str, Any]) -> Talk:
    names = ("held_on", "form", "bureau_people", "unit_people", "agreed", "agreed_until")
    said = acts.Said(subject=data["about"], **{name: data[name] for name in names})
    return acts.record_talk(given_handling(s) or data["handling"], said, by=s.user, on=s.today)


def _may_record(user: User, row: Talk | None) -> bool:
    return user.in_bureau and (user.can(Permission.SCREEN) or user.can(Permission.SUPERVISE))


def _line(row: Talk, user: User, today: date) -> Line:
    if row.followed_up_on:
        light: dict[str, Any] = {"done": "已落实", "due_on": row.followed_up_on}
    elif row.agreed_until and row.agreed_until < today:  # no period of law: never red
        light = {"done": "过了约定日期", "quiet": True, "due_on": row.agreed_until}
    elif row.agreed_until:
        light = {"due_on": row.agreed_until, "days_left": (row.agreed_until - today).days}
    else:
        light = {"done": "未约日期", "quiet": True, "due_on": row.held_on}
    return Line(row.subject, row.agreed.splitlines()[0], (Cell(row.unit.short_name, f"{short(row.held_on)} {TalkForm(row.form).label}"),
                Cell(row.case.title, row.case.number)), **light)  # fmt: skip


def _facts(row: Talk, user: User) -> Pairs:
    return [
        {"label": "对接单位", "value": row.unit.name},
        {"label": "日期和方式", "value": f"{short(row.held_on)}，{TalkForm(row.form).label}"},
        {"label": "信访局参加", "value": row.bureau_people},
        {"label": "单位参加", "value": row.unit_people},
        {"label": "约定日期", "value": short(row.agreed_until) if row.agreed_until else "没有约定"},
        {"label": "记录", "value": f"{row.recorded_by.name}，{short(row.recorded_on)}"},
    ]


def _sections(row: Talk, user: User) -> list[Section]:
    found = [Section("对接的问题", words=row.subject), Section("商定的事项", words=row.agreed)]
    if row.followed_up_on:
        who = row.followed_up_by.unit.short_name if row.followed_up_by else ""
        found.append(Section("落实情况", f"{short(row.followed_up_on)}，{who}", words=row.follow_up))
    return found


def _lede(rows: Any, user: User, today: date) -> str:
    waiting, late = rows.filter(_DUE).count(), rows.filter(_DUE, agreed_until__lt=today).count()
    if not waiting:
        return "没有等落实的对接。"
    return f"{waiting} 项商定的事等落实" + (f"，{late} 项过了约定日期。" if late else "。")


TALKS = Ledger(
    slug="talks", unit="次",
    space="oversight",
    title="对接",
    permissions=(Permission.SUPERVISE, Permission.SCREEN, Permission.HANDLE),
    rows=lambda user: Talk.objects.visible_to(user).select_related(
        "case", "unit", "handling__claim", "handling__unit", "recorded_by", "followed_up_by__unit"
    ),
    views=(
        View("waiting", "等落实", lambda rows, today: rows.filter(_DUE), order="agreed_until"),
        View("undated", "未约日期", lambda rows, today: rows.filter(followed_up_on=None, agreed_until=None)),
        View("done", "已落实", lambda rows, today: rows.filter(followed_up_on__isnull=False)),
    ),
    line=_line,
    title_of=lambda row: row.subject,
    facts=_facts,
    what="对接的问题 · 商定的事项",
    heads=("单位", "信访事项"),
    lede=_lede,
    sections=_sections,
    note="约定日期不是法定期限，不计入逾期；在信访事项的页面上记录对接（条例第14条第2项、第3项）。",
    empty="这里没有对接记录。",
    new=Step("new", "记录对接", "信访局和承办单位谈了什么、商定了什么；只有双方看得到。", "条例第14条第2项", RecordTalkForm, _record,
             _may_record, shows=_shows, button="记下这次对接", doer="信访局甄别员、局领导"),
    steps=(
        Step("follow_up", "记下落实情况", "写明商定的事项办到哪一步。", "条例第14条第3项", FollowUpForm,
             lambda s, data: acts.follow_up_talk(s.row, by=s.user, on=s.today, follow_up=data["follow_up"]),
             lambda user, row: row is not None and not row.followed_up_on
             and policies.may(user, "follow_up_talk", row.handling),
             button="记下落实情况", doer="信访局、承办单位"),
    ),
)  # fmt: skip
