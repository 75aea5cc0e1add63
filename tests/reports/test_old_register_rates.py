"""Figures of an older register: what it tells counts in the rate of that duty, what it does not is said beside it."""

import random
from collections import Counter
from datetime import date, timedelta

import builders as b
import pytest
from django.db import connection
from old_registers import TODAY, bare, row, taken

from cases.models import Case, Petition
from law import clock
from reports import annual, building, daily, figures, rows, sets
from reports.figures import ALL, Span, Tally
from reports.indicators import INDICATORS
from tests.reports import scenes as s

pytestmark = pytest.mark.django_db

YEAR = Span(date(2023, 1, 1), date(2023, 12, 31))
EVER = Span(date(2000, 1, 1), date(2100, 1, 1))


def tallies(span: Span = EVER, basis: str = "due") -> dict[str, Tally]:
    found = figures.live(span, basis=basis, as_of=TODAY)  # type: ignore[arg-type]
    return {code: found.get((ALL, code), Tally()) for code in INDICATORS}


def numbers(tally: Tally) -> tuple[int, int, int]:
    return tally.numerator, tally.denominator, tally.not_recorded


def rushan() -> list[dict[str, str]]:
    """乳山市 2023 (domain §7.3): 505 first letters, 602 first visits, 174 of them collective; 1,037 rated, 14 not satisfied."""
    sheet = []
    for n in range(1107):
        day = date(2023, 1, 2) + timedelta(n % 300)
        letter = n < 505
        rated = n < 1037
        value = ("满意", "基本满意")[n % 2] if n < 1023 else "不满意" if rated else "未评价"
        sheet.append(row(
            原编号=f"2023-{n:04d}", 登记日=day.isoformat(), 信访形式="来信" if letter else "来访",
            人数="7" if 505 <= n < 679 else "1", 转送交办日=f"{day + timedelta(4)}", 书面告知日=f"{day + timedelta(12)}",
            受理日=f"{day + timedelta(12)}", 答复日=f"{day + timedelta(50)}", 送达日=f"{day + timedelta(52)}",
            对责任单位评价=value, 对责任单位评价日=f"{day + timedelta(60)}" if rated else "", 办结日=f"{day + timedelta(54)}",
        ))  # fmt: skip
    return sheet


def test_the_register_of_a_published_report_gives_its_figures():
    """乳山市 2023: 初信 505 件、初访 602 起、集体访 174 起、办结 1107 件，及时受理率、按期办结率 100%，满意率 98.65%."""
    answer = taken(*rushan()).answer
    assert (answer.imported, answer.rejected) == (1107, [])
    found = {figure.id: figure for figure in annual.compute(2023, as_of=TODAY)}
    assert [found[code].value for code in ("first_letters", "first_visits", "collective_visits", "petitions_repeat")] == [
        505, 602, 174, 0,
    ]  # fmt: skip
    closed = Case.objects.filter(state="closed", received_on__range=(YEAR.since, YEAR.until)).count()
    assert closed == 505 + 602 == 1107
    for code in ("bureau_timely", "unit_timely_notice", "timely_conclusion"):
        assert (found[code].value, found[code].cases) == (1.0, 1107)
    satisfied = found["satisfaction_unit"]
    assert (satisfied.origin, f"{satisfied.value:.2%}") == ("1023 ÷ 1037", "98.65%")
    assert numbers(tallies(basis="registered")["participation_unit"]) == (1037, 1107, 0)


def test_an_epidemic_span_by_letter_phone_and_online():
    """兴宁市 2020: 234 件次 by letter, phone and online while visits were suspended; all that concern it in time."""
    day = date(2020, 2, 3)
    sheet = [
        row(原编号=f"Y{n}", 登记日=f"{day}", 信访形式=("来信", "来电", "网上")[n % 3], 转送交办日=f"{day + timedelta(3)}",
            书面告知日=f"{day + timedelta(9)}", 受理日=f"{day + timedelta(9)}", 答复日=f"{day + timedelta(20)}",
            送达日=f"{day + timedelta(21)}", 对责任单位评价="", 对责任单位评价日="", 办结日=f"{day + timedelta(22)}",
            热点标签="疫情" if n < 10 else "")
        for n in range(234)
    ]  # fmt: skip
    assert taken(*sheet).answer.rejected == []
    assert Petition.objects.filter(channel__in=["letter", "phone", "online"]).count() == 234
    assert Case.objects.filter(topics__topic__name="疫情").count() == 10
    assert numbers(tallies()["timely_conclusion"]) == (234, 234, 0)


def any_sheet(number: int, seed: int) -> list[dict[str, str]]:
    """Rows of every sort: days early and late, cells left empty."""
    chance = random.Random(seed)  # noqa: S311 - a test's rows, no secret

    def after(day: date, most: int) -> date:
        return day + timedelta(chance.randint(0, most))

    sheet = []
    for n in range(number):
        received = date(2023, 1, 3) + timedelta(chance.randint(0, 200))
        sent = after(received, 20)
        accepted = after(sent, 20)
        answered = after(accepted, 90)
        served = after(answered, 5)
        cells = {
            "转送交办日": sent, "书面告知日": accepted, "受理日": accepted, "答复日": answered, "送达日": served,
            "办结日": after(served, 10),
        }  # fmt: skip
        told = {name: day.isoformat() if chance.random() < 0.8 else "" for name, day in cells.items()}
        if not told["答复日"]:
            told["送达日"] = ""
        first = chance.random() < 0.8
        value = (
            chance.choice(["满意", "基本满意", "不满意", "未评价", ""]) if first and told["答复日"] else ""
        )
        on = f"{after(served, 20)}" if value not in {"", "未评价"} else ""
        channel = chance.choice(["来信", "来访", "网上"])
        sheet.append(row(原编号=f"R{n}", 登记日=f"{received}", 信访形式=channel, 初次重复="初次" if first else "重复",
                         对责任单位评价=value, 对责任单位评价日=on, 主办单位=chance.choice(["housing", "water"]), **told))  # fmt: skip
    return sheet


#: The rates once more, in plain SQL over the tables, without the registry's querysets.
SQL = {
    "bureau_timely": "d.period = 'forwarding'",
    "unit_timely_notice": "d.period = 'notice'",
    "timely_conclusion": "d.period = 'handling'",
    "participation_unit": "d.period = 'rating' AND d.organ = 'unit'",
    "participation_bureau": "d.period = 'rating' AND d.organ = 'bureau'",
}


def counted(code: str) -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        if code == "satisfaction_unit":
            cursor.execute(
                "SELECT count(*) FILTER (WHERE value <> 'dissatisfied'), count(*), (SELECT count(*) FROM cases_deadline d WHERE"
                " d.period = 'rating' AND d.organ = 'unit' AND d.not_recorded AND NOT EXISTS (SELECT 1 FROM cases_rating r"
                " WHERE r.case_id = d.case_id AND r.organ = 'unit')) FROM cases_rating WHERE organ = 'unit'"
            )
        else:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE NOT d.not_recorded AND d.met_on <= d.due_on),"
                " count(*) FILTER (WHERE NOT d.not_recorded AND (d.met_on IS NOT NULL OR d.due_on < %s)),"
                f" count(*) FILTER (WHERE d.not_recorded) FROM cases_deadline d WHERE {SQL[code]}",
                [TODAY],
            )
        found: tuple[int, int, int] = cursor.fetchone()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rates_equal_an_independent_count(seed):
    sheet = any_sheet(150, seed)
    answer = taken(*sheet).answer
    assert answer.imported > 80, Counter(each.reason[:12] for each in answer.rejected)
    found = tallies()
    for code in (*SQL, "satisfaction_unit"):
        assert numbers(found[code]) == counted(code), code
    assert found["timely_conclusion"].denominator < answer.imported, (
        "nothing was left untold: the sheet proves little"
    )
    first = Petition.objects.filter(known_repeat=False).count()
    assert numbers(found["repeat"]) == (answer.imported - first, answer.imported, 0)


@pytest.mark.parametrize("by", ["unit", "month", "channel", "category"])
def test_every_key_adds_up_to_the_county(by):
    taken(*any_sheet(60, 3))
    whole, parts = tallies(), figures.live(EVER, by=by, as_of=TODAY)
    for code in INDICATORS:
        added = sum((tally for (_, its), tally in parts.items() if its == code), Tally())
        assert numbers(added) == numbers(whole[code]), code


@pytest.mark.parametrize("basis", ["due", "registered"])
def test_what_is_kept_by_day_says_the_same(basis):
    taken(*any_sheet(60, 4))
    building.rebuild(TODAY)
    taken(
        *[each | {"原编号": f"Z{n}"} for n, each in enumerate(any_sheet(20, 5))]
    )  # stale days are counted live
    kept, live = (
        daily.table(EVER, by="unit", basis=basis, as_of=TODAY),
        figures.live(EVER, by="unit", basis=basis, as_of=TODAY),
    )
    assert {at: tally for at, tally in kept.items() if tally != Tally()} == live


def test_every_number_opens_into_as_many_rows():
    taken(*any_sheet(60, 6))
    for code, tally in tallies().items():
        for part, number in zip(("numerator", "denominator", "not_recorded"), numbers(tally), strict=True):
            assert sets.FigureSet(code, part, EVER).rows(TODAY).count() == number, (code, part)


def test_a_message_without_its_course_stays_where_it_was():
    """Public messages count in the conclusion alone; an older register beside them changes nothing of theirs."""
    s.imported(1, date(2023, 3, 2), date(2023, 4, 1))
    s.imported(2, date(2023, 3, 2), date(2023, 8, 1))
    s.imported(3, date(2023, 3, 2), None, suggested_unit=None)
    before = {code: numbers(tally) for code, tally in tallies().items()}
    assert before["timely_conclusion"] == (1, 3, 0)
    assert before["bureau_timely"] == before["satisfaction_unit"] == (0, 0, 3)
    assert before["repeat"] == before["one_time_resolution"] == (0, 0, 0)
    taken(row())
    after = {code: numbers(tally) for code, tally in tallies().items()}
    one = {"bureau_timely": (1, 1, 0), "unit_timely_notice": (1, 1, 0), "timely_conclusion": (1, 1, 0),
           "participation_bureau": (0, 0, 1), "participation_unit": (1, 1, 0), "satisfaction_bureau": (0, 0, 1),
           "satisfaction_unit": (1, 1, 0), "one_time_resolution": (1, 1, 0), "repeat": (0, 1, 0)}  # fmt: skip
    for code, added in one.items():
        assert after[code] == tuple(x + y for x, y in zip(before[code], added, strict=True)), code


def test_a_withdrawn_matter_is_no_resolution():
    taken(row(), bare(原编号="W1", 主办单位="housing", 转送交办日="2023-03-06", 撤回日="2023-03-20"))
    assert numbers(tallies()["one_time_resolution"]) == (1, 1, 0)


def test_a_repeat_within_the_observation_takes_the_resolution_away():
    again = row(原编号="A2", 登记日="2023-06-01", 初次重复="重复", 重复的原编号="A1", 对责任单位评价="", 对责任单位评价日="",
                **dict.fromkeys(("转送交办日", "书面告知日", "受理日", "答复日", "送达日"), ""), 办结日="2023-07-01")  # fmt: skip
    taken(row(), again)
    assert numbers(tallies()["one_time_resolution"]) == (0, 1, 0)


def test_volumes_know_first_and_repeated():
    taken(row(), row(原编号="A2", 初次重复="重复", 对责任单位评价="", 对责任单位评价日=""))
    found = {figure.id: figure.value for figure in annual.compute(2023, as_of=TODAY)}
    assert (found["petitions_first"], found["petitions_repeat"], found["first_letters"]) == (1, 1, 1)


def test_an_annual_figure_says_how_many_files_are_silent():
    taken(row(), bare(原编号="A2", 办结日="2023-05-12"), bare(原编号="A3"))
    figure = next(each for each in annual.compute(2023, as_of=TODAY) if each.id == "forwarded")
    assert (figure.value, figure.origin) == (1, "另有导入件 1 件，流转未记录")


def test_accusations_are_in_none():
    with clock.on_day(date(2023, 3, 3)):
        taken(bare(), on=date(2023, 3, 3))
    case = Case.objects.get()
    b.lived(date(2023, 3, 3), s.actions.seal_accusation, case, by=b.person("screening"), accused=[])
    assert all(numbers(tally) == (0, 0, 0) for tally in tallies().values())
    assert not rows.unrecorded("bureau_timely", "due").exists()
