"""Typed readers of environment variables; empty counts as not given."""

import os
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """The variable's text."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the variable is switched on: 1, true, yes, on."""
    given = os.environ.get(name)
    return given.lower() in {"1", "true", "yes", "on"} if given else default


def words(name: str) -> list[str]:
    """The variable's parts between commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def path(name: str, default: Path) -> Path:
    """The variable as an absolute path."""
    given = os.environ.get(name)
    return Path(given).resolve() if given else default
