"""T-19: whatever is done to the record of who did and who looked shows, and the first bad number is named."""

import io
import json
from datetime import timedelta

import pytest
from builders import MONDAY, accepted, days, served
from django.core.management import CommandError, call_command
from django.db import transaction

from audit import verifying
from audit.models import ChainHead, Record
from conftest import owner_cursor


def lived() -> tuple[list[Record], ChainHead]:
    served(accepted(), MONDAY + days(3))
    return list(Record.objects.order_by("seq")), ChainHead.objects.get()


def fault_of(rows, head) -> str:
    return verifying.follow(rows, head.seq, bytes(head.mac)).fault


@pytest.mark.django_db
def test_what_was_lived_is_whole():
    rows, head = lived()
    assert verifying.verify() == verifying.Verified(len(rows))
    assert fault_of(rows, head) == ""


CHANGES = {
    "at": lambda row: row.at + timedelta(microseconds=1),
    "actor_id": lambda row: (row.actor_id or 0) + 1,
    "actor": lambda row: row.actor + "甲",
    "verb": lambda row: row.verb + "x",
    "object_type": lambda row: row.object_type + "x",
    "object_id": lambda row: row.object_id + "1",
    "reason": lambda row: row.reason + "补",
    "digest": lambda row: "0" * 64,
    "mac": lambda row: bytes(32),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_field_is_found_in_every_record(name):
    rows, head = lived()
    for n, row in enumerate(rows, 1):
        kept = getattr(row, name)
        setattr(row, name, CHANGES[name](row))
        assert f"第 {n} 条" in fault_of(rows, head)
        setattr(row, name, kept)


@pytest.mark.django_db
def test_each_missing_each_moved_and_each_forged_record_is_found():
    rows, head = lived()
    for n in range(len(rows)):
        assert fault_of(rows[:n] + rows[n + 1 :], head), f"{n + 1} taken out"
    for n in range(len(rows) - 1):
        assert fault_of([*rows[:n], rows[n + 1], rows[n], *rows[n + 2 :]], head), f"{n + 1} moved"
    forged = Record(
        seq=len(rows) + 1, at=rows[-1].at, actor="系统", verb="x", previous=rows[-1].mac, mac=bytes(32)
    )
    assert f"第 {len(rows) + 1} 条" in fault_of([*rows, forged], head)


@pytest.mark.django_db
def test_a_cut_tail_and_a_cut_head_are_found():
    rows, head = lived()
    assert "截断" in fault_of(rows[:-1], head)
    assert "截断" in fault_of([], head)
    assert "第 1 条不见了" in fault_of(rows[2:], head)


@pytest.mark.django_db(transaction=True)
def test_the_command_says_so_and_what_the_owner_did_behind_the_house():
    with transaction.atomic():
        rows, _ = lived()
    said = io.StringIO()
    call_command("verify_audit", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert (told["ok"], told["records"], told["problem"]) == (True, len(rows), None)
    with owner_cursor() as cursor:
        cursor.execute("UPDATE audit_record SET reason = 'x' WHERE seq = 3")
    said = io.StringIO()
    with pytest.raises((SystemExit, CommandError)) as ended:
        call_command("verify_audit", stdout=said)
    assert getattr(ended.value, "code", getattr(ended.value, "returncode", None)) == 1
    assert "第 3 条被改动过" in said.getvalue()
