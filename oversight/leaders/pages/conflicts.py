"""The ledger of hidden conflicts (隐患排查销号): by matter, field, place and the officials who answer."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.ledgers import Cell, Ledger, Line, Section, Step, View
from law.terms import HiddenConflictState
from organizations.models import User
from organizations.roles import Permission
from oversight.leaders import conflicts
from oversight.leaders.common import line_of, spoken
from oversight.leaders.models import HiddenConflict
from oversight.leaders.pages import forms

H = HiddenConflictState


def _rows(user: User) -> "QuerySet[HiddenConflict]":
    rows = HiddenConflict.objects.visible_to(user)
    return rows.select_related(
        "place", "unit", "found_by_unit", "found_by", "entrusted_by", "reported_by", "verified_by"
    )


def _line(row: Any, user: User, today: date) -> Line:
    over = row.state == H.STRUCK_OFF
    waits = row.due_on is None
    return Line(
        row.matter, f"{row.field}　{row.place.short_name}{row.place_text}",
        [Cell(row.unit.short_name if row.unit else "未定", spoken(row.leader_name, row.leader_post)), Cell(row.get_state_display())],
        due_on=row.struck_off_on if over else (row.due_on or row.found_on),
        days_left=None if over or waits else (row.due_on - today).days,
        done="已销号" if over else ("待定责任" if waits else ""),
    )  # fmt: skip


def _facts(row: Any, user: User) -> list[dict[str, Any]]:
    rows = [
        {"label": "领域", "value": row.field},
        {"label": "地点", "value": f"{row.place.name}{row.place_text}"},
        {"label": "状态", "value": row.get_state_display()},
        {"label": "排查", "value": f"{row.found_by_unit.short_name} {row.found_by.name} {row.found_on}"},
    ]
    if row.unit:
        rows += [
            {"label": "责任领导", "value": spoken(row.leader_name, row.leader_post)},
            {"label": "责任单位", "value": row.unit.name},
            {"label": "责任人", "value": row.official},
            {"label": "化解期限", "value": str(row.due_on)},
        ]
    if row.reported_by:
        rows.append({"label": "申请销号", "value": f"{row.reported_by.name} {row.reported_on}"})
    if row.verified_by:
        rows.append({"label": "复核销号", "value": f"{row.verified_by.name} {row.struck_off_on}"})
    return rows


def _sections(row: Any, user: User) -> list[Section]:
    notes = [[str(note.on), note.text, note.by.name] for note in row.notes.select_related("by")]
    found = [Section("矛盾事项", words=row.matter), Section("化解措施", words=row.measures)]
    if row.result:
        pairs = [{"label": "销号依据", "value": row.get_ground_display()}, {"label": "化解情况", "value": row.result},
                 {"label": "复核意见", "value": row.remark}]  # fmt: skip
        found.append(Section("销号", pairs=pairs))
    return [*found, Section("进展", "只追加", head=("日期", "情况", "谁"), body=notes)]


def _entrust_start(subject: Any) -> dict[str, Any]:
    row = subject.row
    return {
        "leader": line_of(row),
        "unit": row.unit_id,
        "official": row.official,
        "measures": row.measures,
        "due_on": row.due_on,
    }


CONFLICTS = Ledger(
    slug="conflicts", unit="条", space="oversight", title="隐患排查销号", what="矛盾事项", heads=("责任", "状态"),
    permissions=(Permission.SEE_COUNTY, Permission.HANDLE, Permission.REGISTER), rows=_rows, line=_line, facts=_facts,
    sections=_sections, title_of=lambda row: f"隐患：{row.matter[:40]}",
    lede=lambda rows, user, today: _lede(rows, today),
    views=(
        View("open", "化解中", lambda rows, today: rows.filter(state=H.ENTRUSTED), newest_first=False),
        View("found", "待定责任", lambda rows, today: rows.filter(state=H.FOUND), newest_first=False),
        View("late", "逾期", lambda rows, today: rows.filter(state=H.ENTRUSTED, due_on__lt=today), newest_first=False),
        View("reported", "待复核", lambda rows, today: rows.filter(state=H.REPORTED), newest_first=False),
        View("over", "已销号", lambda rows, today: rows.filter(state=H.STRUCK_OFF)),
    ),
    note="隐患按事项、领域、地点和责任单位记，不记信访人、当事人：不写姓名、证件号、电话，不建人员名单（条例第37条；个人信息保护法第6条）。",
    empty="这里没有隐患。",
    new=Step("new", "登记隐患", "写什么矛盾、哪个领域、在哪里。", "条例第37条第1款", forms.FindForm,
             lambda s, data: conflicts.find_conflict(by=s.user, on=s.today, matter=data["matter"], field=data["field"], place=data["place"],
                                                     place_text=data["place_text"]),
             lambda user, row: conflicts.may_find(user), doer="登记员、经办人"),
    steps=(
        Step("strike_off", "复核销号", "核对属实，销号。", "条例第37条第1款", forms.RemarkForm,
             lambda s, data: conflicts.strike_off(s.row, by=s.user, on=s.today, remark=data["remark"]),
             lambda user, row: row.state == H.REPORTED and conflicts.may_verify(user, row), doer="信访局，责任单位以外的人"),
        Step("return", "复核退回", "退回继续化解，写明还差什么。", "条例第37条第1款", forms.ReasonForm,
             lambda s, data: conflicts.send_back_conflict(s.row, by=s.user, on=s.today, reason=data["reason"]),
             lambda user, row: row.state == H.REPORTED and conflicts.may_verify(user, row), main=False, doer="信访局，责任单位以外的人"),
        Step("note", "记进展", "记做了什么。", "条例第37条第1款", forms.ConflictNoteForm,
             lambda s, data: conflicts.note_conflict(s.row, by=s.user, on=s.today, text=data["text"]),
             lambda user, row: row.state == H.ENTRUSTED and conflicts.works_on(user, row), doer="责任单位"),
        Step("report", "申请销号", "写明依据和结果，由信访局复核。", "条例第37条第1款", forms.ReportForm,
             lambda s, data: conflicts.report_conflict(s.row, by=s.user, on=s.today, ground=data["ground"], result=data["result"]),
             lambda user, row: row.state == H.ENTRUSTED and conflicts.works_on(user, row), main=False, doer="责任单位"),
        Step("entrust", "明确责任", "定责任领导、责任单位、责任人、措施和期限；再定一次的，原来的留在进展里。", "条例第37条第1款",
             forms.EntrustForm,
             lambda s, data: conflicts.entrust_conflict(s.row, by=s.user, on=s.today, **{k: data[k] for k in
                                                        ("leader", "unit", "official", "measures", "due_on")}),
             lambda user, row: row.state in {H.FOUND, H.ENTRUSTED} and conflicts.may_entrust(user, row), initial=_entrust_start,
             doer="信访局、排查单位负责人"),
    ),
)  # fmt: skip


def _lede(rows: Any, today: date) -> str:
    open_ones = rows.filter(state__in=[H.FOUND, H.ENTRUSTED, H.REPORTED])
    late = open_ones.filter(state=H.ENTRUSTED, due_on__lt=today).count()
    return f"没有销号的 {open_ones.count()} 条" + (f"，{late} 条过了化解期限。" if late else "。")
