"""The pages of the import of older registers: template, check, confirmation, refusals, long sheets in the background."""

import io
from typing import Any

import builders as b
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError
from old_registers import TODAY, row, written
from openpyxl import load_workbook

from audit.models import Record
from cases.models import Case, SheetImport
from law import clock
from law.terms import Role
from oversight.leaders.models import HiddenConflict
from petition_bureau import tasks
from petition_bureau.older import handing_in
from petition_bureau.older.kinds import KINDS
from tests.oversight.test_older_ledgers import CONFLICT

pytestmark = pytest.mark.django_db
HERE = "older:sheets"


@pytest.fixture(autouse=True)
def _today():
    with clock.on_day(TODAY):
        yield


@pytest.fixture
def writer(client: Client) -> Client:
    client.force_login(b.person(Role.WRITER))
    return client


def handed_in(
    client: Client, *rows: dict[str, str], kind: str = "cases", name: str = "台账.csv", data: bytes = b""
) -> Any:
    file = SimpleUploadedFile(name, data or written(rows))
    return client.post(reverse(HERE), {"kind": kind, "file": file})


def page_of(client: Client, answer: Any) -> str:
    return client.get(answer.url).content.decode()


def test_a_sheet_is_looked_over_then_taken_over(writer):
    answer = handed_in(writer, row(), row(原编号="A2", 人数="x"), kind="cases")
    assert not Case.objects.exists()
    page = page_of(writer, answer)
    assert "可以导入 <b>1</b>" in page
    assert "第 3 行" in page
    assert "整数" in page
    done = writer.post(answer.url, {"apply": "1"})
    assert done.url == answer.url
    assert "导入 <b>1</b>" in page_of(writer, done)
    assert Case.objects.get().course_recorded
    kept = SheetImport.objects.get()
    assert (kept.content, kept.taken, kept.refused) == (None, 1, 1)
    assert Record.objects.filter(verb__in=["check_sheet", "import_case"]).count() == 2


def test_a_sheet_of_a_leaders_ledger(writer):
    answer = handed_in(writer, CONFLICT, kind="conflicts")
    writer.post(answer.url, {"apply": "1"})
    assert HiddenConflict.objects.get().register_number == "YH-1"


def test_dropped_it_is_gone(writer):
    answer = handed_in(writer, row())
    writer.post(answer.url, {"drop": "1"})
    assert not SheetImport.objects.exists()
    assert writer.get(answer.url).status_code == 404


def test_it_is_taken_over_once(writer):
    answer = handed_in(writer, row())
    writer.post(answer.url, {"apply": "1"})
    again = writer.post(answer.url, {"apply": "1"})
    assert again.status_code == 409
    assert "已经导入过了" in again.content.decode()
    assert writer.post(answer.url, {"drop": "1"}).status_code == 409


def test_nothing_to_take_over_is_not_taken_over(writer):
    answer = handed_in(writer, row(人数="x"))
    assert writer.post(answer.url, {"apply": "1"}).status_code == 409
    assert "导入这" not in page_of(writer, answer)


def test_refused_rows_can_be_downloaded_and_no_cell_is_a_formula(writer):
    answer = handed_in(writer, row(热点标签="=1+1"), row(原编号="A2", 信访形式="-x"))
    found = writer.get(reverse("older:rejected", args=[SheetImport.objects.get().pk]))
    lines = found.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "行,列,原因"
    assert lines[1].startswith("2,热点标签,是公式")
    assert lines[2].startswith("3,信访形式,「-x」不认识")
    assert "停车" not in found.content.decode(), "the words of a row stay in the person's own file"
    assert "attachment" in found["Content-Disposition"]
    assert page_of(writer, answer).count("第 2 行") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_has_its_template(writer, kind):
    answer = writer.get(reverse("older:template", args=[kind]))
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book["台账"][1]] == [column.name for column in KINDS[kind].columns]
    named = {column.name for column in KINDS[kind].columns}
    assert not named & {"姓名", "证件号", "电话", "信访人"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.pdf", b"%PDF-1", "只收 .xlsx 和 .csv"),
        ("a.csv", "编号\n1\n".encode(), "缺少列"),
        ("a.xlsx", b"PK\x03\x04x", "打不开"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_its_reason(writer, name, data, words):
    answer = handed_in(writer, name=name, data=data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_a_file_that_breaks_off_half_way_leaves_nothing(writer, monkeypatch):
    monkeypatch.setattr("documents.sheets.ROWS", 1)
    answer = handed_in(writer, row(), row(原编号="A2"))
    assert answer.status_code == 422
    assert not SheetImport.objects.exists()


def test_hostile_names_and_words_are_shown_as_words(writer):
    hostile = "<script>alert(1)</script>"
    answer = handed_in(writer, row(信访形式=hostile), name=f"{hostile}.csv")
    page = page_of(writer, answer)
    assert hostile not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("role", [Role.INTAKE, Role.BUREAU_LEADER, Role.SYSADMIN, Role.AUDITOR])
def test_who_may_not_open_it(client, role):
    client.force_login(b.person(role))
    assert client.get(reverse(HERE)).status_code == 403
    assert handed_in(client, row()).status_code == 403


def test_nobody_sees_or_takes_over_what_another_only_handed_in(writer):
    answer = handed_in(writer, row())
    other = Client()
    other.force_login(b.person(Role.SCREENING))
    assert other.get(answer.url).status_code == 404
    writer.post(answer.url, {"apply": "1"})
    assert other.get(answer.url).status_code == 200


def test_a_new_sheet_takes_the_place_of_one_left_lying(writer):
    handed_in(writer, row())
    handed_in(writer, row(原编号="A2"))
    assert SheetImport.objects.count() == 1


def test_a_long_sheet_is_looked_over_and_taken_over_in_the_background(
    writer, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(handing_in, "AT_ONCE", 1)
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.look_over_sheet, "delay", lambda pk: sent.append(("look", pk)))
    monkeypatch.setattr(tasks.take_over_sheet, "delay", lambda pk: sent.append(("take", pk)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = handed_in(writer, row(), row(原编号="A2"))
    pk = SheetImport.objects.get().pk
    assert sent == [("look", pk)]
    assert 'http-equiv="refresh"' in page_of(writer, answer)
    assert writer.post(answer.url, {"apply": "1"}).status_code == 409, "not looked over yet"
    tasks.look_over_sheet(pk)
    assert "导入这 2 行" in page_of(writer, answer)
    with django_capture_on_commit_callbacks(execute=True):
        writer.post(answer.url, {"apply": "1"})
    assert sent == [("look", pk), ("take", pk)]
    assert not Case.objects.exists()
    tasks.take_over_sheet(pk)
    tasks.take_over_sheet(pk)
    assert Case.objects.count() == 2
    page = page_of(writer, answer)
    assert "导入 <b>2</b>" in page
    assert "refresh" not in page


def test_without_a_background_the_page_says_so(writer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(handing_in, "AT_ONCE", 1)

    def unreachable(pk: int) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.look_over_sheet, "delay", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        answer = handed_in(writer, row(), row(原编号="A2"))
    assert "后台没有应答" in page_of(writer, answer)


def test_a_run_that_falls_says_so_and_goes_on_when_called_again(writer, monkeypatch):
    answer = handed_in(writer, row(), row(原编号="A2"))
    sheet = handing_in.apply(SheetImport.objects.get(), by=b.person(Role.WRITER))

    def falls(row: SheetImport, *, on: Any) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patched:
        patched.setattr(handing_in, "take_over", falls)
        with pytest.raises(RuntimeError):
            tasks.take_over_sheet(sheet.pk)
    assert "后台出错" in page_of(writer, answer)
    tasks.take_over_sheet(sheet.pk)
    assert Case.objects.count() == 2
