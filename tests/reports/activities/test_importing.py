"""A sheet: what is read, what is refused by line and column, all or nothing, and twice is once."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

import builders as b
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from audit.models import Record
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import ActivityKind, Role
from reports.activities import actions, blank_sheet, importing, sheets
from reports.activities.kinds import KINDS
from reports.activities.models import Activity, ActivityImport
from tests.reports.activities.ledger import ON, client, entered, entry, writer

pytestmark = pytest.mark.django_db
PATH = "/activities/sheet/"
HEAD = [
    "类型",
    "名称",
    "日期",
    "截止日期",
    "组织单位",
    "地点",
    "期数（期）",
    "参加人数（人）",
    "条例单行本（册）",
    "清理文件（件）",
    "清理意见（件）",
    "本年没有",
]
APRIL = datetime(2023, 4, 18)  # noqa: DTZ001 - a cell of a sheet knows no zone
GOOD: list[list[Any]] = [
    ["业务培训", "第一期", APRIL, "", "", "县委党校", 1, "170余", "", "", "", ""],
    ["宣传资料", "条例宣传月", "2023-05-01", "2023年5月31日", "", "", "", "", "5,000余册", "", "", ""],
    ["清理行政规范性文件", "梳理", "2023/11/3", "", "县信访局", "", "", "", "", 3, 0, ""],
    ["制定行政规范性文件", "", "2023.1.1", "", "", "", "", "", "", "", "", "是"],
]


@pytest.fixture(autouse=True)
def today():
    with clock.on_day(ON):
        yield


def xlsx(rows: list[list[Any]], head: list[str] | None = None) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in [head or HEAD, *rows]:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def text(rows: list[list[Any]], head: list[str] | None = None, encoding: str = "utf-8-sig") -> bytes:
    kept = io.StringIO()
    csv.writer(kept).writerows(
        [
            head or HEAD,
            *[[f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell for cell in row] for row in rows],
        ]
    )
    return kept.getvalue().encode(encoding)


def planned(rows: list[list[Any]], by: Any = None, **more: Any) -> importing.Plan:
    return importing.plan(sheets.read("表.xlsx", xlsx(rows, **more)), by=by or writer(), on=ON)


def faults(plan: importing.Plan) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.words) for row in plan.wrong]


@pytest.mark.parametrize(("name", "data"), [("台账.xlsx", xlsx(GOOD)), ("台账.csv", text(GOOD)), ("台账.CSV", text(GOOD, encoding="gb18030"))],
                         ids=["xlsx", "csv", "gb18030"])  # fmt: skip
def test_from_the_file_through_the_preview_into_the_ledger(name, data):
    browser = client()
    page = browser.post(PATH, {"file": SimpleUploadedFile(name, data)})
    assert "会登记 4 条" in page.content.decode()
    assert not Activity.objects.exists(), "nothing is saved before it is confirmed"
    answer = browser.post(PATH, {"apply": "1", "name": name, "sheet": page.context["sheet"]}, follow=True)
    assert "已导入 4 条" in answer.content.decode()
    said = {
        row.kind: ({m.code: m.shown for m in row.measures.all()}, row.on, row.until, row.none)
        for row in Activity.objects.all()
    }
    assert said == {
        "training": ({"sessions": "1", "persons": "170余"}, date(2023, 4, 18), date(2023, 4, 18), False),
        "materials": ({"regulation_copies": "5000余"}, date(2023, 5, 1), date(2023, 5, 31), False),
        "normative_reviewed": (
            {"reviewed": "3", "opinions": "0"},
            date(2023, 11, 3),
            date(2023, 11, 3),
            False,
        ),
        "normative_made": ({}, date(2023, 1, 1), ON, True),
    }
    kept = ActivityImport.objects.get()
    assert (kept.rows, kept.made, kept.skipped, kept.imported_by) == (4, 4, 0, writer())
    assert Record.objects.filter(verb="import_activities", object_id=str(kept.pk)).count() == 1


def test_the_same_sheet_again_is_recognised_and_skipped():
    sheet = sheets.read("表.xlsx", xlsx(GOOD))
    importing.apply(sheet, name="表.xlsx", by=writer(), on=ON)
    again = importing.apply(sheet, name="表.xlsx", by=writer(), on=ON)
    assert (again.made, again.skipped, Activity.objects.count()) == (0, 4, 4)
    page = client().post(PATH, {"file": SimpleUploadedFile("表.xlsx", xlsx(GOOD))}).content.decode()
    assert "已有，跳过" in page
    assert "登记这" not in page


def test_a_line_entered_by_hand_or_corrected_since_is_recognised_too():
    importing.apply(sheets.read("表.xlsx", xlsx(GOOD[:1])), name="表", by=writer(), on=ON)
    row = Activity.objects.get()
    actions.correct(row, entry("training", "第一期", on=date(2023, 4, 18), sessions="1", persons="175", words={"place": "县委党校"}),
                    by=writer(), on=ON, reason="核对")  # fmt: skip
    entered("training", "第二期", sessions="1", persons="80")
    more = ["业务培训", "第二期", "2023-06-01", "", "", "", "1", "80", "", "", "", ""]
    plan = planned([GOOD[0], more])
    assert (len(plan.new), len(plan.known), plan.wrong) == (0, 2, [])


BAD: list[tuple[str, list[Any], str, str]] = [
    ("no such kind", ["团建", "x", "2023-04-18"], "类型", "没有这一类"),
    ("no day", ["业务培训", "x", "", "", "", "", 1, 10], "日期", "请填写日期"),
    ("not a day", ["业务培训", "x", "四月", "", "", "", 1, 10], "日期", "请写成"),
    ("no such day", ["业务培训", "x", "2023-02-30", "", "", "", 1, 10], "日期", "不是日期"),
    ("a day to come", ["业务培训", "x", "2024-02-03", "", "", "", 1, 10], "日期", "还没有到这一天"),
    ("a number in words", ["业务培训", "x", "2023-04-18", "", "", "", 1, "十几人"], "参加人数（人）", "请写数字"),
    ("a number missing", ["业务培训", "x", "2023-04-18", "", "", "", 1, ""], "参加人数（人）", "请填写参加人数"),
    ("a number of another kind", ["业务培训", "x", "2023-04-18", "", "", "", 1, 10, "5"], "条例单行本（册）", "没有这一项"),
    ("no such unit", ["宣传资料", "x", "2023-04-18", "", "没有的单位", "", "", "", 5], "组织单位", "没有这个单位"),
    ("a unit that reports no such kind", ["业务培训", "x", "2023-04-18", "", "县住建局", "", 1, 10], "组织单位", "只记信访局自己的"),
    ("no name", ["业务培训", "", "2023-04-18", "", "", "", 1, 10], "名称", "请填写培训主题"),
    ("more opinions than documents", ["清理行政规范性文件", "x", "2023-04-18", "", "", "", "", "", "", 1, 2], "清理意见（件）", "不能多于"),
    ("neither yes nor no", ["业务培训", "x", "2023-04-18", "", "", "", 1, 10, "", "", "", "也许"], "本年没有", "请写是或者否"),
    ("none with a number", ["业务培训", "x", "2023-04-18", "", "", "", 1, 10, "", "", "", "是"], "本年没有", "就不是本年没有"),
    ("a formula", ["业务培训", "=1+1", "2023-04-18", "", "", "", 1, 10], "名称", "公式"),
    ("a formula as a number", ["业务培训", "x", "2023-04-18", "", "", "", 1, "=SUM(A1:A9)"], "参加人数（人）", "公式"),
    ("too long", ["业务培训", "长" * 121, "2023-04-18", "", "", "", 1, 10], "名称", "最多 120 字"),
    ("a number that is missing", ["法律咨询", "x", "2023-04-18"], "接受咨询（人次）", "请填写接受咨询"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "column", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_what_is_wrong_is_named_by_line_and_column(row, column, words):
    plan = planned([GOOD[0], row])
    assert [(line, name) for line, name, _ in faults(plan)] == [(3, column)]
    assert words in plan.wrong[0].words


def test_one_wrong_line_and_none_is_entered():
    sheet = sheets.read("表.xlsx", xlsx([*GOOD, ["业务培训", "x", "", "", "", "", 1, 10]]))
    with pytest.raises(NotLawfulNow, match="第 6 行「日期」"):
        importing.apply(sheet, name="表", by=writer(), on=ON)
    assert not Activity.objects.exists()
    assert not ActivityImport.objects.exists()
    page = (
        client()
        .post(PATH, {"file": SimpleUploadedFile("表.xlsx", xlsx([["团建", "x", "2023-01-01"]]))})
        .content.decode()
    )
    assert "有 1 处要改" in page
    assert "登记这" not in page
    assert 'name="sheet"' not in page


def test_a_fault_found_only_while_entering_undoes_all_and_names_the_line():
    head = ["类型", "名称", "日期", "截止日期", "乡镇街道登记（件次）"]
    rows = [
        ["矛调登记", "一月", "2023-01-01", "2023-01-31", 3],
        ["矛调登记", "又一月", "2023-01-20", "2023-02-20", 3],
    ]
    with pytest.raises(NotLawfulNow, match="第 3 行"):
        importing.apply(sheets.read("表.xlsx", xlsx(rows, head)), name="表", by=writer(), on=ON)
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (["类型", "日期", "密码"], "不认识这一列"),
        (["类型", "日期", "日期"], "写了两次"),
        (["名称", "日期"], "缺这一列"),
    ],
)
def test_columns_that_are_not_those_of_the_template_are_named(head, words):
    assert words in planned([["业务培训", "2023-01-01", "x"]], head=head).wrong[0].words


def test_a_heading_without_its_unit_is_understood():
    plan = planned(
        [["业务培训", "x", "2023-01-01", 1, 20]], head=["类型", "名称", "日期", "期数", "参加人数 (人)"]
    )
    assert (len(plan.new), plan.wrong) == (1, [])


def test_the_same_line_twice_in_a_sheet_and_a_contradiction_in_it():
    assert "和第 2 行一样" in planned([GOOD[0], GOOD[0]]).wrong[0].words
    none = ["业务培训", "", "2023-04-18", "", "", "", "", "", "", "", "", "是"]
    assert "请去掉一样" in planned([GOOD[0], none]).wrong[0].words


def test_words_that_look_like_commands_are_words():
    names = [
        "+1+1",
        "@SUM(1)",
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "\u202egnp.exe",
    ]
    rows = [["荣誉表彰", name, "2023-04-18"] for name in names]
    sheet = sheets.read("表.csv", text(rows, HEAD[:3]))
    importing.apply(sheet, name="<b>表</b>.csv", by=writer(), on=ON)
    formula = sheets.read("表.csv", text([["荣誉表彰", "=cmd|' /C calc'!A0", "2023-04-18"]], HEAD[:3]))
    assert "是公式" in importing.plan(formula, by=writer(), on=ON).wrong[0].words
    assert set(Activity.objects.values_list("title", flat=True)) == {*names[:-1], "gnp.exe"}
    for path in ("/activities/?year=2023", PATH):
        page = client().get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>表" not in page


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.UNPACKED + 1))
    return kept.getvalue()


def with_macro() -> bytes:
    kept = io.BytesIO(xlsx(GOOD))
    with zipfile.ZipFile(kept, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    return kept.getvalue()


def with_entity() -> bytes:
    """An entity that would read a file of the server."""
    plain, kept = zipfile.ZipFile(io.BytesIO(xlsx(GOOD))), io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for name in plain.namelist():
            data = plain.read(name)
            if name.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data.replace(
                    b"?>", b"?>", 1
                )
            packed.writestr(name, data)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("表.xlsx", b"not a zip", "打不开"), ("表.xlsx", bomb(), "内容过大"), ("表.xlsx", with_macro(), "有宏"), ("表.xlsx", with_entity(), "打不开"),
        ("表.xlsm", xlsx(GOOD), "带宏"), ("表.xls", b"\xd0\xcf\x11\xe0", "旧格式"), ("表.pdf", b"%PDF", "只收"), ("表.csv", b"", "没有内容"),
        ("表.csv", b"\xff\xfe\x00\x00\xd8\x00", "编码"), ("表.csv", b"x" * (sheets.LARGEST + 1), "大于 2 MB"),
        ("表.csv", b"a,b\n" * 600, "不超过 500 行"), ("表.csv", ",".join(["x"] * 70).encode(), "不超过 60 列"),
        ("表.csv", ("字" * 5000).encode(), "超过 4000 字"),
    ],
    ids=["no zip", "bomb", "macro", "entity", "xlsm", "xls", "pdf", "empty", "encoding", "large", "rows", "columns", "cell"],
)  # fmt: skip
def test_a_file_that_is_none_of_ours_is_refused_with_the_remedy(name, data, words):
    with pytest.raises(sheets.Unreadable, match=words):
        sheets.read(name, data)


@pytest.mark.parametrize("sent", ["", "x", "{}", "[[1]]", '[["a",["b"]]]', "[]", "null"])
def test_what_a_browser_sends_for_the_second_step_is_checked(sent):
    answer = client().post(PATH, {"apply": "1", "name": "表", "sheet": sent})
    assert answer.status_code == 400
    assert not Activity.objects.exists()


def test_no_file_is_said():
    assert "请选择表格" in client().post(PATH, {}).content.decode()


def test_a_unit_brings_its_own_and_nothing_else():
    handler = b.person(Role.HANDLER, "township_01")
    name = handler.unit.name
    plan = planned([["宣传资料", "x", "2023-04-18", "", name, "", "", "", 5], ["宣传资料", "y", "2023-04-18", "", "", "", "", "", 5],
                    ["宣传资料", "z", "2023-04-18", "", "县住建局", "", "", "", 5], ["业务培训", "x", "2023-04-18", "", "", "", 1, 10]],
                   by=handler)  # fmt: skip
    assert faults(plan) == [
        (4, "组织单位", "只能登记本单位的活动"),
        (5, "类型", "这一类由信访局统计报告员登记"),
    ]
    assert {line_entry.unit for _, line_entry in plan.new} == {handler.unit}


@pytest.mark.parametrize(
    ("role", "code"), [(Role.BUREAU_LEADER, "bureau"), (Role.INTAKE, "bureau"), (Role.SCREENING, "bureau")]
)
def test_who_does_not_enter_does_not_import(role, code):
    with pytest.raises(NotYours):
        importing.apply(sheets.read("表.xlsx", xlsx(GOOD)), name="表", by=b.person(role, code), on=ON)
    assert client(b.person(role, code)).get(PATH).status_code == 403


@pytest.mark.parametrize(
    "kinds",
    [list(KINDS.values()), *[[kind] for kind in KINDS.values()]],
    ids=lambda kinds: kinds[0].kind.value if len(kinds) == 1 else "all",
)
def test_a_template_has_the_columns_of_its_kinds_and_is_read_again(kinds):
    book = load_workbook(io.BytesIO(blank_sheet.workbook(kinds)))
    head = [cell.value for cell in book.worksheets[0][1]]
    assert head == importing.columns(kinds)
    assert set(head) <= set(importing.HEADINGS)
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2, max_row=len(kinds) + 1)] == [
        kind.label for kind in kinds
    ]
    assert len({importing.HEADINGS[column] for column in head}) == len(head)


def test_the_template_is_offered_and_filled_in_it_is_taken():
    answer = client().get("/activities/sheet/template.xlsx?kind=training")
    book = load_workbook(io.BytesIO(answer.content))
    sheet: Any = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    said = {
        "类型": "业务培训",
        "名称": "第一期",
        "日期": date(2023, 4, 18),
        "期数（期）": 1,
        "参加人数（人）": "170余",
    }
    sheet.append([said.get(column) for column in head])
    kept = io.BytesIO()
    book.save(kept)
    plan = importing.plan(sheets.read("模板.xlsx", kept.getvalue()), by=writer(), on=ON)
    assert (len(plan.new), plan.wrong) == (1, [])
    assert plan.new[0][1].kind == ActivityKind.TRAINING
    assert (
        client(b.person(Role.HANDLER, "township_01"))
        .get("/activities/sheet/template.xlsx?kind=training")
        .status_code
        == 403
    )


def test_a_plan_names_its_figure():
    head = ["类型", "名称", "日期", "对应数字", "指标值"]
    plan = planned(
        [["计划指标", "不少于1次", "2023-01-04", "业务培训", 1], ["计划指标", "x", "2023-01-04", "", 1]],
        head=head,
    )
    assert [line_entry.figure for _, line_entry in plan.new] == ["trainings"]
    assert faults(plan) == [(3, "对应数字", "请选择对应的数字，年终按它对照有没有完成")]
