"""Rules of the templates: what a strict content policy, a screen reader and the next colleague rely on."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
PAGES = sorted(TEMPLATES.rglob("*.html"))

COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)
INCLUDE = re.compile(r"\{%\s*include\s+[\"'](components/[\w-]+\.html)[\"'](.*?)%\}", re.DOTALL)
USED = re.compile(r"[\"'](components/[\w-]+\.html)[\"']")
BARRED = {
    "style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "evaluated htmx": re.compile(r"hx-on[:-]|hx-(?:vals|headers|vars)\s*=\s*[\"']js:", re.IGNORECASE),
    "other origin": re.compile(
        r"<(?:script|link|img)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}
PLACEHOLDER = re.compile(r"<(?:input|textarea)\b[^>]*\splaceholder=[^>]*>", re.IGNORECASE)
BUTTON = re.compile(r"<button\b[^>]*>(.*?)</button>|<a\b[^>]*class=\"btn\b[^>]*>(.*?)</a>", re.DOTALL)
IDLE_WORDS = ("提交", "确定", "操作", "更多")


def source(path: Path) -> str:
    """The template without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


each = pytest.mark.parametrize("page", PAGES, ids=name)
each_component = pytest.mark.parametrize("component", sorted(COMPONENTS.glob("*.html")), ids=name)


@each
def test_a_template_compiles(page: Path) -> None:
    get_template(name(page))


@each
def test_components_are_included_with_only(page: Path) -> None:
    loose = [found[0] for found in INCLUDE.findall(source(page)) if not found[1].rstrip().endswith("only")]
    assert not loose, (
        f"{name(page)}: add `only` to {loose}, or the page's whole context leaks into the component"
    )


@each
def test_included_components_exist(page: Path) -> None:
    missing = [found for found in USED.findall(source(page)) if not (TEMPLATES / found).exists()]
    assert not missing, f"{name(page)}: no such component {missing}"


@each
@pytest.mark.parametrize("rule", sorted(BARRED))
def test_nothing_a_strict_policy_would_block(page: Path, rule: str) -> None:
    found = BARRED[rule].search(source(page))
    assert not found, f"{name(page)}: {rule}: {found.group(0)[:120] if found else ''}"


@each
def test_a_placeholder_is_never_the_label(page: Path) -> None:
    text = source(page)
    for control in PLACEHOLDER.findall(text):
        identity = re.search(r"\sid=\"([^\"]+)\"", control)
        labelled = "aria-label" in control or (identity and f'for="{identity.group(1)}"' in text)
        assert labelled, f"{name(page)}: {control[:100]} has a placeholder but no label"


@each
def test_a_comment_of_several_lines_is_a_comment(page: Path) -> None:
    """``{# #}`` ends with its line; what goes on below it would be shown to the reader."""
    for line in page.read_text(encoding="utf-8").splitlines():
        assert line.count("{#") == line.count("#}"), f"{name(page)}: use {{% comment %}}: {line[:80]}"


@each
def test_buttons_say_what_they_do(page: Path) -> None:
    for pair in BUTTON.findall(source(page)):
        words = re.sub(r"<[^>]*>|\{[{%].*?[%}]\}", "", "".join(pair), flags=re.DOTALL)
        idle = [word for word in IDLE_WORDS if word in words]
        assert not idle, f"{name(page)}: a button is verb and object, not {idle}: {words.strip()}"


@each_component
def test_a_component_says_what_it_takes(component: Path) -> None:
    text = component.read_text(encoding="utf-8").lstrip()
    text = re.sub(r"^\{%\s*extends[^%]*%\}\s*", "", text)
    assert COMMENT.match(text), f"{name(component)}: begin with a comment naming its context"


@each_component
def test_a_component_is_used(component: Path) -> None:
    wanted = name(component)
    python = [
        path for path in ROOT.glob("*/**/*.py") if path.relative_to(ROOT).parts[0] not in {"tests", ".venv"}
    ]
    users = [page for page in PAGES if page != component and wanted in USED.findall(source(page))]
    users += [path for path in python if wanted in path.read_text(encoding="utf-8")]
    assert users, f"{wanted}: used nowhere; delete it"
