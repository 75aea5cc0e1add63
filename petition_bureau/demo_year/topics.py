"""Hot topics in the demo year: the screening officer tags what stands out."""

from datetime import date, timedelta

from cases import actions, policies
from cases.models import Case, Topic
from law.terms import Role
from organizations.models import User
from petition_bureau.demo_year.cast import World

#: Words of a matter → its tag.
SIGNS = {
    "工资": "农民工工资", "欠薪": "农民工工资", "物业": "物业服务", "拆迁": "征地拆迁", "征地": "征地拆迁", "征收": "征地拆迁",
    "交房": "楼盘逾期交付", "供暖": "供暖供水", "停水": "供暖供水", "自来水": "供暖供水", "培训": "校外培训", "集资": "涉众金融",
}  # fmt: skip


def workday(world: World, day: date) -> None:
    """Most of yesterday's matters that speak of a topic are tagged with it."""
    chance = world.chance_of("topics")
    tags = {row.name: row for row in Topic.objects.in_use()}
    rows = Case.objects.ordinary().filter(
        received_on=day - timedelta(days=1), imported=False, merged_into=None, topics=None
    )
    for case in rows.order_by("pk"):
        wanted = {name for word, name in SIGNS.items() if word in case.title + case.summary and name in tags}
        if not wanted or chance.random() > 0.7:
            continue
        officers = User.objects.filter(role=Role.SCREENING, is_active=True).order_by("pk")
        if by := next((who for who in officers if policies.may(who, "tag", case)), None):
            actions.tag(case, by=by, on=day, topics=[tags[name] for name in sorted(wanted)])
