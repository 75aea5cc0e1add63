"""The chain of who did and who looked: keyed, gapless, in the act's transaction (design D14)."""

import hashlib
import threading
from datetime import UTC

import pytest
from builders import MONDAY, accepted, concluded, days, forwarded, lived, person, registered, served, unit
from django.db import connection, transaction
from states import handler

from audit import chain
from audit.models import ChainHead, Record
from cases import actions
from cases.models import CaseEvent
from cases.policies import NotLawfulNow
from law.terms import Role
from organizations import keys

pytestmark = pytest.mark.django_db


def broken_at() -> int | None:
    """The first record that does not fit the one before it, computed from the rows and the key alone."""
    previous = b""
    for n, row in enumerate(Record.objects.order_by("seq"), 1):
        fields = (
            row.actor_id or "",
            row.actor,
            row.verb,
            row.object_type,
            row.object_id,
            row.reason,
            row.digest,
        )
        at = row.at.astimezone(UTC)
        mac = chain.mac_of(row.seq, at, fields, previous)
        if row.seq != n or bytes(row.previous) != previous or bytes(row.mac) != mac:
            return n
        previous = bytes(row.mac)
    head = ChainHead.objects.get()
    return None if (head.seq, bytes(head.mac)) == (Record.objects.count(), previous) else head.seq


def test_a_whole_life_is_one_unbroken_chain():
    concluded(served(accepted(), MONDAY + days(3)), MONDAY + days(4))
    assert Record.objects.count() >= 7
    assert broken_at() is None


def test_every_event_has_its_record_and_names_no_person():
    handling = served(accepted(), MONDAY)
    case = handling.claim.case
    acts = list(CaseEvent.objects.filter(case=case).order_by("pk").values_list("act", flat=True))
    records = Record.objects.filter(object_type="cases.case", object_id=str(case.pk)).order_by("seq")
    assert list(records.values_list("verb", flat=True)) == acts
    text = " ".join(f"{row.actor}{row.object_id}{row.reason}" for row in records)
    petitioner = case.own_petition.petitioners.get()
    assert petitioner.name not in text
    assert case.title not in text


def test_the_head_is_what_finds_a_cut_tail():
    """Truncation leaves a chain that fits; only the head, kept apart, tells (moonshot 5)."""
    accepted()
    ChainHead.objects.update(seq=ChainHead.objects.get().seq + 1)
    assert broken_at() is not None


@pytest.mark.parametrize(
    "change", [{"actor": "他人"}, {"verb": "note"}, {"reason": "改写"}, {"object_id": "1"}, {"seq": 99}]
)
def test_any_field_that_is_changed_breaks_the_mac(change):
    chain.record("look", by=person(Role.INTAKE), reason="核对")
    row = Record.objects.get()
    values = {
        name: getattr(row, name) for name in ("actor", "verb", "object_type", "object_id", "reason", "digest")
    } | change
    fields = (
        row.actor_id,
        *(values[name] for name in ("actor", "verb", "object_type", "object_id", "reason", "digest")),
    )
    assert chain.mac_of(change.get("seq", row.seq), row.at, fields, b"") != bytes(row.mac)
    assert chain.mac_of(
        row.seq, row.at, (row.actor_id, row.actor, row.verb, "", "", row.reason, ""), b""
    ) == bytes(row.mac)


def test_two_records_never_have_the_same_bytes():
    assert chain.canonical("ab", "c") != chain.canonical("a", "bc")
    assert chain.canonical("a", "") != chain.canonical("", "a")


def test_the_key_is_outside_the_database():
    chain.record("look", by=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM audit_record t")
        assert keys.key("audit").hex() not in cursor.fetchone()[0]
    unkeyed = hashlib.sha256(chain.canonical(1)).digest()
    assert bytes(Record.objects.get().mac) != unkeyed


def test_a_batch_is_one_record_with_the_digest_of_its_rows():
    chain.record("export", by=person(Role.WRITER), rows=[3, 1, 2])
    row = Record.objects.get()
    assert row.digest == hashlib.sha256(chain.canonical(3, 1, 2)).hexdigest()


def test_an_act_that_is_refused_leaves_no_record():
    handling = forwarded()
    before = Record.objects.count()
    with pytest.raises(NotLawfulNow):
        lived(MONDAY, actions.object_to, handling, by=person(Role.UNIT_HEAD, "housing"), reason="短")
    assert Record.objects.count() == before


def test_a_transaction_that_fails_leaves_no_record_and_no_gap():
    registered()
    before = Record.objects.count()

    handling = forwarded()
    after = Record.objects.count()
    point = transaction.savepoint()
    lived(MONDAY, actions.accept, handling, by=handler(handling))
    assert Record.objects.count() == after + 1
    transaction.savepoint_rollback(point)
    assert (Record.objects.count(), broken_at()) == (after, None)
    assert after > before


def test_no_look_without_a_reason_and_none_without_its_record():
    row = registered().own_petition.petitioners.get()
    with pytest.raises(NotLawfulNow, match="请写明查看的事由"):
        actions.reveal(row, by=person(Role.INTAKE), field="phone", reason=" ")
    before = Record.objects.count()
    actions.reveal(row, by=person(Role.INTAKE), field="phone", reason="通知补充材料")
    look = Record.objects.order_by("-seq").first()
    assert (Record.objects.count(), look.verb, look.reason) == (before + 1, "reveal_phone", "通知补充材料")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one_chain():
    clerk, gate, problems = person(Role.INTAKE), threading.Barrier(6, timeout=20), []

    def look() -> None:
        try:
            gate.wait()
            for _ in range(5):
                with transaction.atomic():
                    chain.record("look", by=clerk, reason="并发")
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert (Record.objects.count(), broken_at()) == (30, None)


@pytest.mark.django_db(transaction=True)
def test_a_record_cannot_be_written_into_the_middle():
    accepted()
    last = Record.objects.order_by("-seq").first()
    with pytest.raises(Exception, match="duplicate key"), transaction.atomic():
        Record.objects.create(seq=last.seq, at=last.at, actor="系统", verb="x", previous=b"", mac=b"")
    assert broken_at() is None


def test_units_are_named_by_key_only():
    chain.record("look", by=None, about=unit("housing"))
    assert (Record.objects.get().object_type, Record.objects.get().object_id) == (
        "organizations.unit",
        str(unit("housing").pk),
    )
