"""Units and people change here only: the way in the tree is kept, and nobody changes their own role.

Each runs in the caller's transaction, which also writes the audit record (``audit`` stands above this package).
"""

import secrets
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from law.terms import Role, UnitKind
from organizations import acting, switches
from organizations.models import Setting, Unit, User

#: Letters and digits nobody confuses on a slip of paper.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
#: Roles that exist only in the bureau, and only outside it.
BUREAU_ROLES = frozenset(
    {Role.SCREENING, Role.BUREAU_LEADER, Role.COMPARTMENT, Role.SYSADMIN, Role.SECURITY, Role.AUDITOR}
)
UNIT_FIELDS = ("name", "short_name", "letters", "phone", "address", "position", "review_organ")


class NotPossible(Exception):
    """The change is refused; the text says why and what to do, in Chinese."""


# --- units ----------------------------------------------------------------------------------------


def add_unit(*, code: str, kind: str, parent: Unit | None, **fields: Any) -> Unit:
    """A new unit under ``parent``. Raises NotPossible when the code is taken or the parent abolished."""
    if Unit.objects.filter(code=code).exists():
        raise NotPossible(f"代码「{code}」已经用过，请换一个")
    if parent and parent.abolished_on:
        raise NotPossible("上级单位已经撤销，请另选上级")
    unit = Unit.objects.create(code=code, kind=kind, parent=parent, path="", **_known(fields))
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def change_unit(unit: Unit, *, parent: Unit | None, **fields: Any) -> Unit:
    """Rename or move a unit; all below it move with it. The code never changes."""
    if unit.abolished_on:
        raise NotPossible("单位已经撤销，不能再改")
    if parent and parent.is_within(unit):
        raise NotPossible("上级单位不能是它自己或者它的下级")
    reviewer = fields.get("review_organ")
    if reviewer and reviewer.is_within(unit):
        raise NotPossible("复查机关不能是它自己或者它的下级（条例第28条第3款），请另选或留空")
    for name, value in _known(fields).items():
        setattr(unit, name, value)
    unit.parent = parent
    unit.save()
    _move(unit, parent)
    return unit


def abolish_unit(unit: Unit, *, successor: Unit | None, on: date, move_people: bool = True) -> Unit:
    """撤销、合并: subordinate units and people pass to the successor (people may be stopped instead).

    Past figures keep the unit of the day. The caller passes on the work under way, for this package knows no case;
    a unit with nothing and nobody left needs no successor (条例第24条第2款).
    """
    if unit.abolished_on:
        raise NotPossible("单位已经撤销")
    if unit.is_bureau:
        raise NotPossible("信访部门不能撤销：收件和签发都以它的名义")
    if successor is None:
        _stands_empty(unit, move_people=move_people)
    elif successor.abolished_on or successor.is_within(unit):
        raise NotPossible("承接单位须是在用的、不在本单位之下的单位")
    unit.abolished_on, unit.successor = on, successor
    unit.save(update_fields=["abolished_on", "successor"])
    if successor:
        _carries_on(successor, unit)
        for child in Unit.objects.active().filter(parent=unit):
            child.parent = successor
            child.save(update_fields=["parent"])
            _move(child, successor)
    people = User.objects.filter(unit=unit)
    if move_people and successor:
        people.update(unit=successor)
    else:
        people.update(is_active=False)
    return unit


def name_successor(unit: Unit, *, successor: Unit) -> Unit:
    """补登承接单位: a unit left nothing open when it went; later somebody must answer for what it did (条例第24条第2款)."""
    if unit.abolished_on is None:
        raise NotPossible("单位没有撤销；要撤销的，在「撤销」里选承接单位")
    if unit.successor_id:
        raise NotPossible("已经有承接单位，不能再改")
    if successor.abolished_on:
        raise NotPossible("承接单位须是在用的单位")
    unit.successor = successor
    unit.save(update_fields=["successor"])
    _carries_on(successor, unit)
    return unit


def _carries_on(successor: Unit, unit: Unit) -> None:
    """Who carried on for others before hands that on as well: the successor named is always one that stands."""
    Unit.objects.filter(successor=unit).update(successor=successor)
    Unit.objects.filter(pk=successor.pk).update(carries_on=True)


def _stands_empty(unit: Unit, *, move_people: bool) -> None:
    if Unit.objects.active().filter(parent=unit).exists():
        raise NotPossible("还有下级单位，请选择承接单位")
    if move_people and User.objects.filter(unit=unit, is_active=True).exists():
        raise NotPossible("还有在用的人员，请选择承接单位，或者选择停用账号")


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in UNIT_FIELDS}


def _move(unit: Unit, parent: Unit | None) -> None:
    """Give the unit and everything below it their new way from the root, in one statement."""
    old, new = unit.path, f"{parent.path if parent else '/'}{unit.pk}/"
    if old == new:
        return
    below = Unit.objects.filter(path__startswith=old)
    below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    unit.path = new


# --- people ---------------------------------------------------------------------------------------


def one_time_password() -> str:
    """A password to hand over on paper: four groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(4))


def add_person(*, username: str, name: str, unit: Unit, role: str, phone: str = "") -> tuple[User, str]:
    """A new account and its password, told once and kept only as a hash."""
    if User.objects.filter(username=username).exists():
        raise NotPossible(f"账号「{username}」已经有人用，请换一个")
    check_place(role, unit)
    password = one_time_password()
    user = User.objects.create_user(username, password, name=name, unit=unit, role=role, phone=phone)
    return user, password


def change_person(user: User, *, by: User, name: str, unit: Unit, role: str, phone: str = "") -> User:
    """Change name, unit, role. Nobody changes their own role or unit."""
    if user.pk == by.pk and (role != user.role or unit.pk != user.unit_id):
        raise NotPossible("不能改自己的岗位和单位，请由另一位系统管理员办理")
    check_place(role, unit)
    user.name, user.unit, user.role, user.phone = name, unit, role, phone
    user.save(update_fields=["name", "unit", "role", "phone"])
    return user


def set_active(user: User, *, by: User, active: bool) -> User:
    """Stop or restore an account. The last system administrator cannot be stopped."""
    if user.pk == by.pk:
        raise NotPossible("不能停用自己的账号，请由另一位系统管理员办理")
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


def reset_password(user: User) -> str:
    """A new password, told once; sessions under the old one end."""
    password = one_time_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def check_place(role: str, unit: Unit) -> None:
    """A role stands where its work is. Raises NotPossible."""
    if unit.abolished_on:
        raise NotPossible("单位已经撤销，请另选单位")
    if role in BUREAU_ROLES and not unit.is_bureau:
        raise NotPossible(f"{Role(role).label}只能设在信访部门")
    if role == Role.COUNTY_LEADER and unit.kind != UnitKind.GOVERNMENT:
        raise NotPossible("县领导只能设在县委县政府")


# --- switches -------------------------------------------------------------------------------------


def set_switch(name: str, value: Any) -> None:
    """Keep the bureau's choice (内部要求). Raises KeyError for a switch that does not exist."""
    default, sentence = switches.DEFAULTS[name]
    if type(value) is not type(default):
        raise NotPossible(f"「{sentence}」的值不对，请重填")
    Setting.objects.update_or_create(pk=name, defaults={"value": value, "sentence": sentence})
    acting.forget("switches")
