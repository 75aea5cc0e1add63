"""``bin/manage sweep`` and ``doctor``, and the recorded run behind them."""

import io
import json
from datetime import date, timedelta

import pytest
from builders import MONDAY, accepted, forwarded, person
from django.core.management import call_command

from audit.models import JobRun
from cases.models import Reminder
from cases.procedure import allowed_edges
from law import clock
from law.terms import Role, Route
from notifications.models import InboxItem, Outbox
from oversight.models import AccountabilityProposal, Supervision
from petition_bureau import doctor, health, tasks
from routing.models import RuleSet

pytestmark = pytest.mark.django_db

LATE = date(2026, 3, 25)


def swept(*words: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("sweep", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_answer_counts_the_rows_added_and_a_second_run_adds_none():
    forwarded(route=Route.ENFORCEMENT)
    leader = person(Role.BUREAU_LEADER)
    first = swept("--on", LATE.isoformat())
    escalated = Reminder.objects.filter(stage__in=["overdue_leader", "overdue_county"]).count()
    drafts = Supervision.objects.count() + AccountabilityProposal.objects.count()
    assert first == {
        "reminders": Reminder.objects.count() - escalated, "escalations": escalated + drafts, "overdue": 1,
    }  # fmt: skip
    assert drafts == 2
    assert InboxItem.objects.filter(user=leader).exists()
    assert not Outbox.objects.filter(relayed_at=None).exists()
    assert swept("--on", LATE.isoformat()) == {"reminders": 0, "escalations": 0, "overdue": 1}


def test_a_day_before_the_last_sweep_is_refused():
    swept("--on", "2026-03-25")
    errors = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("sweep", "--on", "2026-03-24", stdout=io.StringIO(), stderr=errors)
    assert left.value.code == 1
    assert "早于上次巡检的日期 2026-03-25" in errors.getvalue()
    assert JobRun.objects.filter(job="sweep").count() == 1


def test_a_day_to_come_is_lived():
    """Acceptance presumed on a day to come is an act of that day."""
    with clock.on_day(MONDAY):
        forwarded(on=MONDAY)
        found = tasks.sweep(LATE)
    assert found["presumed"] == 1


def test_the_run_is_recorded_when_it_fails_too(monkeypatch):
    def breaks(on: date) -> None:
        raise RuntimeError("a broken sweep")

    monkeypatch.setattr("oversight.sweeps.sweep", breaks)
    with pytest.raises(RuntimeError):
        tasks.sweep(LATE)
    run = JobRun.objects.get(job="sweep")
    assert "a broken sweep" in run.error
    assert run.ended_at
    assert tasks.last_swept() is None


def test_the_task_with_a_clock_set_back_changes_nothing():
    tasks.sweep(LATE)
    with clock.on_day(LATE - timedelta(1)):
        assert tasks.sweep_deadlines() == {}
    assert JobRun.objects.count() == 1


# --- doctor -------------------------------------------------------------------------------------------------------


def examined() -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    try:
        call_command("doctor", "--json", stdout=out)
        code = 0
    except SystemExit as left:
        code = int(left.code or 0)
    return code, json.loads(out.getvalue())


@pytest.fixture
def in_summer(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    with clock.on_day(date(2026, 6, 1)):
        yield


def test_a_fresh_installation_is_well(in_summer):
    assert examined() == (0, {"ok": True, "problem": None, "advice": []})
    out = io.StringIO()
    call_command("doctor", stdout=out)
    assert out.getvalue() == "一切正常。\n"


@pytest.mark.parametrize(
    ("today", "years", "found"),
    [
        (date(2026, 10, 31), {2026}, None),
        (date(2026, 11, 1), {2026}, "attention"),
        (date(2026, 12, 19), {2026}, "attention"),
        (date(2026, 12, 20), {2026}, "wrong"),
        (date(2026, 12, 31), {2026, 2027}, None),
        (date(2027, 1, 1), {2026}, "wrong"),
    ],
)
def test_the_notice_of_the_next_year(today, years, found):
    """T-16: attention from 1 November, wrong from 20 December."""
    finding = doctor.calendar_finding(today, frozenset(years))
    assert (finding and ("wrong" if finding.wrong else "attention")) == found


def test_the_first_thing_wrong_is_said_with_its_remedy(in_summer, monkeypatch):
    missing_one = allowed_edges()[1:]  # the application cannot change its rows: the release knows fewer
    monkeypatch.setattr(doctor, "allowed_edges", lambda: missing_one)
    RuleSet.objects.update(status="retired")
    code, answer = examined()
    assert code == 1
    assert answer["problem"] == "数据库里的流程表与本版本不一致：请运行 bin/manage prepare。"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda patch: RuleSet.objects.update(status="retired"), "规则集"),
        (lambda patch: patch.setattr("petition_bureau.basedata.bigrams_work", lambda: False), "bigrams"),
        (lambda patch: patch.setattr(health, "problems", lambda: ["数据库不可用：OperationalError"]), "数据库不可用"),
        (lambda patch: tasks.sweep(date(2026, 6, 2)), "晚于今天"),
        (lambda patch: JobRun.objects.create(job="sweep", on=date(2026, 6, 1), started_at=clock.now(), ended_at=clock.now(),
                                             error="x"), "失败"),
    ],
)  # fmt: skip
def test_what_is_wrong(in_summer, monkeypatch, spoil, says):
    spoil(monkeypatch)
    code, answer = examined()
    assert code == 1
    assert says in str(answer["problem"])


def test_files_that_cannot_be_written(in_summer, tmp_path, settings):
    (tmp_path / "taken").write_text("not a folder")
    settings.FILES_DIR = tmp_path / "taken" / "files"
    assert "附件目录" in str(examined()[1]["problem"])


def test_a_sweep_that_no_longer_comes(in_summer):
    accepted()
    tasks.sweep(clock.today())
    JobRun.objects.update(ended_at=clock.now() - timedelta(minutes=40))
    code, answer = examined()
    assert code == 0
    assert any("40 分钟没有运行" in text for text in answer["advice"])  # type: ignore[union-attr]
    JobRun.objects.update(ended_at=clock.now() - timedelta(days=3))
    code, answer = examined()
    assert code == 1
    assert "3 天没有运行" in str(answer["problem"])


def test_word_that_waits(in_summer):
    Outbox.objects.create(key="a", recipients=[1], subject="x", on=clock.today())
    Outbox.objects.update(created_at=clock.now() - timedelta(hours=30))
    assert "30 小时没有送到待阅" in str(examined()[1]["problem"])
