"""What each role sees at the top of a page, and where it lands: on what it must do next (design §1)."""

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from cases import workdays
from law import clock
from law.terms import Role
from organizations.models import User

#: Role → (label, url name); the first is where the role lands.
NAVIGATION: dict[str, list[tuple[str, str]]] = {
    Role.INTAKE: [("登记", "cases:register"), ("今日登记", "cases:today"), ("查件", "cases:search"),
                  ("台账", "ledgers")],
    Role.SCREENING: [
        ("待甄别", "routing:queue"), ("待审签", "cases:signing"), ("异议与审核", "cases:checking"), ("登记", "cases:register"),
        ("查件", "cases:search"), ("三率", "reports:figures"), ("台账", "ledgers"),
    ],
    Role.COUNSEL: [("送请意见", "cases:counsel"), ("我的值班", "hearings:duty"), ("我的参与", "hearings:participations")],
    Role.HANDLER: [("我的承办", "cases:desk"), ("登记", "cases:register"), ("查件", "cases:search"), ("督办", "oversight:list"),
                   ("本单位", "reports:unit"), ("台账", "ledgers")],
    Role.UNIT_HEAD: [("我的承办", "cases:desk"), ("待签发", "cases:signing"), ("登记", "cases:register"), ("查件", "cases:search"),
                     ("督办", "oversight:list"), ("本单位", "reports:unit"), ("台账", "ledgers")],
    Role.BUREAU_LEADER: [
        ("今天", "reports:today"), ("待审签", "cases:signing"), ("督办", "oversight:list"), ("台账", "ledgers"),
        ("查件", "cases:search"), ("三率", "reports:figures"), ("全县一页", "reports:county"),
    ],
    Role.COUNTY_LEADER: [("全县一页", "reports:county"), ("接访包案", "oversight:leader_desk"),
                          ("三率", "reports:figures"), ("台账", "ledgers"), ("查件", "cases:search")],
    Role.WRITER: [("三率", "reports:figures"), ("年度报告", "reports:annual"), ("全县一页", "reports:county"), ("查件", "cases:search"),
                  ("台账", "ledgers")],
    Role.COMPARTMENT: [("检举控告", "cases:compartment"), ("检举控告总数", "reports:accusations")],
    Role.SYSADMIN: [("单位", "system:units"), ("人员", "system:people"), ("日历", "system:calendar"),
                    ("规则集", "routing:rulesets"), ("内容分类", "system:categories"),
                    ("法定途径", "system:paths"), ("文书模板", "system:templates"), ("设置", "system:switches"),
                    ("任务", "system:jobs")],
    Role.SECURITY: [("授权", "system:grants")],
    Role.AUDITOR: [("操作记录", "system:records"), ("任务记录", "system:jobs"), ("补录", "system:backdated")],
}  # fmt: skip


def landing(user: User) -> str:
    """The address a role lands on."""
    return reverse(NAVIGATION[user.role][0][1])


def site(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the house's name, navigation, who is here, word waiting, the day."""
    user = getattr(request, "user", None)
    user = user if isinstance(user, User) else None
    county, waiting = _county_and_word(user)
    context: dict[str, Any] = {
        "site_name": f"{county.removesuffix('人民政府') if county else '云溪县'}信访事项办理",
        "is_demo": getattr(settings, "DEMONSTRATION", False),
    }
    if user is None:
        return context
    items = []
    for label, name in NAVIGATION[user.role]:
        try:
            url = reverse(name)
        except NoReverseMatch:  # an area not installed
            continue
        items.append({"label": label, "url": url, "current": request.path.startswith(url)})
    return context | {
        "nav": items,
        "who": {"name": user.name, "unit": user.unit.short_name, "role": user.get_role_display()},
        "can_search": any(name == "cases:search" for _, name in NAVIGATION[user.role]),
        "inbox": {"n": waiting, "url": reverse("cases:inbox")},
        "is_rest_day": not workdays.calendar().is_workday(clock.today()),
    }


def _county_and_word(user: User | None) -> tuple[str | None, int]:
    """The county government's name, and how much word waits unread for this person."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT name FROM organizations_unit WHERE code = 'county_government'),"
            " (SELECT count(*) FROM notifications_inboxitem WHERE user_id = %s AND read_at IS NULL)",
            [user.pk if user else None],
        )
        found: tuple[str | None, int] = cursor.fetchone()
    return found
