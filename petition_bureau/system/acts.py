"""What the administrators do, each with its record in the chain; and what a move may never open."""

from typing import Any

from django.db import connection, transaction
from django.db.utils import IntegrityError

from audit import chain
from cases.models import Case, Category, CompartmentGrant, LocalGround, ReliefPath
from law import clock
from organizations import actions, switches
from organizations.acting import action
from organizations.actions import NotPossible
from organizations.models import Setting, Unit, User


@action
def add_unit(*, by: User, **fields: Any) -> Unit:
    unit = actions.add_unit(**fields)
    chain.record("add_unit", by=by, about=unit)
    return unit


@action
def change_unit(unit: Unit, *, by: User, **fields: Any) -> Unit:
    unit = actions.change_unit(unit, **fields)
    chain.record("change_unit", by=by, about=unit)
    close_compartment(by=by)
    return unit


@action
def add_person(*, by: User, **fields: Any) -> tuple[User, str]:
    user, password = actions.add_person(**fields)
    chain.record("add_person", by=by, about=user, reason=f"{user.role} {user.unit.code}")
    return user, password


@action
def change_person(user: User, *, by: User, **fields: Any) -> User:
    """A person who moves takes no grant along into a unit that an accusation names."""
    user = actions.change_person(user, by=by, **fields)
    chain.record("change_person", by=by, about=user, reason=f"{user.role} {user.unit.code}")
    close_compartment(by=by)
    return user


@action
def set_active(user: User, *, by: User, active: bool) -> User:
    user = actions.set_active(user, by=by, active=active)
    chain.record("restore_person" if active else "stop_person", by=by, about=user)
    return user


@action
def reset_password(user: User, *, by: User) -> str:
    password = actions.reset_password(user)
    chain.record("reset_password", by=by, about=user)
    return password


@action
def set_switch(name: str, value: Any, *, by: User) -> None:
    if switches.value(name) == value:
        return
    actions.set_switch(name, value)
    chain.record("set_switch", by=by, about=Setting(pk=name), reason=f"{value}")


@action
def save_category(category: Category, *, by: User) -> Category:
    """A category may be renamed or retired; matters already filed keep the words they were filed under."""
    category.save()
    chain.record(
        "save_category", by=by, about=category, reason=f"{category}{'（停用）' if category.retired else ''}"
    )
    return category


@action
def save_relief_path(row: ReliefPath, *, by: User) -> ReliefPath:
    """A statutory way is added or corrected; papers that left keep their own words."""
    row.save()
    chain.record("save_relief_path", by=by, about=row, reason=f"{row}"[:200])
    return row


@action
def save_local_ground(row: LocalGround, *, by: User) -> LocalGround:
    """A local ground is kept with its source; turned on, officers may choose it from now on."""
    row.save()
    chain.record(
        "save_local_ground", by=by, about=row, reason=f"{'启用' if row.enabled else '不启用'}：{row}"[:200]
    )
    return row


@action
def grant(case: Case, *, by: User, user: User, reason: str, until: Any) -> CompartmentGrant:
    """Name one person for one accusation (条例第30条第3款). The database refuses the accused and all below them."""
    if CompartmentGrant.objects.filter(case=case, user=user, revoked_at=None).exists():
        raise NotPossible("这个人对这件已有授权，要改期限请先收回")
    try:
        with transaction.atomic():
            row = CompartmentGrant.objects.create(
                case=case, user=user, reason=reason, granted_by=by, until=until
            )
    except IntegrityError as refused:
        raise NotPossible(
            f"不能：{user.name}所在单位是被检举控告的单位或者它的下属（条例第30条第3款）"
        ) from refused
    chain.record("grant", by=by, about=row, reason=reason)
    return row


@action
def revoke(row: CompartmentGrant, *, by: User) -> None:
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    chain.record("revoke", by=by, about=row)


def close_compartment(*, by: User) -> int:
    """After any move of people or units: no grant stays with somebody now at, or below, an accused unit."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [clock.now()])
        closed = [key for (key,) in cursor.fetchall()]
    if closed:
        chain.record("revoke_after_move", by=by, rows=closed)
    return len(closed)


#: A unit that carries on for an accused one is accused like it (条例第24条第2款、第30条第3款).
CLOSE = """
WITH RECURSIVE named AS (
    SELECT case_id, unit_id FROM cases_accusedunit
    UNION
    SELECT n.case_id, u.successor_id FROM named n JOIN organizations_unit u ON u.id = n.unit_id
    WHERE u.successor_id IS NOT NULL)
UPDATE cases_compartmentgrant g SET revoked_at = %s
FROM organizations_user p, organizations_unit here, named a, organizations_unit accused
WHERE g.revoked_at IS NULL AND p.id = g.user_id AND here.id = p.unit_id AND a.case_id = g.case_id
  AND accused.id = a.unit_id AND starts_with(here.path, accused.path)
RETURNING g.id
"""
