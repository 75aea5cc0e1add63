"""``bin/manage route`` and ``evaluate_routing``: the contract of design 4."""

import io
import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from petition_bureau.management.commands import evaluate_routing, route
from petition_bureau.management.contract import WrongUse

pytestmark = pytest.mark.django_db

KEYS = [
    *("purpose", "route", "unit", "alternatives", "stage"),
    *("article", "because", "ruleset", "trace", "abstained"),
]
LAMP = {"subject": "路灯不亮", "body": "晚上很黑"}


def ask(command, *arguments):
    out = StringIO()
    call_command(command.Command(), *map(str, arguments), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def write(tmp_path):
    def put(text, name="facts.json"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return put


def test_one_object_gets_one_line(write):
    (answer,) = ask(route, write(json.dumps(LAMP, indent=2)), "--json")
    assert list(answer) == KEYS
    assert (answer["unit"], answer["route"], answer["abstained"]) == ("urban_management", "petition", False)
    assert answer["trace"]
    assert all(list(step) == ["stage", "rule", "matched", "why"] for step in answer["trace"])


def test_every_line_gets_its_line_and_a_bad_one_says_why(write):
    rows = [json.dumps(LAMP), '{"subject": "x"}', json.dumps({"subject": "", "body": ""}), "{oops"]
    answers = ask(route, write("\n".join(rows)), "--json")
    assert answers[0]["unit"] == "urban_management"
    assert "缺少 body" in answers[1]["error"]
    assert answers[2]["unit"] is None
    assert answers[2]["abstained"] is True
    assert "第 4 行" in answers[3]["error"]


def test_it_reads_from_the_standard_input(monkeypatch):
    data = io.BytesIO(json.dumps(LAMP, ensure_ascii=False).encode())
    monkeypatch.setattr(route.sys, "stdin", SimpleNamespace(buffer=data))
    assert ask(route, "-", "--json")[0]["unit"] == "urban_management"


def test_given_facts_count(write):
    facts = {"subject": "请求处理", "body": "见附件", "purpose": None, "category": "教育文体/体育",
    "place": "township_03",
             "channel": "letter", "flags": ["final_review_given"]}  # fmt: skip
    (answer,) = ask(route, write(json.dumps(facts)), "--json")
    assert (answer["unit"], answer["article"]) == ("culture_tourism", "条例第36条第3款")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "没有内容"),
        ("[1, 2]", "一个 JSON 对象"),
        ("{", "不是有效的 JSON"),
        ('{"subject": "x"}', "缺少 body"),
        ('{"subject": "x", "body": 5}', "body 应当是文字"),
        ('{"subject": "x", "body": "", "purpose": "gift"}', "purpose 不能是 gift"),
        ('{"subject": "x", "body": "", "flags": ["noisy"]}', "flags 不能是 noisy"),
        ('{"subject": "x", "body": "", "flags": "urgent"}', "flags 应当是列表"),
        ('{"subject": "x", "body": "", "channel": ["visit"]}', "channel 不能是"),
    ],
)
def test_wrong_facts_name_the_field(write, text, word):
    with pytest.raises(WrongUse, match=word) as wrong:
        ask(route, write(text), "--json")
    assert wrong.value.returncode == 2


def test_an_unknown_file_or_set_is_named(write, tmp_path):
    with pytest.raises(WrongUse, match=r"none\.json"):
        ask(route, tmp_path / "none.json", "--json")
    with pytest.raises(WrongUse, match=r"没有名为 x 的规则集，现有：.+"):
        ask(route, write(json.dumps(LAMP)), "--ruleset", "x", "--json")


def test_a_person_reads_words(write):
    out = StringIO()
    call_command(route.Command(), str(write(json.dumps(LAMP))), stdout=out)
    assert out.getvalue().startswith("属事其次：urban_management（条例第31条第6项）")


def test_the_evaluation_counts(write):
    messages = write("message_id,subject,body\n1,路灯不亮,晚上很黑\n2,呵呵,呵呵\n", "messages.csv")
    more = write("message_id,subject,body,reply\n3,小区物业公司乱收费,物业费涨价,\n", "more.csv")
    labels = write(
        "message_id,purpose,level1,level2,route,department,territorial,alt_department,confidence\n"
        "1,grievance,城乡建设,其他,petition,urban_management,no,,high\n"
        "2,enquiry,其他,其他,enquiry,bureau,no,,low\n"
        "3,grievance,城乡建设,其他,enforcement,market_regulation,no,housing,high\n"
        "4,grievance,城乡建设,其他,enforcement,housing,no,,high\n",
        "labels.csv",
    )
    (answer,) = ask(evaluate_routing, "--messages", messages, more, "--labels", labels, "--json")
    twice = "--messages", messages, "--messages", more
    assert ask(evaluate_routing, *twice, "--labels", labels, "--json") == [answer]
    assert answer == {
        "n": 3, "missing": 1, "purpose": 2 / 3, "route": 2 / 3, "department_top1": 2 / 3,
        "department_top3": 2 / 3,
        "decided_top1": 1, "territorial": 1, "abstained": 1 / 3,
    }  # fmt: skip


def test_the_evaluation_names_the_missing_column(write):
    messages = write("message_id,subject,body\n", "messages.csv")
    labels = write("message_id,purpose\n1,grievance\n", "labels.csv")
    with pytest.raises(WrongUse, match=r"--labels.*route、department"):
        ask(evaluate_routing, "--messages", messages, "--labels", labels, "--json")
