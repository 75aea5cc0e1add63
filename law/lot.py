"""The lot: a pure function of a recorded seed, so that anyone can draw again and get the same.

All numbers stand in the order of SHA-256 over ``seed|number``: no state, no machine's chance, no way to prefer anything.
"""

import hashlib
from collections.abc import Iterable


def digest(lines: Iterable[str]) -> str:
    """The version of a register: 16 digits of SHA-256 over its lines, in the order of their text."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


def order(seed: str, numbers: Iterable[int]) -> list[int]:
    """All numbers in the order of the lot."""
    return sorted(set(numbers), key=lambda number: hashlib.sha256(f"{seed}|{number}".encode()).hexdigest())
