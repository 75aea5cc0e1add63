"""docs/report-figures.md, made from the tables of the proofs."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.reports.proofs.records import TYPED, Published

PAGE = Path(__file__).parents[3] / "docs" / "report-figures.md"
REPORTS = {
    "兴宁市 2020": "test_xingning_2020", "乳山市 2023": "test_rushan_2023", "洞口县 2023": "test_dongkou_2023",
    "东丽区 2023": "test_dongli_2023", "雷州市 2023": "test_leizhou_2023",
}  # fmt: skip
HEAD = """# The figures of five published reports

Five bureaus published their annual reports. For each report, records that would have produced its figures are entered —
by acts on their own days, the bulk by the sheets a clerk hands in —, the report is generated and finished, and every
figure must come out as published: in the draft the writer gets, in the .docx, in its annex, and as a number in the .xlsx.

`value` is the exact number behind the words; where a report speaks in round numbers (余) the sentence is rounded, the
number is kept. What a report leaves open is *chosen* here and said. What the system must never compute is *typed by hand*
with its source and marked ※. The tests are in `tests/reports/proofs/`; this page is written from their tables
(`REPORT_FIGURES=write bin/test tests/reports/proofs/test_table.py`), and `test_table.py` holds the two together.

The proof of the rates is beside them: `test_rates_of_imported.py` imports 1,970 real messages and compares every number of
`rates` — three spans, five keys, both bases — with a computation in plain SQL.
"""
COLUMNS = ("published", "figure", "value", "as the report says it", "how", "chosen", "test")


def modules() -> dict[str, ModuleType]:
    return {name: import_module(f"tests.reports.proofs.{module}") for name, module in REPORTS.items()}


def page() -> str:
    """The whole page."""
    found = [HEAD]
    for name, module in modules().items():
        rows = [_row(module, figure) for figure in module.FIGURES]
        lines = [f"| {' | '.join(cells)} |" for cells in (COLUMNS, ["---"] * len(COLUMNS), *rows)]
        found.append(f"\n## {name}\n\n" + "\n".join(lines) + "\n")
    return "".join(found)


def _row(module: ModuleType, figure: Published) -> tuple[str, ...]:
    value = f"{figure.value:.4f}" if isinstance(figure.value, float) else f"{figure.value:,}"
    how = "typed by hand" if figure.how == TYPED else "computed"
    test = f"`{module.__name__.rpartition('.')[2]}.py::test_as_published[{figure.id}]`"
    return figure.wording, f"`{figure.id}`", value, figure.said, how, figure.chosen or "—", test
