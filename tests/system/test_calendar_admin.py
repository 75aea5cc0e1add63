"""A year's notice comes in: what would move, what moves, who is warned when (domain §1.2)."""

from datetime import date

import pytest
from builders import accepted, forwarded, person, registered, served, unit
from django.test import Client
from django.urls import reverse

from audit.models import JobRun, Record
from cases import calendar_admin, workdays
from cases.models import CalendarYear, Deadline, WorkDay
from law import clock
from law.calendar import parse_notice
from law.terms import Purpose, Role

pytestmark = pytest.mark.django_db

NOTICE = "国办发明电〔2026〕8号"
#: An invented arrangement of 2027: the New Year break reaches Monday 4 January, worked off on Saturday 9 January.
ROWS = [
    "2027-01-01,off,元旦", "2027-01-04,off,元旦", "2027-01-09,work,元旦", "2027-05-03,off,劳动节",
    "2027-10-01,off,国庆节",
]  # fmt: skip
TEXT = "date,kind,name,notice\n" + "\n".join(f"{row},{NOTICE}" for row in ROWS)


def marks() -> list:
    notice = parse_notice(TEXT, 2027)
    assert notice.problems == []
    return notice.marks


def sixty(**changes: object) -> Deadline:
    """A handling period accepted on 4 November 2026: sixty days end on Sunday 3 January 2027, estimated to Monday."""
    handling = accepted(on=date(2026, 11, 4), **changes)
    return Deadline.objects.get(handling=handling, period="handling")


def test_a_preview_says_what_would_move_and_writes_nothing() -> None:
    row = sixty()
    assert (row.nominal_on, row.due_on, row.provisional) == (date(2027, 1, 3), date(2027, 1, 4), True)
    moves = calendar_admin.preview(marks(), 2027)
    assert [(m.pk, m.old, m.new, m.provisional) for m in moves] == [
        (row.pk, date(2027, 1, 4), date(2027, 1, 5), False)
    ]
    assert moves[0].number == row.case.number
    row.refresh_from_db()
    assert row.due_on == date(2027, 1, 4)
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_applying_moves_the_day_and_keeps_the_list() -> None:
    row, before = sixty(), calendar_admin.version()
    admin = person(Role.SYSADMIN)
    with clock.on_day(date(2026, 11, 25)):
        moved = calendar_admin.apply(marks(), 2027, notice=NOTICE, by=admin, on=clock.today(), seen=before)
    row.refresh_from_db()
    assert (row.due_on, row.provisional, row.calendar_version) == (date(2027, 1, 5), False, f"{before + 1}")
    assert CalendarYear.objects.get(year=2027).version == before + 1 == calendar_admin.version()
    assert workdays.calendar().is_workday(date(2027, 1, 9))
    run = JobRun.objects.get(job="calendar_notice")
    assert run.result["rows"] == [[row.case.number, "handling", "县住建局", "2027-01-04", "2027-01-05"]]
    assert run.result["moved"] == len(moved) == 1
    record = Record.objects.filter(verb="load_calendar").get()
    assert (record.actor_id, record.object_id, record.reason) == (admin.pk, "2027", NOTICE)
    assert calendar_admin.preview(marks(), 2027) == []  # what is in force changes nothing


def test_what_is_met_keeps_its_day() -> None:
    row = sixty()
    served(row.handling, on=date(2026, 12, 1))
    assert [m for m in calendar_admin.preview(marks(), 2027) if m.period == "handling"] == []


def test_working_days_are_counted_again() -> None:
    """Five working days from Thursday 31 December 2026: one day later for Monday off, one less for Saturday worked."""
    handling = forwarded(on=date(2026, 12, 31))
    row = Deadline.objects.get(handling=handling, period="objection")
    assert row.due_on == date(2027, 1, 8)
    move = next(m for m in calendar_admin.preview(marks(), 2027) if m.pk == row.pk)
    assert move.new == date(2027, 1, 9)


def test_a_day_that_stays_is_only_no_longer_estimated() -> None:
    handling = accepted(on=date(2026, 11, 7))  # nominal Wednesday 6 January 2027
    row = Deadline.objects.get(handling=handling, period="handling")
    move = next(m for m in calendar_admin.preview(marks(), 2027) if m.pk == row.pk)
    assert move.settled
    assert not move.provisional


def test_an_older_preview_is_not_applied() -> None:
    seen, admin = calendar_admin.version(), person(Role.SYSADMIN)
    calendar_admin.apply(marks(), 2027, notice=NOTICE, by=admin, on=date(2026, 11, 25), seen=seen)
    with pytest.raises(calendar_admin.Stale):
        calendar_admin.apply(marks(), 2027, notice=NOTICE, by=admin, on=date(2026, 11, 25), seen=seen)


def test_a_second_notice_of_a_year_replaces_the_first_and_no_other() -> None:
    admin, days_2026 = person(Role.SYSADMIN), WorkDay.objects.filter(day__year=2026).count()
    for text in (TEXT + f"\n2026-12-31,off,元旦,{NOTICE}", TEXT):
        given = parse_notice(text, 2027)
        assert given.problems == []
        calendar_admin.apply(given.marks, 2027, notice=NOTICE, by=admin, on=date(2026, 11, 25),
                             seen=calendar_admin.version())  # fmt: skip
    assert WorkDay.objects.filter(day__year=2027).count() == len(ROWS)
    assert WorkDay.objects.filter(day__year=2026).count() == days_2026


def test_a_compartment_case_moves_but_is_not_listed() -> None:
    person(Role.COMPARTMENT)
    case = registered(received_on=date(2026, 12, 19), purpose=Purpose.ACCUSATION, accused=[unit("housing")])
    row = Deadline.objects.get(case=case, period="forwarding")
    assert row.nominal_on == date(2027, 1, 3)
    admin = person(Role.SYSADMIN)
    calendar_admin.apply(
        marks(), 2027, notice=NOTICE, by=admin, on=date(2026, 12, 21), seen=calendar_admin.version()
    )
    row.refresh_from_db()
    assert row.due_on == date(2027, 1, 5)
    assert JobRun.objects.get(job="calendar_notice").result["rows"] == []


@pytest.mark.parametrize(
    ("today", "year", "tone"),
    [
        (date(2026, 10, 31), None, None), (date(2026, 11, 1), 2027, "warn"), (date(2026, 12, 19), 2027, "warn"),
        (date(2026, 12, 20), 2027, "late"), (date(2027, 1, 2), 2027, "late"),
    ],
)  # fmt: skip
def test_the_missing_year_is_said_louder_and_louder(
    client: Client, today: date, year: int | None, tone: str | None
) -> None:
    warning = calendar_admin.missing(today)
    assert (warning and warning.year, warning and warning.tone) == (year, tone)
    client.force_login(person(Role.SYSADMIN))
    with clock.on_day(today):
        html = client.get(reverse("system:calendar")).content.decode()
    assert ("该装入了" in html) is (tone == "warn")
    assert ("必须马上装入" in html) is (tone == "late")


def test_once_loaded_nothing_is_missing() -> None:
    calendar_admin.apply(marks(), 2027, notice=NOTICE, by=person(Role.SYSADMIN), on=date(2026, 11, 25),
                         seen=calendar_admin.version())  # fmt: skip
    assert calendar_admin.missing(date(2026, 12, 25)) is None


def test_the_pages_preview_first_and_apply_by_a_person(client: Client) -> None:
    row = sixty()
    client.force_login(person(Role.SYSADMIN))
    address, form = reverse("system:calendar_load"), {"year": "2027", "notice": NOTICE, "text": TEXT}
    with clock.on_day(date(2026, 11, 25)):
        preview = client.post(address, form).content.decode()
        assert row.case.number in preview
        assert "2027年1月4日 周一" in preview
        assert "2027年1月5日 周二" in preview
        assert not CalendarYear.objects.filter(year=2027).exists()
        refused = client.post(address, form | {"apply": "1"})
        assert refused.status_code == 422
        seen = str(calendar_admin.version())
        answer = client.post(address, form | {"apply": "1", "seen": seen}, follow=True)
    assert "1 个期限的届满日变了" in answer.content.decode()
    row.refresh_from_db()
    assert row.due_on == date(2027, 1, 5)


def test_a_spoilt_notice_is_refused_with_its_line(client: Client) -> None:
    client.force_login(person(Role.SYSADMIN))
    for text, said in (
        ("", "放假安排"), ("day,kind\n", "首行缺少此列"), (TEXT.replace("2027-01-04,off", "2027-01-04,free"), "第 3 行"),
        (TEXT.replace("2027-10-01,off", "2027-10-02,off"), "缺少国庆节"),
    ):  # fmt: skip
        form = {"year": "2027", "notice": NOTICE, "text": text}
        answer = client.post(reverse("system:calendar_load"), form)
        assert answer.status_code == 422, text
        assert said in answer.content.decode(), text


# --- whatever comes from the office: text, table, file ------------------------------------------------------------

PUBLISHED = (
    "一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。1月9日（周六）上班。\n"
    "四、劳动节：5月1日（周六）至3日（周一）放假，共3天。\n七、国庆节：10月1日（周五）至3日（周日）放假，共3天。"
)


def sheet() -> bytes:
    import io

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["日期", "类别", "节日"])
    for day, kind, name in (line.split(",") for line in ROWS):
        book.active.append([date.fromisoformat(day), "放假" if kind == "off" else "上班", name])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: Client, **fields: object):
    client.force_login(person(Role.SYSADMIN))
    with clock.on_day(date(2026, 11, 25)):
        return client.post(reverse("system:calendar_load"), {"year": "2027", "notice": NOTICE, **fields})


@pytest.mark.parametrize("how", ["text", "txt", "gb18030", "csv", "xlsx"])
def test_the_same_days_from_text_table_and_file(client: Client, how: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    sixty()
    fields: dict[str, object] = {
        "text": {"text": PUBLISHED},
        "txt": {"file": File("通知.txt", PUBLISHED.encode())},
        "gb18030": {"file": File("通知.txt", PUBLISHED.encode("gb18030"))},
        "csv": {"file": File("安排.csv", ("\ufeff" + TEXT).encode())},
        "xlsx": {"file": File("安排.xlsx", sheet())},
    }[how]
    page = sent(client, **fields)
    html = page.content.decode()
    assert page.status_code == 200, html
    assert "2027年1月4日 周一" in html, "before"
    assert "2027年1月5日 周二" in html, "after"
    import html as escapes
    import re

    hidden = escapes.unescape(re.search(r"<textarea name=\"text\"[^>]*>(.*?)</textarea>", html, re.S)[1])
    seen = re.search(r'name="seen" value="(\d+)"', html)[1]
    assert sent(client, text=hidden, seen=seen, apply="1").status_code == 302
    assert sorted(WorkDay.objects.filter(day__year=2027).values_list("day", flat=True)) == [
        date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 9), date(2027, 5, 3), date(2027, 10, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("通知.pdf", b"%PDF", "只收 .txt、.csv、.xlsx"),
        ("安排.xlsx", b"PK\x03\x04broken", "打不开这个表格"),
        ("通知.txt", b"\xff\xff\xff\x00\xff", "编码认不出来"),
        ("通知.txt", b"a" * 1_000_001, "大于 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    client: Client, name: str, data: bytes, said: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    answer = sent(client, file=File(name, data))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_neither_text_nor_file_is_refused_and_a_spoilt_file_comes_back_as_text(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    assert "请粘贴放假安排" in sent(client).content.decode()
    spoilt = PUBLISHED.replace("（周五）至4日", "（周四）至4日")
    answer = sent(client, file=File("通知.txt", spoilt.encode()))
    assert answer.status_code == 422
    assert "是周五，不是周四" in answer.content.decode()
    assert "1月9日（周六）上班" in answer.content.decode(), "to be corrected in place"


def test_each_load_keeps_its_moves_and_a_wrong_one_is_corrected_by_another(client: Client) -> None:
    row = sixty()
    admin = person(Role.SYSADMIN)
    wrong = parse_notice(TEXT.replace("2027-01-04,off,元旦," + NOTICE + "\n", ""), 2027)
    for marks_ in (wrong.marks, marks()):
        calendar_admin.apply(
            marks_, 2027, notice=NOTICE, by=admin, on=date(2026, 11, 25), seen=calendar_admin.version()
        )
    row.refresh_from_db()
    assert row.due_on == date(2027, 1, 5)
    client.force_login(admin)
    with clock.on_day(date(2026, 11, 25)):
        page = client.get(reverse("system:calendar") + "?year=2027").content.decode()
        runs = list(JobRun.objects.filter(job="calendar_notice").order_by("pk"))
        assert all(reverse("system:calendar_record", args=[run.pk]) in page for run in runs)
        record = client.get(reverse("system:calendar_record", args=[runs[-1].pk])).content.decode()
        assert all(word in record for word in (row.case.number, "2027年1月4日", "2027年1月5日", admin.name))
        again = client.get(reverse("system:calendar_load") + "?year=2027").content.decode()
    assert "2027-01-09,上班,元旦" in again, "correcting begins with what stands"
