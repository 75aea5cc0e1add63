"""Import of messages: what the file tells is kept, what it does not tell is taken as not recorded."""

import csv
from datetime import date
from pathlib import Path

import pytest

from cases.models import Case, CasePaper, Claim, Deadline, Handling, Opinion, Petition
from law.terms import CaseState, HandlingState
from routing.importing import import_file
from routing.models import RoutingDecision

pytestmark = pytest.mark.django_db
COLUMNS = ["message_id", "author", "subject", "received_at", "body", "reply", "replied_at"]
GOOD = [
    "m1",
    "网友甲",
    "小区电梯三个月没有修好",
    "2019-04-25T09:32:09",
    "电梯停了三个月，物业不修，请住建局督促。",
    "已督促物业维修。",
    "2019-05-10T14:56:53",
]
OPEN = ["m2", "网友乙", "村里的路坏了", "2019/4/26 10:00:00", "村道塌了一半，没有人修。", "", ""]
LATE = [
    "m3",
    "网友丙",
    "工地夜间施工噪声",
    "2019-01-02T08:00:00",
    "夜里十二点还在打桩，请环保部门管一管。",
    "已查处。",
    "2019-03-05T09:00:00",
]


def written(folder: Path, *rows: list[str], columns: list[str] = COLUMNS) -> Path:
    path = folder / "messages.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def test_a_row_becomes_one_petition_one_case_one_claim(tmp_path):
    answer = import_file(written(tmp_path, GOOD, OPEN))
    assert (answer.read, answer.imported, answer.skipped, answer.rejected) == (2, 2, 0, [])
    case = Case.objects.get(own_petition__message_id="m1")
    assert (case.imported, case.received_on, case.state) == (True, date(2019, 4, 25), CaseState.CLOSED)
    handling = Handling.objects.get(claim=Claim.objects.get(case=case))
    assert (handling.state, handling.imported_reply.replied_on) == (HandlingState.ANSWERED, date(2019, 5, 10))
    assert handling.unit.code == "housing"
    assert RoutingDecision.objects.get(claim__case=case).ruleset.status == "active"


def test_an_imported_reply_is_no_opinion_and_starts_no_review(tmp_path):
    """条例第32条 checks an opinion; an imported reply is none, and no thirty days of 条例第35条 start."""
    import_file(written(tmp_path, GOOD))
    assert not Opinion.objects.exists()
    assert not CasePaper.objects.exists()
    assert set(Deadline.objects.values_list("period", "not_recorded")) == {
        ("handling", False),
        ("forwarding", True),
    }


@pytest.mark.parametrize(
    ("row", "due", "met"),
    [
        (GOOD, date(2019, 6, 24), date(2019, 5, 10)),  # sixty days from receipt, whatever the way
        (
            LATE,
            date(2019, 3, 4),
            date(2019, 3, 5),
        ),  # 03-03 is a Sunday: rolls to 03-04; answered the day after
        (OPEN, date(2019, 6, 25), None),
    ],
)
def test_the_sixty_days_run_from_receipt_and_the_reply_meets_them(tmp_path, row, due, met):
    import_file(written(tmp_path, row))
    clock = Deadline.objects.get(period="handling")
    assert (clock.due_on, clock.met_on) == (due, met)


def test_without_a_reply_the_case_stays_open(tmp_path):
    import_file(written(tmp_path, OPEN))
    assert Case.objects.get().state == CaseState.DISPATCHED
    assert Handling.objects.get().state == HandlingState.UNRECORDED


def test_a_second_import_adds_nothing(tmp_path):
    path = written(tmp_path, GOOD, OPEN, GOOD)
    first = import_file(path)
    again = import_file(path)
    assert (first.imported, first.skipped) == (2, 1)
    assert (again.imported, again.skipped) == (0, 3)
    assert Petition.objects.count() == 2


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("message_id", "", "为空"),
        ("subject", " ", "为空"),
        ("body", "", "为空"),
        ("received_at", "昨天", "不是时间"),
        ("received_at", "2199-01-01T00:00:00", "晚于今天"),
        ("replied_at", "", "没有可读的答复时间"),
        ("replied_at", "2018-12-31T00:00:00", "早于收到日"),
        ("message_id", "x" * 41, "超过 40"),
    ],
)
def test_a_bad_row_is_refused_by_line_column_and_reason_and_the_others_stay(tmp_path, column, value, words):
    bad = list(LATE)
    bad[COLUMNS.index(column)] = value
    answer = import_file(written(tmp_path, GOOD, bad, OPEN))
    assert answer.imported == 2
    (rejected,) = answer.rejected
    assert (rejected.line, rejected.column) == (3, column)
    assert words in rejected.reason


def test_an_accusation_goes_to_the_compartment(tmp_path):
    row = [
        "m9",
        "网友丁",
        "举报某镇干部贪污受贿",
        "2019-04-25T09:32:09",
        "实名举报镇干部贪污扶贫款、收受贿赂，请纪委查处。",
        "",
        "",
    ]
    import_file(written(tmp_path, row))
    case = Case.objects.get()
    assert case.in_compartment
    assert "贪污" not in case.title + case.summary
    assert not Deadline.objects.filter(case=case).exists()


def test_dry_run_keeps_nothing(tmp_path):
    answer = import_file(written(tmp_path, GOOD, OPEN), dry_run=True)
    assert answer.imported == 2
    assert not Case.objects.exists()


def test_place_takes_only_what_names_it(tmp_path):
    answer = import_file(written(tmp_path, GOOD, OPEN), place="村里")
    assert (answer.read, answer.imported) == (1, 1)
