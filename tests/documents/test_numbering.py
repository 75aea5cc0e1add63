"""Numbers have no gaps and are given once: rollback, concurrency, the turn of the year (reliability T-13)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from documents import numbering
from documents.kinds import KINDS
from documents.models import NumberSeries
from law.terms import PaperKind
from organizations.models import Unit

DAY = date(2026, 9, 23)


class Interrupted(Exception):
    """Something later in the act went wrong."""


def organ(letters: str = "云住建", code: str = "papers_housing") -> Unit:
    return Unit(code=code, letters=letters, short_name="县住建局")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("letters", "kind", "text"),
    [
        ("云信", PaperKind.FORWARDING_LETTER, "云信转〔2026〕1号"),
        ("云信", PaperKind.ASSIGNMENT_LETTER, "云信交〔2026〕1号"),
        ("云信", PaperKind.DESTINATION_NOTICE, "云信告〔2026〕1号"),
        ("云信", PaperKind.SUPERVISION_NOTICE, "云信督〔2026〕1号"),
        ("云住建", PaperKind.ACCEPTANCE_NOTICE, "云住建信告〔2026〕1号"),
        ("云住建", PaperKind.OPINION, "云住建信意〔2026〕1号"),
        ("", PaperKind.OPINION, "县住建局信意〔2026〕1号"),
        ("云信", PaperKind.RECEIPT, "2026-1"),
        ("云信", PaperKind.REGISTRATION, "2026-1"),
        ("云住建", PaperKind.SERVICE_RECEIPT, "2026-1"),
    ],
)
def test_numbers_are_written_as_the_standard_says(letters, kind, text):
    assert numbering.next_number(organ(letters), kind, DAY) == (1, text)


@pytest.mark.django_db
def test_notices_share_one_series_and_organs_do_not():
    acceptance, extension = PaperKind.ACCEPTANCE_NOTICE, PaperKind.EXTENSION_NOTICE
    assert numbering.next_number(organ(), acceptance, DAY)[1] == "云住建信告〔2026〕1号"
    assert numbering.next_number(organ(), extension, DAY)[1] == "云住建信告〔2026〕2号"
    assert numbering.next_number(organ(), PaperKind.OPINION, DAY)[0] == 1
    assert numbering.next_number(organ("云城", "papers_urban"), acceptance, DAY)[1] == "云城信告〔2026〕1号"


@pytest.mark.django_db
def test_no_two_kinds_of_one_series_can_bear_the_same_number():
    taken = [numbering.next_number(organ(), kind, DAY)[1] for kind in PaperKind if KINDS[kind].series]
    assert len(set(taken)) == len(taken)


@pytest.mark.django_db
def test_each_year_begins_with_one():
    kind = PaperKind.ACCEPTANCE_NOTICE
    assert [numbering.next_number(organ(), kind, day)[1] for day in (DAY, date(2026, 12, 31))][1].endswith(
        "〕2号"
    )
    assert numbering.next_number(organ(), kind, date(2027, 1, 1))[1] == "云住建信告〔2027〕1号"
    assert numbering.next_number(organ(), kind, date(2026, 12, 31))[1] == "云住建信告〔2026〕3号"


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_number_back():
    numbers = []
    for fails in (False, True, True, False):
        with suppress(Interrupted), transaction.atomic():
            serial = numbering.take("papers_housing", "告", 2026)
            if fails:
                raise Interrupted
            numbers.append(serial)
    assert numbers == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_given():
    with pytest.raises(transaction.TransactionManagementError, match="事务"):
        numbering.take("papers_housing", "告", 2026)
    assert not NumberSeries.objects.filter(organ_code="papers_housing").exists()


@pytest.mark.django_db(transaction=True)
def test_concurrent_acts_get_every_number_once_even_when_some_fail():
    clerks, acts = 4, 15
    together = Barrier(clerks)

    def work(clerk: int) -> list[int]:
        kept = []
        try:
            together.wait(timeout=10)
            for act in range(acts):
                with suppress(Interrupted), transaction.atomic():
                    serial = numbering.take("papers_race", "告", 2026)
                    if (act + clerk) % 3 == 0:
                        raise Interrupted
                    kept.append(serial)
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(clerks) as pool:
        numbers = sorted(number for kept in pool.map(work, range(clerks)) for number in kept)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == clerks * acts * 2 // 3


@pytest.mark.django_db
def test_several_numbers_of_several_series_are_taken_together_without_a_gap():
    notice, opinion = ("papers_many", "告", 2026), ("papers_many", "意", 2026)
    assert numbering.take_many({notice: 3, opinion: 1}) == {notice: [1, 2, 3], opinion: [1]}
    assert numbering.take(*notice) == 4
    assert numbering.take_many({opinion: 2, notice: 1}) == {opinion: [2, 3], notice: [5]}
