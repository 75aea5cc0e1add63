"""``bin/manage due``: the contract of design 4, without a database."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from law.calendar import seed_calendar
from petition_bureau.management.commands import due as command
from petition_bureau.management.contract import WrongUse


@pytest.fixture(autouse=True)
def seeded(monkeypatch):
    calendar = seed_calendar()
    monkeypatch.setattr(command, "_calendar", lambda: calendar)


def ask(*arguments):
    """(exit code, what stands on stdout) of one call, as the shell would see it."""
    out = StringIO()
    try:
        call_command(command.Command(), *arguments, stdout=out)
    except SystemExit as left:
        return left.code, out.getvalue()
    return 0, out.getvalue()


def test_one_answer_is_one_object_with_every_key():
    code, text = ask("forwarding", "2026-02-01", "--json")
    assert (code, text.count("\n")) == (0, 1)
    answer = json.loads(text)
    assert list(answer) == ["period", "start", "nominal", "due", "basis", "provisional", "steps"]
    steps = answer.pop("steps")
    assert answer == {
        "period": "forwarding",
        "start": "2026-02-01",
        "nominal": "2026-02-16",
        "due": "2026-02-24",
        "basis": "条例第22条第1款",
        "provisional": False,
    }
    assert len(steps) == 5
    assert all(isinstance(step, str) and step.endswith("。") for step in steps)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "handling", "2026-08-06", "--extended", "30"),
        ("handling", "--json", "2026-08-06", "--extended=30"),
        ("handling", "--extended", "30", "2026-08-06", "--json"),
        ("--extended", "30", "handling", "--json", "2026-08-06"),
    ],
)
def test_options_stand_anywhere(arguments):
    code, text = ask(*arguments)
    assert code == 0
    assert json.loads(text)["due"] == "2026-11-04"


def test_without_json_the_answer_is_in_words():
    code, text = ask("final_review", "2026-12-01", "--hearing", "10")
    assert code == 0
    assert text.startswith(
        "final_review 2026-12-01：2027-01-11 届满（名义 2027-01-10，暂估，条例第36条第1款）"
    )


@pytest.mark.parametrize("arguments", [("--extended", "31"), ("--extended", "-1"), ("--length", "60")])
def test_what_the_law_does_not_grant_is_answered_no(arguments):
    code, text = ask("handling", "2026-03-02", "--json", *arguments)
    answer = json.loads(text)
    assert code == 1
    assert list(answer) == ["period", "start", "error"]
    assert (answer["period"], answer["start"]) == ("handling", "2026-03-02")
    assert "条例第34条" in answer["error"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "缺少参数 PERIOD"),
        (("handling",), "缺少参数 START"),
        (("sixty", "2026-03-02"), "参数 PERIOD：没有「sixty」这种期限"),
        (("handling", "02.03.2026"), "参数 START：「02.03.2026」不是日期，请写成 2026-02-16 的形式"),
        (("handling", "20260302"), "参数 START：.*不是日期"),
        (("handling", "2026-02-30"), "参数 START：没有「2026-02-30」这一天"),
        (("handling", "2026-03-02", "--extended", "ten"), "参数 --extended：「ten」不是整数"),
        (("handling", "2026-03-02", "--extended"), "参数 --extended：后面要写一个值"),
        (("handling", "2026-03-02", "x"), "不认识的参数：x"),
        (("handling", "2026-03-02", "--paused", "3"), "不认识的参数：--paused"),
        (
            ("--batch", "/nowhere/rows.csv"),
            "参数 --batch：读不了文件 /nowhere/rows.csv（没有这个文件），请核对路径",
        ),
        (("handling", "2026-03-02", "--batch", "rows.csv"), "参数 --batch：不能与 PERIOD、START 同时使用"),
        (("--batch", "rows.csv", "--length", "3"), "参数 --batch：不能与 --length 同时使用"),
    ],
)
def test_wrong_use_names_the_argument_and_the_remedy(arguments, message):
    with pytest.raises(WrongUse, match=message) as wrong:
        ask(*arguments, "--json")
    assert wrong.value.returncode == 2


def test_a_batch_answers_line_by_line_in_order(tmp_path):
    table = tmp_path / "rows.csv"
    table.write_text(
        "\ufeffnote,start,period,hearing,extended,length\n"
        "a,2026-02-01,forwarding,,,\n"
        "b,2026-03-02,handling,,31,\n"
        "c,2026-13-01,notice,,,\n"
        "d,2026-03-02,sixty,,,\n"
        "e,2026-01-20,final_review,10,0,\n"
        "f,2026-03-02,rating,,,x\n"
        "g,,notice\n",
        encoding="utf-8",
    )
    code, text = ask("--batch", str(table), "--json")
    answers = [json.loads(line) for line in text.splitlines()]
    assert code == 0
    assert [answer.get("due") for answer in answers] == [
        "2026-02-24",
        None,
        None,
        None,
        "2026-03-02",
        None,
        None,
    ]
    errors = [answer["error"] for answer in answers if "error" in answer]
    assert [list(answer) for answer in answers if "error" in answer] == [["period", "start", "error"]] * 5
    assert "最多延长 30 日" in errors[0]
    assert errors[1] == "「start」列：没有「2026-13-01」这一天，请核对日期"
    assert "没有「sixty」这种期限" in errors[2]
    assert errors[3].startswith("「length」列：「x」不是整数")
    assert answers[6] == {"period": "notice", "start": None, "error": errors[4]}
    assert errors[4] == "「start」列：没有填写日期，请写成 2026-02-16 的形式"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "首行缺少列 period、start"),
        (b"period,day\nnotice,2026-01-01\n", "首行缺少列 start"),
        ("period,start\n期限,2026-01-01\n".encode("gbk"), "不是 UTF-8 编码"),
    ],
)
def test_an_unreadable_batch_is_wrong_use(tmp_path, content, message):
    table = tmp_path / "rows.csv"
    table.write_bytes(content)
    with pytest.raises(WrongUse, match=f"参数 --batch：.*{message}"):
        ask("--batch", str(table))
