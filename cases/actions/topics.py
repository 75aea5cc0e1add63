"""热点标签: which tags a matter bears, and the list of tags. A tag is of the matter, never of a person (domain §9.2)."""

from collections.abc import Iterable
from datetime import date

from audit import chain
from cases import policies
from cases.actions.performing import lock_case, record
from cases.models import Case, CaseTopic, Topic
from cases.policies import NotLawfulNow, NotYours
from organizations.acting import action
from organizations.models import User
from organizations.roles import Permission


@action
def tag(case: Case, *, by: User, on: date, topics: Iterable[Topic]) -> Case:
    """标注热点: the matter bears exactly these tags from now. What it bore stays in its story."""
    case = lock_case(case)
    policies.require(by, "tag", case)
    policies.require_sight(by, case)
    if case.merged_into_id:
        raise NotLawfulNow("不能：本件已并入原件，请在原件上标注")
    wanted = {row.pk: row for row in topics}
    had = {row.topic_id: row for row in CaseTopic.objects.filter(case=case).select_related("topic")}
    if retired := [row.name for pk, row in wanted.items() if row.retired_on and pk not in had]:
        raise NotLawfulNow(f"「{'、'.join(retired)}」已经停用，请另选")
    if set(wanted) == set(had):
        raise NotLawfulNow("标签没有变化")
    added = [row for pk, row in wanted.items() if pk not in had]
    removed = [row for pk, row in had.items() if pk not in wanted]
    CaseTopic.objects.filter(pk__in=[row.pk for row in removed]).delete()
    CaseTopic.objects.bulk_create([CaseTopic(case=case, topic=row, on=on) for row in added])
    case.version += 1
    case.save(update_fields=["version"])
    record("tag", case=case, by=by, on=on, data={
        "added": [row.name for row in added], "removed": [row.topic.name for row in removed]})  # fmt: skip
    return case


def keeps_topics(user: User) -> bool:
    """The bureau's screening officers keep the list."""
    return user.in_bureau and user.can(Permission.SCREEN)


@action
def add_topic(*, by: User, on: date, name: str, note: str = "") -> Topic:
    """加一个热点标签. Raises NotLawfulNow for a name that is there, or that has a mark lists are divided by."""
    _keeper(by, "加热点标签")
    name = name.strip()
    if not name or any(mark in name for mark in "、，,；;/ 　"):
        raise NotLawfulNow("标签名称里不能有空格、顿号、逗号、分号和斜线，请改写")
    if Topic.objects.filter(name=name).exists():
        raise NotLawfulNow(f"已有「{name}」这个标签；停用了的请恢复")
    row = Topic.objects.create(name=name, note=note.strip(), added_by=by, added_on=on)
    chain.record("add_hot_topic", by=by, about=row)
    return row


@action
def retire_topic(row: Topic, *, by: User, on: date) -> Topic:
    """停用: matters that bear it keep it; it cannot be chosen any more."""
    row = _locked(row, by, "停用热点标签")
    if row.retired_on:
        raise NotLawfulNow(f"已于 {row.retired_on} 停用")
    return _kept(row, on, "retire_hot_topic", by)


@action
def restore_topic(row: Topic, *, by: User, on: date) -> Topic:
    """恢复使用."""
    row = _locked(row, by, "恢复热点标签")
    if not row.retired_on:
        raise NotLawfulNow("这个标签在用")
    return _kept(row, None, "restore_hot_topic", by)


def _keeper(by: User, what: str) -> None:
    if not keeps_topics(by):
        raise NotYours(f"您的岗位不能「{what}」。此事由信访局甄别员办理。")


def _locked(row: Topic, by: User, what: str) -> Topic:
    _keeper(by, what)
    return Topic.objects.select_for_update().get(pk=row.pk)


def _kept(row: Topic, retired_on: date | None, verb: str, by: User) -> Topic:
    row.retired_on = retired_on
    row.version += 1
    row.save()
    chain.record(verb, by=by, about=row)
    return row
