"""兴宁市 2020: days of reception, the months of the epidemic, the meeting of the whole office (domain §7.3)."""

from datetime import date, time, timedelta

import builders as b
import pytest

from cases import actions as acts
from cases.models import Topic
from law.terms import Attendance, ReceptionKind, Role
from oversight.leaders import schedule
from oversight.leaders.models import Reception
from tests.reports.proofs import records as r
from tests.reports.proofs.records import Generated, Published

pytestmark = pytest.mark.django_db
YEAR, ON = 2020, date(2021, 1, 12)
EPIDEMIC = date(2020, 1, 24), date(2020, 4, 30)
FIGURES = (
    Published("每月 1 天下访、约访", "receptions_visiting", 12, "其中下访、约访 12 场（每月 1 天（10日），每次一名领导）",
              "the 10th of the month"),
    Published("每月 15日、28日 1 名党政领导接访", "receptions_receiving", 24,
              "其中定点接访 24 场（每月 2 天（15日、28日），每次一名领导）",
              "six leaders in turn; a day off moves to the next working day; held in the months of the epidemic as well"),
    Published("疫情防控期间来信、来电、网上信访 234 件次", "period_remote", 234, "疫情防控期间受理来信、来电、网上信访 234 件次",
              "from 24 January to 30 April; 63 letters, 90 calls, 81 online"),
    Published("涉疫 10 件", "period_topical", 10, "其中涉及疫情 10 件", "the hot topic 疫情; lived through act by act"),
    Published("全部按时办结", "period_in_time", 10, "全部按时办结，计 10 件", "answered after twenty days"),
    Published("12 月 11 日全局干部职工会议", "staff_meetings", 1, "全局会议 1 次（12月11日，传达学习中央全面依法治国工作会议精神）"),
    Published("集中学法", "study_staff", 2, "其中干部集中学法 2 次", "two: 宪法, 民法典"),
)  # fmt: skip


def receptions() -> None:
    """Two plans of a year, published, and who came, day by day."""
    by, leaders = b.person(Role.SCREENING), [f"丁{name} 副市长" for name in "一二三四五六"]
    for title, kind, days in (
        ("下访", ReceptionKind.GO_DOWN, [10]),
        ("定点接访", ReceptionKind.RECEIVE, [15, 28]),
    ):
        plan = b.lived(
            date(2019, 12, 30), schedule.make_plan, by=by, title=f"2020年{title}", kind=kind, days=days, since=date(2020, 1, 1),
            until=date(2020, 12, 31), leaders=leaders, place="人民来访接待室", starts_at=time(9), ends_at=time(12),
        )  # fmt: skip
        b.lived(date(2019, 12, 30), schedule.publish_plan, plan, by=by)
    for row in Reception.objects.order_by("on"):
        b.lived(
            row.on, schedule.record_attendance, row, by=b.person(Role.INTAKE), attendance=Attendance.PRESENT
        )


def epidemic() -> None:
    """Ten matters of the epidemic by acts, the others by the sheet of the older register."""
    topic = Topic.objects.get(name="疫情")
    for n in range(10):
        on = date(2020, 2, 3) + timedelta(7 * (n % 5))
        case = r.lived_through(on, channel=("letter", "phone", "online")[n % 3], title=f"复工复产防疫物资{n}")
        b.lived(on + timedelta(25), acts.tag, case, by=b.person(Role.SCREENING), topics=[topic])
    days = (EPIDEMIC[1] - EPIDEMIC[0]).days + 1
    forms = ["来信"] * 59 + ["来电"] * 87 + ["网上"] * 78
    rows = [r.matter(f"Y{n}", EPIDEMIC[0] + timedelta(n % days), form=form) for n, form in enumerate(forms)]
    rows.append(r.matter("Y-before", EPIDEMIC[0] - timedelta(1)))
    assert r.handed_in("cases", rows, ON) == 225


def enter() -> None:
    receptions()
    epidemic()
    r.noted("special_period", "疫情防控期间", *EPIDEMIC, body="疫情")
    r.noted("staff_meeting", "传达学习中央全面依法治国工作会议精神", date(2020, 12, 11), times="1")
    r.noted("staff_study", "学习宪法", date(2020, 6, 5), times="1")
    r.noted("staff_study", "学习民法典", date(2020, 9, 4), times="1")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
def test_as_published(report: Generated, figure: Published) -> None:
    r.prove(report, figure)


def test_the_epidemic_is_not_the_year(report: Generated) -> None:
    """The letter of the day before is in the year, not in the span."""
    assert report.figures["petitions_total"].value == 235


def test_the_checker_asks_only_for_what_the_writer_must_write(report: Generated) -> None:
    assert r.unwritten_only(report)
