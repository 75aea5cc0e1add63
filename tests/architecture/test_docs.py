"""The documents say what the code says, and lead where they say they lead."""

import inspect
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

import law.terms
from cases.procedure import ACTS
from law.periods import PERIODS
from law.terms import Term
from organizations.roles import ROLES, Permission
from petition_bureau import docs_pages

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TERMS = [
    cls
    for _, cls in inspect.getmembers(law.terms, inspect.isclass)
    if issubclass(cls, Term) and cls is not Term
]
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def test_the_generated_pages_are_fresh():
    assert docs_pages.stale() == [], "run bin/fix"


def test_check_is_red_when_a_page_is_stale(tmp_path, monkeypatch, capsys):
    docs_pages.write(tmp_path)
    assert docs_pages.stale(tmp_path) == []
    (tmp_path / "periods.md").write_text("six weeks", encoding="utf-8")
    (tmp_path / "roles.md").unlink()
    assert docs_pages.stale(tmp_path) == ["periods.md", "roles.md"]
    monkeypatch.setattr(docs_pages, "stale", lambda: ["periods.md"])
    with pytest.raises(SystemExit) as left:
        call_command("generate_docs", check=True)
    assert left.value.code == 1
    assert "periods.md" in capsys.readouterr().err


def test_writing_twice_changes_nothing(tmp_path):
    assert docs_pages.write(tmp_path) == list(docs_pages.PAGES)
    assert docs_pages.write(tmp_path) == []


def test_the_pages_name_every_act_period_and_role():
    assert not [name for name in ACTS if f"`{name}`" not in docs_pages.states()]
    assert not [code for code in PERIODS if f"`{code}`" not in docs_pages.periods()]
    assert not [role for role in ROLES if f"`{role}`" not in docs_pages.roles()]
    assert set(docs_pages.PERMISSION_WORDS) == set(Permission)


@pytest.mark.parametrize("cls", TERMS, ids=lambda cls: cls.__name__)
def test_the_glossary_has_every_term_with_its_label(cls):
    text = (DOCS / "glossary.md").read_text("utf-8")
    missing = [f"{cls.__name__}.{term.name}" for term in cls
               if not re.search(rf"^\| {re.escape(term.label)} \| .+ \| .+ \| `{cls.__name__}\.{term.name}` \|$", text, re.M)]  # fmt: skip
    assert missing == [], "add a row to docs/glossary.md: 中文 | English | article | class"


def test_the_glossary_names_no_term_that_is_gone():
    named = re.findall(r"`([A-Z]\w+)\.([A-Z][A-Z_]+)`", (DOCS / "glossary.md").read_text("utf-8"))
    known = {(cls.__name__, term.name) for cls in TERMS for term in cls}
    assert set(named) <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert broken == []


def test_every_decision_is_listed_and_has_its_three_parts():
    pages = sorted((DOCS / "adr").glob("0*.md"))
    listed = (DOCS / "adr" / "README.md").read_text("utf-8")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert len(pages) >= 16
    for page in pages:
        text = page.read_text("utf-8")
        assert page.name in listed
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequence"))
        assert len(text.split()) < 250, f"{page.name}: half a page"


def test_the_twelve_rules():
    rules = re.findall(r"^\d+\. ", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M)
    assert len(rules) == 12


def test_every_script_is_explained():
    text = (DOCS / "developing.md").read_text("utf-8")
    scripts = [
        path.name
        for path in (ROOT / "bin").iterdir()
        if path.is_file() and not path.name.startswith("_") and not path.suffix
    ]
    assert not [name for name in scripts if f"bin/{name}" not in text]


def test_files_the_architecture_names_exist():
    text = (DOCS / "architecture.md").read_text("utf-8")
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", text)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_nothing_committed_names_a_path_of_one_machine():
    done = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False)
    pages = [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).exists()] or PAGES
    assert not [
        str(page)
        for page in {*pages, *PAGES}
        if re.search(r"(?<!\w)/(?:work|home|root)/", page.read_text("utf-8"))
    ]
