"""Lines entered through the page, corrected, withdrawn, with evidence; who may; what the database refuses."""

import os
from datetime import date, timedelta

import builders as b
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Record
from cases import files
from cases.models import StoredFile
from cases.policies import NotLawfulNow, NotYours
from law import clock
from law.terms import ActivityKind, Role
from petition_bureau.system import succession
from reports.activities import actions
from reports.activities.entries import of_row
from reports.activities.kinds import KINDS, MEASURES
from reports.activities.models import Activity, ActivityFile, ActivityMeasure, ActivityRevision
from reports.activities.quantities import NotANumber, Quantity, read
from tests.reports.activities.ledger import ON, client, entered, entry, writer

pytestmark = pytest.mark.django_db
NEW = "/activities/new/?kind="
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
#: The smallest a kind can be told by, beside its title and day.
LEAST = {
    **{kind.value: dict.fromkeys(KINDS[kind].required, "1") for kind in ActivityKind},
    "materials": {"banners": "200余"}, "mediation_centre": {"registered_town": "30"},
    "plan": {"target": "1", "figure": "trainings"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def today():
    with clock.on_day(ON):
        yield


def typed(kind: str, **more: str) -> dict[str, str]:
    unit = {"unit": str(b.unit("bureau").pk)} if KINDS[ActivityKind(kind)].by_units else {}
    return {"title": "一次活动", "on": "2023-06-01", **LEAST[kind], **unit, **more}


@pytest.mark.parametrize("kind", [kind.value for kind in ActivityKind])
def test_every_kind_is_entered_through_its_page(kind):
    browser = client()
    page = browser.get(NEW + kind).content.decode()
    has = KINDS[ActivityKind(kind)]
    assert [m.code for m in has.measures if f'name="{m.code}"' not in page] == []
    assert [
        code for code in MEASURES if f'name="{code}"' in page and code not in {m.code for m in has.measures}
    ] == []
    answer = browser.post(NEW + kind, typed(kind), follow=True)
    row = Activity.objects.get(kind=kind)
    assert answer.redirect_chain[-1][0] == reverse("reports:activities_record", args=[row.pk])
    assert {m.code: m.shown for m in row.measures.all()} == {
        c: v for c, v in LEAST[kind].items() if c in MEASURES
    }
    assert (row.entered_by, row.on, row.until) == (writer(), date(2023, 6, 1), date(2023, 6, 1))
    assert Record.objects.filter(verb="enter_activity", object_id=str(row.pk)).exists()


def test_once_more_keeps_kind_day_and_place():
    browser = client()
    answer = browser.post(NEW + "training", typed("training", place="县委党校", again="1"))
    row = Activity.objects.get()
    assert answer.url == f"/activities/new/?kind=training&again={row.pk}"
    page = browser.get(answer.url).content.decode()
    assert 'value="2023-06-01"' in page
    assert 'value="县委党校"' in page
    assert 'value="一次活动"' not in page, "the name is another one"


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("training", {"persons": ""}, "请填写参加人数"), ("training", {"persons": "许多"}, "请写数字"), ("training", {"persons": "-3"}, "请写数字"),
        ("training", {"persons": "3.5"}, "请写整数"), ("training", {"title": " "}, "请填写培训主题"),
        ("training", {"on": "2024-01-05"}, "还没有到这一天"),
        ("training", {"until": "2023-05-01"}, "不能早于"), ("training", {"on": "2022-12-30", "until": "2023-01-02"}, "同一年"),
        ("training", {"sessions": "0"}, "本年没有"), ("exam", {"taken": "2"}, "不能多于应考人数"), ("exam", {"excellent": "2"}, "不能多于实考人数"),
        ("materials", {"banners": ""}, "至少填一项"), ("plan", {"figure": ""}, "请选择对应的数字"),
        ("normative_reviewed", {"opinions": "2"}, "不能多于清理的文件"),
        ("study_hours", {"persons": "10", "hours": "100", "min_hours": "40"}, "超过学时合计"), ("training", {"title": "长" * 121}, "120"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(kind, given, words):
    answer = client().post(NEW + kind, typed(kind, note="记着这一句", **given))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert "记着这一句" in page
    assert not Activity.objects.exists()


def test_the_same_line_twice_is_refused_and_the_text_kept():
    browser = client()
    browser.post(NEW + "training", typed("training"))
    answer = browser.post(NEW + "training", typed("training", note="再来"))
    assert (answer.status_code, Activity.objects.count()) == (409, 1)
    assert "已经有一样的一条" in answer.content.decode()
    assert "再来" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("340余", Quantity(340, True)), ("340", Quantity(340)), ("约5000", Quantity(5000, True)), ("12,000余册", Quantity(12000, True)),
     ("３４０多", Quantity(340, True)), (" 7000 余 ", Quantity(7000, True)), ("近100", Quantity(100, True))],
)  # fmt: skip
def test_a_number_as_people_report_it_stays_exact(text, quantity):
    assert read(text, unit="册") == quantity


@pytest.mark.parametrize(
    "text", ["", "余", "三百", "1e5", "=1+1", "12-15", "340余余", "99999999999", "nan", "<b>1</b>"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NotANumber):
        read(text)


def test_approximate_is_kept_exact_through_page_and_correction():
    row = entered("training", sessions="1", persons="340余")
    page = client().get(f"/activities/{row.pk}/correct/").content.decode()
    assert 'value="340余"' in page
    assert (row.measures.get(code="persons").quantity, row.measures.get(code="persons").approximate) == (
        340,
        True,
    )


def test_a_correction_keeps_what_was_said():
    row = entered("training", "第一期", sessions="1", persons="340余", words={"place": "县委党校"})
    answer = client().post(f"/activities/{row.pk}/correct/", {
        "title": "第一期", "on": "2023-06-01", "sessions": "1", "persons": "352", "place": "县委党校",
        "reason": "按签到表核对", "version": "1"})  # fmt: skip
    assert answer.status_code == 302
    row.refresh_from_db()
    kept = ActivityRevision.objects.get(activity=row)
    assert (row.version, row.measures.get(code="persons").shown, kept.version, kept.reason) == (
        2,
        "352",
        1,
        "按签到表核对",
    )
    assert ["参加人数", "340余人"] in kept.content
    page = client().get(f"/activities/{row.pk}/").content.decode()
    assert "第 1 版原来写的" in page
    assert "340余人" in page
    assert Record.objects.filter(verb="correct_activity", reason="按签到表核对").exists()


def test_whoever_opened_it_earlier_overwrites_nobody():
    row = entered("training", "第一期", sessions="1", persons="340")
    actions.correct(
        row, entry("training", "第一期", sessions="1", persons="341"), by=writer(), on=ON, reason="核对"
    )
    answer = client().post(f"/activities/{row.pk}/correct/", {"title": "第一期", "on": "2023-06-01", "sessions": "1", "persons": "999",
                                                              "reason": "我的", "version": "1"})  # fmt: skip
    assert answer.status_code == 409
    assert row.measures.get(code="persons").shown == "341"


def test_a_correction_that_changes_nothing_is_none():
    row = entered("training", sessions="1", persons="340")
    with pytest.raises(NotLawfulNow, match="没有改动"):
        actions.correct(row, of_row(row), by=writer(), on=ON, reason="手滑")


def test_withdrawn_it_stays_readable_and_is_changed_no_more():
    row = entered("training", "错的", sessions="1", persons="340")
    assert (
        client().post(f"/activities/{row.pk}/withdraw/", {"reason": "记重了", "version": "1"}).status_code
        == 302
    )
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_reason) == (ON, "记重了")
    assert "错的" in client().get("/activities/?year=2023").content.decode()
    with pytest.raises(NotLawfulNow, match="已于"):
        actions.correct(row, entry("training", sessions="1", persons="1"), by=writer(), on=ON, reason="再改")
    entered("training", "错的", sessions="1", persons="340")  # the same may be entered again


def test_none_of_a_kind_is_said_through_the_page():
    answer = client().post(
        "/activities/none/", {"kind": "normative_made", "year": "2023", "note": "经梳理，未制定"}, follow=True
    )
    row = Activity.objects.get()
    assert (row.none, row.on, row.until, row.measures.count()) == (True, date(2023, 1, 1), ON, 0)
    assert "本年没有制定行政规范性文件" in answer.content.decode()
    page = client().get("/activities/?year=2023&kind=normative_made").content.decode()
    assert "本年没有，明确记下" in page
    assert client().get(f"/activities/{row.pk}/").content.decode().count("/correct/") == 0, (
        "a declaration is withdrawn, not corrected"
    )


# --- evidence ---


def sent(name: str = "签到表.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_evidence_is_kept_like_an_attachment_and_streamed_to_who_sees_the_line(tmp_path, settings):
    settings.FILES_DIR = tmp_path
    row = entered("training", sessions="1", persons="40")
    browser = client()
    assert (
        browser.post(f"/activities/{row.pk}/attach/", {"evidence": [sent()], "version": "1"}).status_code
        == 302
    )
    kept = ActivityFile.objects.get(activity=row)
    path = reverse("reports:activities_file", args=[row.pk, kept.pk])
    assert path in browser.get(f"/activities/{row.pk}/").content.decode()
    answer = browser.get(path)
    assert b"".join(answer.streaming_content) == PNG
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert Record.objects.filter(verb="open_attachment", object_id=str(kept.pk)).exists()
    assert client(b.person(Role.HANDLER, "township_01")).get(path).status_code == 404


def test_evidence_comes_with_a_new_line():
    client().post(NEW + "training", typed("training") | {"evidence": [sent(), sent("照片.png", PNG + b"2")]})
    assert ActivityFile.objects.filter(activity=Activity.objects.get()).count() == 2


def test_what_is_no_picture_is_refused_with_the_line():
    answer = client().post(NEW + "training", typed("training") | {"evidence": [sent(data=b"<html>")]})
    assert answer.status_code == 400
    assert "内容不是 png 格式" in answer.content.decode()
    assert not Activity.objects.exists()


def test_the_sweep_leaves_evidence_alone(tmp_path, settings):
    settings.FILES_DIR = tmp_path
    row = entered("training", sessions="1", persons="40")
    actions.attach(row, [sent()], by=writer())
    path = files.path_of(ActivityFile.objects.get().file_id)
    orphan = tmp_path / "ab" / "abcd"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    for old in (path, orphan):
        os.utime(old, (old.stat().st_mtime - 90_000,) * 2)
    assert files.sweep_orphans() == 1
    assert path.exists()
    assert not orphan.exists()
    assert StoredFile.objects.filter(pk=path.name).exists()


def test_damaged_evidence_is_said():
    row = entered("training", sessions="1", persons="40")
    made = actions.attach(row, [sent()], by=writer())[0]
    path = files.path_of(made.file_id)
    path.write_bytes(b"other")
    answer = client().get(reverse("reports:activities_file", args=[row.pk, made.pk]))
    path.unlink()
    assert answer.status_code == 409


# --- who ---


@pytest.mark.parametrize(
    ("role", "code", "kind", "unit", "may"),
    [
        (Role.WRITER, "bureau", "training", "bureau", True), (Role.WRITER, "bureau", "site_event", "township_01", True),
        (Role.HANDLER, "township_01", "site_event", "township_01", True), (Role.UNIT_HEAD, "township_01", "mediation_centre", "township_01", True),
        (Role.HANDLER, "housing", "consultation", "housing", True),
        (Role.HANDLER, "township_01", "site_event", "township_02", False), (Role.HANDLER, "township_01", "training", "township_01", False),
        (Role.HANDLER, "township_01", "party_group_study", "township_01", False),
        (Role.WRITER, "bureau", "training", "township_01", False), (Role.BUREAU_LEADER, "bureau", "training", "bureau", False),
        (Role.SCREENING, "bureau", "site_event", "bureau", False), (Role.INTAKE, "bureau", "site_event", "bureau", False),
        (Role.COUNTY_LEADER, "county_government", "honour", "bureau", False), (Role.SYSADMIN, "bureau", "honour", "bureau", False),
    ],
)  # fmt: skip
def test_who_enters_what(role, code, kind, unit, may):
    numbers = {name: text for name, text in LEAST[kind].items() if name in MEASURES}
    one = entry(kind, unit=unit, **numbers)
    if may:
        assert actions.enter(one, by=b.person(role, code), on=ON).unit.code == unit
        return
    with pytest.raises((NotYours, NotLawfulNow)):
        actions.enter(one, by=b.person(role, code), on=ON)


def test_a_unit_sees_corrects_and_counts_only_its_own():
    ours = entered(
        "site_event", "我们的", by=b.person(Role.HANDLER, "township_01"), unit="township_01", events="1"
    )
    theirs = entered(
        "site_event", "别人的", by=b.person(Role.HANDLER, "township_02"), unit="township_02", events="1"
    )
    browser = client(b.person(Role.UNIT_HEAD, "township_01"))
    page = browser.get("/activities/?year=2023").content.decode()
    assert "我们的" in page
    assert "别人的" not in page
    assert "年合计" not in page, "the county's totals are for who sees the county's figures"
    assert browser.get(f"/activities/{theirs.pk}/").status_code == 404
    assert browser.get(f"/activities/{ours.pk}/withdraw/").status_code == 200
    with pytest.raises(NotYours):
        actions.withdraw(theirs, by=b.person(Role.HANDLER, "township_01"), on=ON, reason="不是我们的")


def test_the_unit_that_carries_on_keeps_the_former_ones_lines():
    """条例第24条第2款: who carries on for a unit that is gone."""
    row = entered(
        "site_event", "合并以前的", by=b.person(Role.HANDLER, "township_01"), unit="township_01", events="1"
    )
    heir = b.person(Role.HANDLER, "township_02")
    succession.abolish_unit(
        b.unit("township_01"), by=b.person(Role.SYSADMIN), on=ON, successor=b.unit("township_02")
    )
    assert "合并以前的" in client(heir).get("/activities/?year=2023").content.decode()
    again = {
        "title": "合并以前的",
        "on": "2023-06-01",
        "events": "2",
        "unit": str(row.unit_id),
        "reason": "核对",
        "version": "1",
    }
    assert client().post(f"/activities/{row.pk}/correct/", again).status_code == 302
    row.refresh_from_db()
    assert (row.unit.code, row.version) == ("township_01", 2)
    fixed = entry("site_event", "合并以前的", unit="township_01", events="3")
    fresh = type(heir).objects.get(pk=heir.pk)
    assert actions.correct(row, fixed, by=fresh, on=ON, reason="再核对").version == 3


@pytest.mark.parametrize(("role", "code", "status"), [
    (Role.BUREAU_LEADER, "bureau", 200), (Role.COUNTY_LEADER, "county_government", 200), (Role.SCREENING, "bureau", 200),
    (Role.INTAKE, "bureau", 403), (Role.COUNSEL, "bureau", 403), (Role.SYSADMIN, "bureau", 403), (Role.AUDITOR, "bureau", 403),
])  # fmt: skip
def test_leaders_see_and_do_not_enter(role, code, status):
    row = entered("training", sessions="1", persons="40")
    browser = client(b.person(role, code))
    assert browser.get("/activities/?year=2023").status_code == status
    assert browser.get(f"/activities/{row.pk}/").status_code == status
    assert browser.get(NEW + "training").status_code == 403
    assert browser.post(f"/activities/{row.pk}/withdraw/", {"reason": "不要"}).status_code == 403


# --- the list ---


def test_each_total_opens_its_lines():
    entered("training", "培训班", sessions="1", persons="40余")
    entered("honour", "标杆中心")
    browser = client()
    page = browser.get("/activities/?year=2023").content.decode()
    assert "/activities/?year=2023&amp;figure=trainees" in page
    assert "40余" in page
    opened = browser.get("/activities/?year=2023&figure=trainees").content.decode()
    assert "培训班" in opened
    assert "标杆中心" not in opened


def test_the_list_goes_on_and_costs_the_same():
    for n in range(55):
        entered("online_item", f"第{n:02d}条", on=date(2023, 1, 1) + timedelta(days=n // 2), items="1")
    browser = client()
    browser.get("/activities/?year=2023")
    with CaptureQueriesContext(connection) as asked:
        first = browser.get("/activities/?year=2023").content.decode()
    assert len(asked) <= 32
    after = first.split("after=")[1].split('"')[0]
    second = browser.get(f"/activities/?year=2023&after={after}").content.decode()
    titles = [f"第{n:02d}条" for n in range(55)]
    shown = [title for title in titles if title in first], [title for title in titles if title in second]
    assert sorted(shown[0] + shown[1]) == titles


@pytest.mark.parametrize("query", ["year=9999", "year=abc", "kind=nope", "figure=nope", "after=x.y", "after=2023-13-01.5", "since=x&until=y",
                                   "figure=lawyers", "since=2023-01-01&until=2023-03-31&figure=trainings"])  # fmt: skip
def test_a_crooked_address_is_no_error(query):
    assert client().get(f"/activities/?{query}").status_code == 200


def test_hostile_words_stay_words():
    entered("honour", "<script>alert(1)</script>", words={"body": "\"'><img src=x>"})
    browser = client()
    for path in ("/activities/?year=2023", f"/activities/{Activity.objects.get().pk}/"):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


# --- the database ---


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE reports_activity SET until = '2022-01-01'", "days_have_an_order"),
        ("UPDATE reports_activity SET until = '2024-01-01'", "within_a_year"),
        ("UPDATE reports_activity SET kind = 'party'", "kind_is_known"), ("UPDATE reports_activity SET title = ''", "says_what"),
        ("UPDATE reports_activity SET withdrawn_on = '2023-12-01'", "with_a_reason"), ("DELETE FROM reports_activity", "append-only"),
        ("UPDATE reports_activitymeasure SET quantity = -1", "not_negative"),
        ("UPDATE reports_activityrevision SET reason = 'x'", "append-only"), ("DELETE FROM reports_activityrevision", "append-only"),
        ("DELETE FROM reports_activityfile", "append-only"), ("UPDATE reports_activityimport SET made = 0", "append-only"),
    ],
)  # fmt: skip
def test_the_database_refuses(sql, constraint):
    row = entered("training", sessions="1", persons="40")
    actions.correct(row, entry("training", sessions="1", persons="41"), by=writer(), on=ON, reason="核对")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert ActivityMeasure.objects.filter(activity=row).count() == 2


def test_the_same_line_at_once_is_entered_once():
    row = entered("training", sessions="1", persons="40")
    row.pk = None
    with pytest.raises(IntegrityError, match="entered_once"), transaction.atomic():
        row.save()
