"""The closing table of docs/report-figures.md says what the proofs prove, and every number of the handbook has its proof."""

import os
import re

from tests.reports.proofs import table


def test_the_page_is_written_from_the_tables() -> None:
    """Where it is not, ``REPORT_FIGURES=write`` writes it."""
    if os.environ.get("REPORT_FIGURES") == "write":
        table.PAGE.write_text(table.page(), encoding="utf-8")
    assert table.PAGE.read_text(encoding="utf-8") == table.page()


def test_every_figure_is_proved_by_its_own_test() -> None:
    for module in table.modules().values():
        ids = [figure.id for figure in module.FIGURES]
        assert len(ids) == len(set(ids))
        assert callable(module.test_as_published)


#: The numbers in bold of domain §7.3, report by report; those of the handbook's own remarks are not figures.
STATED = {
    "洞口县 2023": "2 24 340余 1 27 100 13 6 5000余 200余 7000余 500余 12000余 1",
    "兴宁市 2020": "1 15日 28日 234 10",
    "雷州市 2023": "6 11 100% 100% 8 8",
    "乳山市 2023": "505 602 100% 100% 98.65% 1107 174 130 526 8 30余 60000余",
    "东丽区 2023": "40 100余 54 315 10 7673 37 26 107 142 143 171 5 4 8 0 0",
}


def test_every_number_of_the_published_reports_is_in_the_tables() -> None:
    for name, module in table.modules().items():
        wordings = " ".join(figure.wording for figure in module.FIGURES)
        said = re.findall(r"[\d.]+(?:余|%|日)?", wordings.replace(" 余", "余").replace(",", ""))
        for number in set(STATED[name].split()):
            assert STATED[name].split().count(number) <= said.count(number), f"{name}: {number} in {said}"
