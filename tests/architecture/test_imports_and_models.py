"""The shape of the house: imports point down, one clock, no signals, no admin, no save() of its own."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("petition_bureau", "portal", "reports", "routing", "hearings", "oversight", "cases", "documents",
            "notifications", "audit", "organizations", "law")  # fmt: skip
#: The write side is told its day. It may read the clock only here, and why.
CLOCK_READERS = {
    ("cases/actions/performing.py", "check_day"): "compares the day it is told with today",
    ("cases/actions/performing.py", "record"): "marks what was recorded later than it happened",
    (
        "cases/actions/sealing.py",
        "hand_on_accusation",
    ): "the moment from which access is gone, not a legal day",
    ("cases/actions/referral.py", "transfer_to_discipline"): "a grant that ran out is closed at that moment",
    ("cases/actions/service.py", "_dated"): "compares the day it is told with today",
    ("cases/serving.py", "arrival"): "a paper has not arrived on a day that has not come",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def files(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(node: ast.expr) -> str:
    """``datetime.date.today`` as it is written; empty for anything else than names and dots."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}".lstrip(".")
    return ""


def calls(node: ast.AST) -> Iterator[tuple[int, str]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            yield part.lineno, name_of(part.func)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_imports_point_down():
    tool = Path(sys.executable).parent / "lint-imports"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "petition_bureau.settings.test"}
    done = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_one_module_reads_the_clock():
    """A second clock would disagree with the first at midnight in another zone (design D13)."""
    forbidden = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate",
                 "timezone.localtime", "time.time", "localtime", "gmtime")  # fmt: skip
    found = [
        f"{place(path, line)} {name}"
        for path in files()
        if path != ROOT / "law" / "clock.py"
        for line, name in calls(tree(path))
        if any(name == word or name.endswith(f".{word}") for word in forbidden)
    ]
    # how long something took is no legal day; perf_counter and monotonic are allowed everywhere
    assert found == []


def reads_clock(name: str) -> bool:
    return name in {"clock.today", "clock.now", "today", "now"}


def test_whoever_is_told_the_day_does_not_ask_for_it():
    """Actions, clocks, policies and papers take ``on``: what they do is right on any day (design D13)."""
    packages = [*files("cases/actions", "cases/papers", "cases/policies"), *(ROOT / "cases" / f"{name}.py" for name in
                ("serving", "clocks", "notices", "rating_rules", "procedure"))]  # fmt: skip
    found = {
        (str(path.relative_to(ROOT)), function.name)
        for path in packages
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        for _, name in calls(function)
        if reads_clock(name)
    }
    assert found == set(CLOCK_READERS)


def test_functions_with_a_day_read_no_clock_anywhere_else():
    found = [
        place(path, function.lineno)
        for path in files("cases", "routing", "oversight", "hearings", "reports", "documents", "law")
        if "views" not in path.parts
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        if {"on"} & {arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)}
        and any(name in {"clock.today"} for _, name in calls(function))
        and (str(path.relative_to(ROOT)), function.name) not in CLOCK_READERS
    ]
    assert found == []


def test_no_signals_no_admin():
    """Consequences of an act are written in the act; nobody repairs a file through a table editor (design D12)."""
    found = []
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            found += [f"{place(path, node.lineno)} {name}" for name in names
                      if name.startswith(("django.contrib.admin", "django.dispatch", "django.db.models.signals",
                                          "django_fsm.signals"))]  # fmt: skip
    assert found == []


def test_no_model_has_a_save_of_its_own():
    found = [
        place(path, method.lineno)
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
        and method.name in {"save", "delete", "full_clean"}
        and not any("Form" in name_of(base) for base in node.bases)
    ]
    assert found == []


def test_transitions_change_the_state_and_nothing_else():
    """A method marked @transition has an empty body: consequences belong to the action."""
    found = []
    for path in files("cases/models"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(mark, ast.Call) and name_of(mark.func) == "transition"
                for mark in node.decorator_list
            ):
                body = [part for part in node.body if not isinstance(part, ast.Expr | ast.Pass)]
                found += [place(path, node.lineno)] if body else []
    assert found == []


@pytest.mark.parametrize("module", ["law", "routing/engine.py"])
def test_the_law_knows_no_framework(module):
    paths = [ROOT / module] if module.endswith(".py") else list(files(module))
    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for path in paths
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    # "routing": the engine's own pure neighbours
    assert imported - set(sys.stdlib_module_names) <= {"law", "routing"}


def test_only_the_clocks_write_deadlines():
    """A due date is computed by one module; an import and a re-computation name theirs (design D7)."""
    allowed = {"cases/clocks.py", "cases/actions/importing.py", "cases/calendar_admin.py"}
    found = [
        place(path, line)
        for path in files("cases", "portal", "reports", "routing", "hearings")
        if str(path.relative_to(ROOT)) not in allowed
        for line, name in calls(tree(path))
        if name
        in {
            "Deadline.objects.create",
            "Deadline.objects.bulk_create",
            "Deadline.objects.bulk_update",
            "Deadline",
        }
    ]
    assert found == []


def test_library_code_prints_nothing():
    found = [
        place(path, line)
        for path in files()
        for line, name in calls(tree(path))
        if name in {"print", "pprint"}
    ]
    # the supervisor of bin/demo is a program of its own: its lines are its answer
    assert [row for row in found if not row.startswith("petition_bureau/demo.py")] == []
