"""导出: whole as on the screen, in the background, taken up again after a restart; text stays text (T-29)."""

import csv
from datetime import timedelta
from typing import Any

import builders as b
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Record
from cases.models import Case
from law import clock
from law.terms import Role
from reports.exports import running, writing
from reports.exports.models import KEPT, SILENT, Export
from reports.sets import CountSet, FigureSet
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db

ON = s.day(20)
#: Titles a spreadsheet could take for something else.
HOSTILE = [
    "=1+1", "+SUM(A1)", "-2+3", "@cmd", "=cmd|' /C calc'!A0", "＝1+1", '=HYPERLINK("http://x","点")', "#N/A", "'=1", "2026-01-01",
    "330999196001010011", "一行\n两行", "\t=1", "逗号,引号\"和;分号", "😀 生僻字𠮷",
]  # fmt: skip


def exported(found: Any, form: str, by: Any) -> Export:
    query = dict(part.split("=") for part in found.url().partition("?")[2].split("&"))
    with clock.on_day(ON):
        row = running.ask(query, form=form, reason="月通报附表", by=by)
        assert running.work_off() == 1
    row.refresh_from_db()
    assert (row.state, row.problem) == ("done", "")
    return row


def rows_of(row: Export) -> list[dict[str, Any]]:
    if row.form == "csv":
        with writing.path_of(row).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(writing.path_of(row))["明细"]
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_holds_the_rows_of_the_screen(form: str) -> None:
    case = b.forwarded(title="路灯不亮").claim.case
    b.registered(channel="letter", title="污水倒灌")
    s.accusation()
    writer = b.person(Role.WRITER)
    row = exported(CountSet("petitions_total", s.YEAR), form, writer)
    found = rows_of(row)
    assert row.done == row.total == len(found) == 2, "the accusation is in no export"
    assert {line["概况"] for line in found} == {"路灯不亮", "污水倒灌"}
    assert case.number in {line["件号"] for line in found}
    assert not {"姓名", "身份证", "电话", "住址"} & set(found[0]), "nothing of the person"
    rates = exported(FigureSet("bureau_timely", "denominator", s.YEAR), form, writer)
    assert [line["进分子"] for line in rows_of(rates)] == ["否", "是"]


@pytest.mark.parametrize("title", HOSTILE)
def test_what_a_person_typed_is_never_live(title: str) -> None:
    b.registered(title=title[:60])
    writer = b.person(Role.WRITER)
    sheet = exported(CountSet("petitions_total", s.YEAR), "xlsx", writer)
    for page in openpyxl.load_workbook(writing.path_of(sheet)):
        for line in page.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n", "d"}, title
    [line] = rows_of(sheet)
    stored = Case.objects.get().title
    assert line["概况"] == stored
    assert isinstance(line["件号"], str)
    text = exported(CountSet("petitions_total", s.YEAR), "csv", writer)
    [line] = rows_of(text)
    assert not line["概况"].startswith(("=", "+", "-", "@", "＝", "\t")), title


def test_a_worker_that_died_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):
        b.registered(title=f"第 {n} 件")
    monkeypatch.setattr(running, "PORTION", 2)
    still, portions = running._still_mine, []

    def dies(row: Export) -> None:
        still(row)
        portions.append(row.done)
        if len(portions) == 2:
            raise KeyboardInterrupt

    writer = b.person(Role.WRITER)
    with clock.on_day(ON):
        row = running.ask(
            {"indicator": "petitions_total", "since": "2026-01-01", "until": "2026-12-31"},
            form="csv",
            reason="附表",
            by=writer,
        )
        monkeypatch.setattr(running, "_still_mine", dies)
        with pytest.raises(KeyboardInterrupt):
            running.work_off()
        with writing.path_of(row, "part").open("ab") as file:
            file.write(b"half a row")
        row.refresh_from_db()
        assert (row.state, row.done, row.percent) == ("running", 4, 57)
        assert running.work_off() == 0, "it is not silent yet"
        Export.objects.update(alive_at=clock.now() - SILENT - timedelta(seconds=1))
        monkeypatch.setattr(running, "_still_mine", still)
        assert running.work_off() == 1
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == ("done", 7, 7)
    assert sorted(line["概况"] for line in rows_of(row)) == [f"第 {n} 件" for n in range(7)], (
        "no row twice, none lost"
    )


def client(role: str, home: str = "bureau") -> Client:
    found = Client()
    found.force_login(b.person(role, home))
    return found


def test_asked_for_and_fetched_on_the_pages_and_recorded() -> None:
    b.registered()
    who = client(Role.WRITER)
    at = CountSet("petitions_total", s.YEAR).url().partition("?")[2]
    with clock.on_day(ON):
        assert reverse("reports:export_ask") in who.get(f"{reverse('reports:set')}?{at}").content.decode()
        refused = who.post(f"{reverse('reports:export_ask')}?{at}", {"reason": "", "form": "csv"})
        assert refused.status_code == 400
        assert Export.objects.count() == 0
        who.post(f"{reverse('reports:export_ask')}?{at}", {"reason": "月通报附表", "form": "csv"})
        assert "排队中" in who.get(reverse("reports:exports")).content.decode()
        running.work_off()
        row = Export.objects.get()
        address = reverse("reports:export_file", args=[row.pk])
        assert address in who.get(reverse("reports:exports")).content.decode()
        fetched = who.get(address)
    assert fetched["Content-Disposition"].startswith("attachment")
    assert b"".join(fetched.streaming_content).startswith(b"\xef\xbb\xbf")
    assert client(Role.COUNTY_LEADER, "county_government").get(address).status_code == 404, (
        "another's does not exist"
    )
    assert {"ask_export", "fetch_export"} <= set(Record.objects.values_list("verb", flat=True))


def test_a_day_later_the_file_is_gone_and_the_record_stays() -> None:
    b.registered()
    row = exported(CountSet("petitions_total", s.YEAR), "csv", b.person(Role.WRITER))
    Export.objects.update(finished_at=clock.now() - KEPT - timedelta(seconds=1))
    assert running.expire() == 1
    row.refresh_from_db()
    assert row.state == "expired"
    assert not writing.path_of(row).exists()


def test_who_lost_the_right_gets_no_file() -> None:
    b.registered()
    writer = b.person(Role.WRITER)
    with clock.on_day(ON):
        row = running.ask({"indicator": "petitions_total", "since": "2026-01-01", "until": "2026-12-31"}, form="csv", reason="附表",
                          by=writer)  # fmt: skip
        writer.is_active = False
        writer.save()
        running.work_off()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "申请人已经没有看数字的权限")
