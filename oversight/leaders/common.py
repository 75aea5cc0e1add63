"""What the acts of the leaders' ledgers share: named leaders, texts without numbers of persons, who gets word."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases.models import Case
from cases.policies import NotLawfulNow, NotYours
from law.terms import Role
from notifications.outbox import word
from organizations.models import Unit, UnitQuerySet, User
from organizations.roles import Permission

#: Who may receive petitioners and sponsor cases: 各级机关、单位领导干部 (条例第18条第2款).
LEADERS = (Role.COUNTY_LEADER, Role.BUREAU_LEADER, Role.UNIT_HEAD)
#: An identity number or a mobile number, also with blanks or dashes in it.
PERSONAL = re.compile(
    r"(?<!\d)(?:\d{6}[\s-]?\d{8}[\s-]?\d{3}[\dXx]|\d{15}|1[3-9]\d[\s-]?\d{4}[\s-]?\d{4})(?!\d)"
)
LEADER_LINE = re.compile(r"^\s*(\S{2,20}?)[\s,，、　]+(\S.{0,58})$")


@dataclass(frozen=True, slots=True)
class Leader:
    """A leader as published: name and post, and the account if there is one."""

    name: str
    post: str
    account: User | None = None


def leader_of(line: str) -> Leader:
    """「丁亚男 副县长」 as a leader. An account is found by its name, if one leader bears it. Raises NotLawfulNow."""
    found = LEADER_LINE.match(line)
    if not found:
        raise NotLawfulNow(f"领导「{line.strip()[:20]}」请写成“姓名 职务”，中间空一格，例如：丁亚男 副县长")
    name, post = found.group(1), found.group(2).strip()
    accounts = list(User.objects.filter(name=name, role__in=LEADERS, is_active=True)[:2])
    return Leader(name, post, accounts[0] if len(accounts) == 1 else None)


def spoken(name: str, post: str) -> str:
    """丁亚男（副县长）."""
    return f"{name}（{post}）" if post else name


def line_of(row: object) -> str:
    """The leader of a record as the form takes it: 「丁亚男 副县长」."""
    return f"{row.leader_name} {row.leader_post}".strip()  # type: ignore[attr-defined]


def names_a_person(text: str) -> bool:
    """Whether a text holds an identity number or a mobile number."""
    return bool(PERSONAL.search(unicodedata.normalize("NFKC", text)))


def no_persons(**texts: str) -> None:
    """Raise NotLawfulNow where a text carries a person's number: these ledgers are by matter (domain §9.2)."""
    for label, text in texts.items():
        if names_a_person(text):
            raise NotLawfulNow(
                f"不能：「{label}」里有像证件号或手机号的数字。本台账按事项记，不记个人；请删去后再存（个人信息保护法第6条）"
            )


def need(text: str, message: str) -> None:
    if not text.strip():
        raise NotLawfulNow(message)


def allow(ok: object, what: str, whose: str) -> None:
    """Raise NotYours unless ``ok``."""
    if not ok:
        raise NotYours(f"您的岗位不能「{what}」。此事由{whose}办理。")


def plans(user: User | None) -> bool:
    """The bureau's screening officers and leaders keep schedules and ledgers."""
    return bool(user and user.in_bureau and (user.can(Permission.SCREEN) or user.can(Permission.SUPERVISE)))


def leads_bureau(user: User | None) -> bool:
    return bool(user and user.in_bureau and user.can(Permission.SUPERVISE))


def records(user: User | None) -> bool:
    """Whoever registers at the bureau writes down what happened at a reception."""
    return bool(user and user.in_bureau and user.can(Permission.REGISTER))


def ordinary(case: Case) -> Case:
    """Refuse what is in the compartment or joined to another file."""
    if case.in_compartment:
        raise NotLawfulNow("不能：检举控告按检举控告通道办理，不入本台账（条例第30条第3款）")
    if case.merged_into_id:
        number = Case.objects.values_list("number", flat=True).get(pk=case.merged_into_id)
        raise NotLawfulNow(f"不能：本件已并入原件，请用原件件号 {number}")
    return case


def may_be_entrusted(unit: Unit) -> bool:
    """A unit of the county that can do something about a matter."""
    return unit.abolished_on is None and unit.kind not in {"bureau", "government", "higher", "discipline"}


def units_to_entrust() -> UnitQuerySet:
    """The units a matter of these ledgers may be given to."""
    return Unit.objects.active().exclude(kind__in=["bureau", "government", "higher", "discipline"])


def people_of(units: Iterable[Unit | int]) -> list[int]:
    """The officers and heads of units."""
    rows = User.objects.filter(unit__in=list(units), role__in=[Role.HANDLER, Role.UNIT_HEAD], is_active=True)
    return list(rows.values_list("pk", flat=True))


def bureau_leaders() -> list[int]:
    rows = User.objects.filter(unit__kind="bureau", role=Role.BUREAU_LEADER, is_active=True)
    return list(rows.values_list("pk", flat=True))


def tell(key: str, to: Iterable[int | None], text: str, *, on: date, page: str, pk: int) -> None:
    """Word about one record, with its address."""
    word(key, [each for each in to if each], text, on=on, url=reverse(f"oversight:{page}_record", args=[pk]))
