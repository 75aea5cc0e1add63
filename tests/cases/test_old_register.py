"""An older register comes with its courses: what it tells counts, what it does not tell is not recorded, never late."""

from datetime import date, timedelta

import builders as b
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from old_registers import COURSE, TODAY, bare, case, handling, row, taken, written

from audit.models import Record
from audit.verifying import verify
from cases import actions
from cases.actions import old_register
from cases.models import Case, CaseEvent, Claim, Deadline, Extension, Handling, Petition, Rating, RepeatLink
from cases.old_register.sheet import Importer
from cases.policies import NotYours
from law import clock
from law.terms import CaseState, HandlingState, RatedOrgan, Role
from tests.walk.invariants import INVARIANTS

pytestmark = pytest.mark.django_db


def clocks(number: str = "A1") -> dict[str, tuple[date, date | None, bool]]:
    """Period (with whose rating) → due, met, whether the register is silent."""
    return {
        f"{d.period}{':' if d.organ else ''}{d.organ}": (d.due_on, d.met_on, d.not_recorded)
        for d in Deadline.objects.filter(case=case(number))
    }


def unlawful_rows() -> dict[str, list[object]]:
    found = {}
    with connection.cursor() as cursor:
        for name, sql in INVARIANTS.items():
            cursor.execute(sql)
            if rows := cursor.fetchall():
                found[name] = rows
    return found


def test_a_row_becomes_a_file_with_its_course():
    answer = taken(row()).answer
    assert (answer.read, answer.imported, answer.skipped, answer.rejected) == (1, 1, 0, [])
    file = case()
    assert (file.state, file.closed_on, file.imported, file.course_recorded) == (
        "closed",
        date(2023, 5, 12),
        True,
        True,
    )
    assert file.number.startswith("330999-1-20230301-")
    claim = Claim.objects.get(case=file)
    assert (claim.way, claim.decided_on, claim.route) == ("forward", date(2023, 3, 6), "petition")
    work = handling()
    assert (work.state, work.unit.code, work.accepted_on) == (
        HandlingState.ANSWERED,
        "housing",
        date(2023, 3, 15),
    )
    assert (work.imported_reply.replied_on, work.imported_reply.served_on) == (
        date(2023, 5, 8),
        date(2023, 5, 10),
    )
    assert clocks() == {
        "forwarding": (date(2023, 3, 16), date(2023, 3, 6), False),
        "notice": (date(2023, 3, 21), date(2023, 3, 15), False),
        "handling": (date(2023, 5, 15), date(2023, 5, 8), False),  # 05-14 is a Sunday
        "rating:unit": (date(2023, 6, 9), date(2023, 5, 20), False),
        "rating:bureau": (date(2023, 3, 31), None, True),
    }
    rating = Rating.objects.get()
    assert (rating.organ, rating.value, rating.entered_by, rating.evidence) == (
        "unit",
        "satisfied",
        None,
        "历史台账 A1",
    )
    assert unlawful_rows() == {}


def test_its_story_is_told_in_order_and_marked_as_entered_afterwards():
    person = b.person(Role.WRITER)
    taken(row(延期天数="10", 延期批准日="2023-05-02"), by=person)
    events = list(CaseEvent.objects.filter(case=case()))
    assert [(event.act, event.on.isoformat()) for event in events] == [
        ("import_case", "2023-03-01"), ("import_transfer", "2023-03-06"), ("import_notice", "2023-03-15"),
        ("import_extension", "2023-05-02"), ("import_answer", "2023-05-08"), ("import_service", "2023-05-10"),
        ("import_conclusion", "2023-05-12"), ("import_rating", "2023-05-20"),
    ]  # fmt: skip
    assert all(event.backdated and event.by == person and event.unit == person.unit for event in events)


def test_a_batch_is_one_record_of_the_chain_with_a_digest_of_its_rows():
    taken(row(), row(原编号="A2"), by=b.person(Role.WRITER))
    (record,) = Record.objects.filter(verb="import_case")
    assert record.digest
    assert verify().fault == ""


#: what is told beside the registration → state of file, state of the unit's work, period → (met or None, silent)
TOLD: dict[str, tuple[dict[str, str], str, str, dict[str, tuple[str | None, bool]]]] = {
    "条例第22条 still with the bureau: its fifteen days run": (
        {}, "registered", "", {"forwarding": (None, False)}),
    "closed, nothing else told: every duty is silent": (
        {"办结日": "2023-05-12"}, "closed", "",
        {"forwarding": (None, True), "notice": (None, True), "handling": (None, True)}),
    "条例第23条 sent, not yet told: the unit's clocks run": (
        {"主办单位": "housing", "转送交办日": "2023-03-06"}, "dispatched", "arrived",
        {"forwarding": ("2023-03-06", False), "notice": (None, False), "objection": (None, False)}),
    "the unit is told, the day of the transfer is not": (
        {"主办单位": "housing"}, "dispatched", "unrecorded",
        {"forwarding": (None, True), "notice": (None, True), "handling": (None, True)}),
    "accepted without a day of notice: not recorded, not late": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "受理日": "2023-03-20"}, "dispatched", "accepted",
        {"forwarding": ("2023-03-06", False), "notice": (None, True), "handling": (None, False)}),
    "the notice is the acceptance (domain §1.4)": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20"}, "dispatched", "accepted",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": (None, False)}),
    "answered, the acceptance not told": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "答复日": "2023-05-08"}, "closed", "answered",
        {"forwarding": ("2023-03-06", False), "notice": (None, True), "handling": (None, True),
         "rating:bureau": (None, True), "rating:unit": (None, True)}),
    "条例第34条 answered": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "答复日": "2023-05-08"},
        "closed", "answered",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": ("2023-05-08", False),
         "rating:bureau": (None, True), "rating:unit": (None, True)}),
    "concluded, the answer not told": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "办结日": "2023-05-08"},
        "closed", "answered",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": (None, True),
         "rating:bureau": (None, True), "rating:unit": (None, True)}),
    "匿名 免告知 (条例第23条第2款): no notice owed, nobody to rate": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "受理日": "2023-03-20", "答复日": "2023-05-08", "免告知": "是"},
        "closed", "answered", {"forwarding": ("2023-03-06", False), "handling": ("2023-05-08", False)}),
    "条例第31条 guided: the bureau's duty alone": (
        {"处理方式": "引导", "途径": "仲裁", "转送交办日": "2023-03-06"}, "closed", "", {"forwarding": ("2023-03-06", False)}),
    "条例第19条第3款 declined": (
        {"处理方式": "不予受理", "转送交办日": "2023-03-20"}, "closed", "", {"forwarding": ("2023-03-20", False)}),
    "条例第31条第4项 sent into an administrative procedure: no sixty days, no rating": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "途径": "行政程序"},
        "dispatched", "statutory", {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False)}),
    "条例第29条 a suggestion has its own period": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "信访目的": "建议意见"},
        "dispatched", "accepted",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "suggestion_reply": (None, False)}),
    "条例第22条第1款第3项 assigned and open: the report is owed": (
        {"主办单位": "housing", "处理方式": "交办", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "限办日": "2023-04-20"},
        "dispatched", "accepted",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": (None, False),
         "assigned_report": (None, False)}),
    "来自上级 and still here: four days beside the fifteen (内部要求)": (
        {"来源层级": "省"}, "registered", "", {"forwarding": (None, False), "superior_forwarding": (None, False)}),
    "asked and silent: 未评价 is told": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "答复日": "2023-05-08",
         "送达日": "2023-05-09", "对责任单位评价": "未评价", "对信访部门评价": "未评价"}, "closed", "answered",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": ("2023-05-08", False),
         "rating:bureau": (None, False), "rating:unit": (None, False)}),
    "rated, the day of service not told": (
        {"主办单位": "housing", "转送交办日": "2023-03-06", "书面告知日": "2023-03-20", "答复日": "2023-05-08",
         "对责任单位评价": "不满意", "对责任单位评价日": "2023-05-20"}, "closed", "answered",
        {"forwarding": ("2023-03-06", False), "notice": ("2023-03-20", False), "handling": ("2023-05-08", False),
         "rating:bureau": (None, True), "rating:unit": (None, True)}),
}  # fmt: skip


@pytest.mark.parametrize("told", TOLD)
def test_each_duty_told_counts_and_each_untold_is_not_recorded(told):
    cells, state, work, periods = TOLD[told]
    # a column nobody filled in is there: what is open has simply not been done yet
    assert taken(bare(**cells)).answer.rejected == []
    assert case().state == state
    assert [each.state for each in Handling.objects.filter(claim__case=case())] == ([work] if work else [])
    found = {name: (met.isoformat() if met else None, silent) for name, (_, met, silent) in clocks().items()}
    assert found == periods
    assert unlawful_rows() == {}


def test_without_the_columns_an_open_matter_is_unrecorded_and_owes_nothing():
    """A register that has no column for notice and acceptance does not make units late."""
    sheet = bare(主办单位="housing", 转送交办日="2023-03-06")
    taken(sheet, without=["书面告知日", "受理日"])
    assert handling().state == HandlingState.UNRECORDED
    assert [row[2] for name, row in clocks().items() if name != "forwarding"] == [True, True]


@pytest.mark.parametrize(
    ("cells", "due", "met"),
    [
        ({"转送交办日": "2023-03-16"}, "2023-03-16", True),  # the fifteenth day
        ({"转送交办日": "2023-03-17"}, "2023-03-16", False),
    ],
)
def test_fifteen_days_of_the_bureau(cells, due, met):
    taken(bare(主办单位="housing", **cells))
    last, on, _ = clocks()["forwarding"]
    assert (last.isoformat(), on is not None and on <= last) == (due, met)


@pytest.mark.parametrize(
    ("days", "approved", "in_time", "due"),
    [
        ("30", "2023-05-15", True, date(2023, 6, 13)),
        ("30", "2023-05-16", False, date(2023, 5, 15)),
        ("5", "2023-04-01", True, date(2023, 5, 19)),
    ],
)
def test_an_extension_counts_when_it_was_approved_in_time(days, approved, in_time, due):
    """条例第34条: on or before the last day it moves it (from the nominal day); later it is kept, the work is late."""
    taken(row(延期天数=days, 延期批准日=approved, 答复日="2023-06-10", 送达日="2023-06-11", 对责任单位评价日="2023-06-12",
              办结日="2023-06-12"))  # fmt: skip
    assert clocks()["handling"][:2] == (due, date(2023, 6, 10))
    assert (Extension.objects.get().in_time, Extension.objects.get().approved_by) == (in_time, None)


def test_a_withdrawal_before_the_last_day_leaves_no_duty():
    taken(bare(主办单位="housing", 转送交办日="2023-03-06", 书面告知日="2023-03-15", 撤回日="2023-03-20"))
    assert (case().state, handling().state) == (CaseState.CLOSED, HandlingState.WITHDRAWN)
    work = Deadline.objects.get(period="handling")
    assert (work.voided_on, work.void_reason) == (date(2023, 3, 20), "确认撤回")
    assert unlawful_rows() == {}


def test_a_withdrawal_before_the_transfer():
    taken(bare(撤回日="2023-03-04"))
    assert Claim.objects.get().way == "withdrawn"
    assert Deadline.objects.get().voided_on == date(2023, 3, 4)


REFUSED = {
    "原编号空": ({"原编号": ""}, "原编号", "为空"),
    "原编号太长": ({"原编号": "9" * 37}, "原编号", "超过 36"),
    "登记日不是日期": ({"登记日": "去年"}, "登记日", "不是日期"),
    "登记日在以后": ({"登记日": "2199-01-01"}, "登记日", "晚于今天"),
    "登记日太早": ({"登记日": "1023-03-01"}, "登记日", "太早"),
    "形式不认识": ({"信访形式": "托梦"}, "信访形式", "不认识"),
    "初次重复不认识": ({"初次重复": "也许"}, "初次重复", "不认识"),
    "标题空": ({"标题": ""}, "标题", "为空"),
    "标题太长": ({"标题": "长" * 2001}, "标题", "超过 2000"),
    "人数不是数": ({"人数": "若干"}, "人数", "整数"),
    "人数是零": ({"人数": "0"}, "人数", "整数"),
    "人数是全角": ({"人数": "３"}, "人数", "整数"),
    "分类没有": ({"一级分类": "天文"}, "一级分类", "没有"),
    "二级分类没有": ({"二级分类": "天文"}, "二级分类", "没有"),
    "只有二级": ({"一级分类": ""}, "一级分类", "一级分类也填上"),
    "属地不是乡镇": ({"属地": "housing"}, "属地", "不是系统里的乡镇"),
    "标签不在表里": ({"热点标签": "外星人"}, "热点标签", "没有"),
    "单位没有": ({"主办单位": "某某局"}, "主办单位", "没有"),
    "单位是信访局": ({"主办单位": "bureau"}, "主办单位", "不是责任单位"),
    "单位是纪委": ({"主办单位": "discipline"}, "主办单位", "检举控告"),
    "转送没有单位": ({"主办单位": ""}, "主办单位", "请填主办单位"),
    "方式不认识": ({"处理方式": "拖着"}, "处理方式", "不认识"),
    "转送早于登记": ({"转送交办日": "2023-02-28"}, "转送交办日", "早于登记日"),
    "告知早于转送": ({"书面告知日": "2023-03-05", "受理日": ""}, "书面告知日", "早于转送交办日"),
    "告知早于受理": ({"书面告知日": "2023-03-10"}, "书面告知日", "早于受理日"),
    "答复早于受理": ({"答复日": "2023-03-10"}, "答复日", "早于受理日"),
    "送达早于答复": ({"送达日": "2023-05-01"}, "送达日", "早于答复日"),
    "送达没有答复": ({"答复日": "", "对责任单位评价": "", "对责任单位评价日": ""}, "答复日", "请填答复日"),
    "办结早于答复": ({"办结日": "2023-05-01"}, "办结日", "早于答复日"),
    "延期超过三十日": ({"延期天数": "31", "延期批准日": "2023-05-01"}, "延期天数", "1 至 30"),
    "延期没有批准日": ({"延期天数": "10"}, "延期批准日", "一起填"),
    "批准日没有天数": ({"延期批准日": "2023-05-01"}, "延期天数", "一起填"),
    "延期批准在答复后": ({"延期天数": "10", "延期批准日": "2023-05-09"}, "答复日", "早于延期批准日"),
    "评价没有日期": ({"对责任单位评价日": ""}, "对责任单位评价日", "请填评价日"),
    "评价日没有评价": ({"对责任单位评价": ""}, "对责任单位评价", "请填评价"),
    "评价早于送达": ({"对责任单位评价日": "2023-05-09"}, "对责任单位评价日", "早于送达日"),
    "评价过期": ({"对责任单位评价日": "2023-06-10"}, "对责任单位评价日", "过期的评价不计"),
    "重复件评价": ({"初次重复": "重复"}, "对责任单位评价", "不评价"),
    "免告知又有告知": ({"免告知": "是"}, "免告知", "只留一列"),
    "法定途径又有受理": ({"途径": "行政程序"}, "受理日", "条例第31条"),
    "引导没有途径": ({**dict.fromkeys(COURSE, ""), "处理方式": "引导", "转送交办日": "2023-03-06"}, "途径", "法定途径"),
    "引导又有单位": ({**dict.fromkeys(COURSE, ""), "处理方式": "引导", "途径": "诉讼", "主办单位": "housing",
                "转送交办日": "2023-03-06"}, "主办单位", "留空"),
    "引导又有答复": ({**dict.fromkeys(COURSE, ""), "处理方式": "引导", "途径": "诉讼", "转送交办日": "2023-03-06",
                "答复日": "2023-03-08"}, "答复日", "没有这一步"),
    "不予受理没有日期": ({**dict.fromkeys(COURSE, ""), "处理方式": "不予受理"}, "转送交办日", "作出的日期"),
    "答复以后撤回": ({"撤回日": "2023-05-11"}, "撤回日", "只留一列"),
    "原件没有": ({"初次重复": "重复", "重复的原编号": "Z9", "对责任单位评价": "", "对责任单位评价日": ""}, "重复的原编号", "没有原件"),
    "初次又有原件": ({"重复的原编号": "Z9"}, "初次重复", "应为“重复”"),
    "原件是自己": ({"初次重复": "重复", "重复的原编号": "A1"}, "重复的原编号", "自己"),
    "检举控告": ({"信访目的": "检举控告"}, "信访目的", "保密员"),
    "纪检类": ({"一级分类": "纪检监察", "二级分类": ""}, "信访目的", "保密员"),
    "转纪检": ({"处理方式": "转纪检监察"}, "信访目的", "保密员"),
    "公式": ({"标题": "=1+1"}, "标题", "公式"),
    "控制字符": ({"标题": "停车\x07位"}, "标题", "控制字符"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_a_row_is_refused_by_line_column_and_reason_and_the_others_stay(fault):
    cells, column, words = REFUSED[fault]
    answer = taken(row(原编号="B1"), row(**cells), row(原编号="B2")).answer
    (rejected,) = answer.rejected
    assert (rejected.line, rejected.column) == (3, column), rejected
    assert words in rejected.reason
    assert (answer.read, answer.imported) == (3, 2)
    assert Case.objects.count() == 2


def test_what_looks_like_an_accusation_is_refused_unless_the_register_says_what_it_is():
    doubtful = row(标题="举报某镇干部贪污受贿")
    asked = {"doubt": lambda title, words: "贪污" in title}
    (rejected,) = taken(doubtful, **asked).answer.rejected
    assert "检举控告" in rejected.reason
    assert "条例第30条第3款" in rejected.reason
    assert taken(doubtful | {"信访目的": "申诉求决"}, **asked).answer.imported == 1


def test_a_second_import_adds_nothing():
    first, again = taken(row(), row(原编号="A2"), row()), taken(row(), row(原编号="A2"))
    assert (first.answer.imported, first.answer.skipped) == (2, 1)
    assert (again.answer.imported, again.answer.skipped) == (0, 2)
    assert (Petition.objects.count(), CaseEvent.objects.filter(act="import_case").count()) == (2, 2)


def test_the_same_number_of_another_year_is_another_matter():
    taken(row())
    for sheet in ([row(登记日="2023-03-02")], [row(原编号="B1"), row(原编号="B1", 登记日="2023-03-02")]):
        (rejected,) = taken(*sheet).answer.rejected
        assert (rejected.column, "加上年份" in rejected.reason) == ("原编号", True)


def test_a_message_with_the_same_number_is_no_obstacle():
    b.registered(message_id="A1")
    assert taken(row()).answer.imported == 1


def test_dry_run_keeps_nothing_and_says_the_same():
    sheet = [
        row(),
        row(原编号="A2", 初次重复="重复", 重复的原编号="A1", 对责任单位评价="", 对责任单位评价日=""),
        row(人数="x"),
    ]
    rehearsal = taken(*sheet, dry_run=True).answer
    assert not Case.objects.exists()
    assert rehearsal == taken(*sheet).answer


def repeat(number: str, earlier: str = "", **cells: str) -> dict[str, str]:
    return (
        row(原编号=number, 初次重复="重复", 重复的原编号=earlier, 对责任单位评价="", 对责任单位评价日="")
        | cells
    )


def test_a_repeat_is_linked_to_its_earlier_matter():
    """Of this sheet, of an earlier one by its number, or by the number of the house."""
    taken(row(), repeat("A2", "A1"))
    taken(repeat("A3", "A1"), repeat("A4", case().number))
    links = RepeatLink.objects.order_by("pk")
    assert [(link.earlier, link.merged, link.linked_by) for link in links] == [(case(), False, None)] * 3


def test_a_repeat_whose_earlier_matter_is_not_here_is_known_as_one():
    taken(repeat("A2"))
    assert not RepeatLink.objects.exists()
    assert Petition.objects.get().known_repeat


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ([repeat("A2", "A1"), row()], "放在前面"),
        ([row(人数="x"), repeat("A2", "A1")], "放在前面"),
        ([row(登记日="2023-03-02"), repeat("A2", "A1", 登记日="2023-03-01")], "晚于本件"),
    ],
)
def test_a_repeat_stands_below_its_earlier_matter(sheet, words):
    rejected = [each for each in taken(*sheet).answer.rejected if each.column == "重复的原编号"]
    assert [words in each.reason for each in rejected] == [True]


def test_an_accusation_is_no_earlier_matter_anybody_can_find():
    sealed = b.registered(purpose="accusation", title="举报某人", accused=[b.unit("water")])
    (rejected,) = taken(repeat("A2", sealed.number)).answer.rejected
    assert "没有原件" in rejected.reason


@pytest.mark.parametrize(
    "role", [Role.INTAKE, Role.BUREAU_LEADER, Role.COUNTY_LEADER, Role.SYSADMIN, Role.COMPARTMENT]
)
def test_only_the_writer_and_the_screening_officer_of_the_bureau_may(role):
    with pytest.raises(NotYours):
        taken(row(), by=b.person(role))
    assert not Case.objects.exists()


@pytest.mark.parametrize("role", [Role.WRITER, Role.SCREENING])
def test_who_may(role):
    assert taken(row(), by=b.person(role)).answer.imported == 1


def test_a_handler_of_a_unit_may_not():
    with pytest.raises(NotYours):
        taken(row(), by=b.person(Role.HANDLER, "housing"))


HOSTILE = "<script>alert(1)</script>{{ 7*7 }}'; DROP TABLE cases_case; --"


def test_hostile_words_are_words():
    taken(row(标题=HOSTILE, 内容=HOSTILE))
    assert (case().title, case().summary) == (HOSTILE, HOSTILE)


def test_a_long_title_is_kept_whole_in_the_words():
    taken(row(标题="路" * 300))
    assert (len(case().title), case().summary) == (120, "路" * 300)


# --- what is open goes on here -----------------------------------------------------------------------------------


def test_what_is_still_with_the_bureau_is_screened_as_usual():
    with clock.on_day(date(2023, 3, 3)):
        taken(bare(), on=date(2023, 3, 3))
        actions.forward(case().claims.get(), by=b.person(Role.SCREENING), on=date(2023, 3, 3), route="petition",
                        to=actions.Destination(b.unit("housing")))  # fmt: skip
    assert clocks()["forwarding"][1] == date(2023, 3, 3)
    assert case().state == CaseState.DISPATCHED


def test_what_is_accepted_goes_on_to_its_end():
    """The unit drafts, signs, serves; the bureau concludes: the sixty days are those of the register's acceptance."""
    day = date(2023, 4, 3)
    with clock.on_day(day):
        taken(bare(主办单位="housing", 转送交办日="2023-03-06", 书面告知日="2023-03-15"), on=day)
    work = b.served(handling(), day)
    b.concluded(work, day)
    assert (case().state, clocks()["handling"][:2]) == (CaseState.CLOSED, (date(2023, 5, 15), day))
    assert unlawful_rows() == {}


def test_what_has_arrived_is_accepted_or_objected_to():
    day = date(2023, 3, 8)
    with clock.on_day(day):
        taken(
            bare(主办单位="housing", 转送交办日="2023-03-06"),
            bare(原编号="A2", 主办单位="housing", 转送交办日="2023-03-06"),
            on=day,
        )
        actions.accept(handling(), by=b.person(Role.HANDLER, "housing"), on=day)
        actions.object_to(
            handling("A2"),
            by=b.person(Role.UNIT_HEAD, "housing"),
            on=day,
            reason="停车收费由城管部门按职责管理，不属于本局",
        )
    assert [handling(number).state for number in ("A1", "A2")] == ["accepted", "objected"]


def test_a_matter_found_to_be_an_accusation_is_sealed_like_any_other():
    day = date(2023, 3, 3)
    with clock.on_day(day):
        taken(bare(), on=day)
        actions.seal_accusation(case(), by=b.person(Role.SCREENING), on=day, accused=[])
    assert (case().in_compartment, case().summary) == (True, "")


# --- the database ------------------------------------------------------------------------------------------------


def refused(sql: str, *values: object) -> str:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError) as caught:
        run()
    return str(caught.value)


COPY_CASE = """INSERT INTO cases_case (number, title, summary, state, purpose, category, place_text, flags, in_compartment,
    received_on, receiving_unit_id, imported, course_recorded, closed_on, version, created_at)
    SELECT number || 'x', title, '', state, purpose, '', '', '{{}}', false, received_on, receiving_unit_id, {marks},
    closed_on, 1, now() FROM cases_case WHERE id = %s"""


@pytest.mark.parametrize("marks", ["false, false", "true, false"])
def test_no_other_file_is_born_closed(marks):
    taken(row())
    assert "may not go from" in refused(COPY_CASE.format(marks=marks), case().pk)


def test_a_file_with_its_course_needs_its_event_in_the_same_transaction():
    taken(row())
    assert "needs its event" in refused(COPY_CASE.format(marks="true, true"), case().pk)


def test_the_mark_of_an_import_is_never_put_on_or_taken_off_later():
    file = b.registered()
    taken(row())
    assert refused("UPDATE cases_case SET imported = true, course_recorded = true WHERE id = %s", file.pk)
    assert refused("UPDATE cases_case SET course_recorded = false WHERE id = %s", case().pk)


def test_no_other_handling_is_born_accepted_or_withdrawn():
    work = b.forwarded()
    for state in ("accepted", "statutory", "withdrawn"):
        words = refused(
            "INSERT INTO cases_handling (claim_id, unit_id, role, state, route, assigned, direct, first_responsible, designated,"
            " arrived_on, notice_exempt, accepted_on, presumed, ended_on, version) SELECT claim_id, %s, 'assisting', %s, route, false,"
            " false, false, false, arrived_on, false, arrived_on, false, CASE WHEN %s = 'withdrawn' THEN arrived_on END, 1"
            " FROM cases_handling WHERE id = %s",
            b.unit("water").pk, state, state, work.pk,
        )  # fmt: skip
        assert "may not go from" in words


# --- many --------------------------------------------------------------------------------------------------------


def test_a_batch_costs_a_bounded_number_of_statements(django_assert_max_num_queries):
    def sheet(start: int, number: int) -> list[dict[str, str]]:
        return [row(原编号=f"N{n}", 登记日=f"2023-0{1 + n % 2}-01") for n in range(start, start + number)]

    data = written(sheet(0, 300))
    with django_assert_max_num_queries(34):
        Importer(by=None, on=TODAY).run("a.csv", data)
    assert Case.objects.count() == 300


def test_two_batches_of_one_sheet_know_each_other(monkeypatch):
    monkeypatch.setattr("cases.old_register.sheet.BATCH", 2)
    answer = taken(row(), row(原编号="A2"), repeat("A3", "A1"), row(), repeat("A4", "A3")).answer
    assert (answer.imported, answer.skipped, answer.rejected) == (4, 1, [])
    assert RepeatLink.objects.count() == 2


def test_a_number_that_came_in_beside_us_is_passed_over(monkeypatch):
    """Two people import the same sheet at once: the second finds the rows there and takes the rest."""
    real, calls = old_register.known, []

    def blind_at_first(numbers: list[str]) -> dict[str, date]:
        calls.append(numbers)
        return {} if len(calls) == 1 else real(numbers)

    taken(row())
    monkeypatch.setattr(old_register, "known", blind_at_first)
    answer = taken(row(), row(原编号="A2")).answer
    assert (answer.imported, answer.skipped) == (1, 1)


def test_ratings_of_the_bureau_start_with_the_transfer():
    taken(row(对信访部门评价="基本满意", 对信访部门评价日="2023-03-20"))
    assert clocks()["rating:bureau"] == (date(2023, 4, 6), date(2023, 3, 20), False)  # 04-05 is 清明节
    assert set(Rating.objects.values_list("organ", flat=True)) == {RatedOrgan.BUREAU, RatedOrgan.UNIT}
    assert date(2023, 3, 6) + timedelta(30) == date(2023, 4, 5)
