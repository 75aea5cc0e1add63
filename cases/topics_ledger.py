"""热点标签 as a ledger: the list the bureau keeps."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from cases.actions import topics
from cases.forms.acts import line as one_line
from cases.ledgers.spec import Cell, Ledger, Line, RecordForm, Section, Step, View
from cases.models import Topic
from organizations.models import User
from organizations.roles import Permission

INTERNAL = "内部要求"
KEEPER = "信访局甄别员"


class TopicForm(RecordForm):
    name = one_line("名称", "十个字以内最好；用过的不改名，停用后另加。", most=20)
    note = one_line("什么事项用", "", required=False, most=120)


class PlainForm(RecordForm):
    """Nothing to fill in."""


def _rows(user: User) -> "QuerySet[Topic]":
    ordinary = Count("cases", filter=Q(cases__case__in_compartment=False))
    rows = Topic.objects.select_related("added_by").annotate(used=ordinary)
    return rows if user.sees_county else rows.none()


def _line(row: Any, user: User, today: date) -> Line:
    return Line(row.name, row.note, [Cell(f"{row.used} 件")], due_on=row.retired_on or row.added_on,
                done="停用" if row.retired_on else "在用")  # fmt: skip


TOPICS = Ledger(
    slug="topics", space="cases", title="热点标签", what="标签", unit="个", heads=("标注的事项",), permissions=(Permission.SEE_COUNTY,),
    rows=_rows, line=_line, title_of=lambda row: str(row.name),
    views=(
        View("current", "在用", lambda rows, today: rows.filter(retired_on=None), newest_first=False),
        View("retired", "停用", lambda rows, today: rows.filter(retired_on__isnull=False)),
    ),
    facts=lambda row, user: [
        {"label": "什么事项用", "value": row.note or "—"}, {"label": "标注的事项", "value": f"{row.used} 件"},
        {"label": "启用", "value": f"{row.added_on} {row.added_by.name if row.added_by else '随系统装入'}"},
        {"label": "停用", "value": str(row.retired_on or "")}],
    sections=lambda row, user: [Section("说明", words="标签标的是事项，不标人；停用以后，标过的事项不变。")],
    note="内容分类以外，一段时间里要单独看的事。登记时、甄别后都可以标注，也随历史台账导入。", empty="还没有热点标签。",
    new=Step("new", "加一个标签", "加好以后，登记和甄别时就能选。", INTERNAL, TopicForm,
             lambda s, data: topics.add_topic(by=s.user, on=s.today, name=data["name"], note=data["note"]),
             lambda user, row: topics.keeps_topics(user), doer=KEEPER),
    steps=(
        Step("retire", "停用这个标签", "标过的事项不变，以后不能再选。", INTERNAL, PlainForm,
             lambda s, data: topics.retire_topic(s.row, by=s.user, on=s.today),
             lambda user, row: topics.keeps_topics(user) and row.retired_on is None, doer=KEEPER, main=False),
        Step("restore", "恢复使用", "又可以选。", INTERNAL, PlainForm,
             lambda s, data: topics.restore_topic(s.row, by=s.user, on=s.today),
             lambda user, row: topics.keeps_topics(user) and row.retired_on is not None, doer=KEEPER),
    ),
)  # fmt: skip
