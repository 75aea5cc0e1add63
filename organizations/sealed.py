"""Sealed columns: SM4-GCM at rest, found by blind index, masked on screen (design D11).

Stored as ``version | key id | nonce | ciphertext and tag``; the additional data binds a value to its table, column and
row, so that a ciphertext moved to another row does not open.
"""

import json
import re
import secrets
import unicodedata
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.db import models

from organizations import keys

_VERSION = b"\x01\x01"
T = TypeVar("T")


class SealBroken(Exception):
    """A sealed value does not open: it was moved, altered, or belongs to another key."""


def seal(plain: bytes, bound_to: str) -> bytes:
    """Encrypt ``plain``, bound to a place (``table.column:row``)."""
    nonce = secrets.token_bytes(12)
    encryptor = Cipher(algorithms.SM4(keys.key("seal")), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to.encode())
    return _VERSION + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def unseal(box: bytes, bound_to: str) -> bytes:
    """Decrypt; raises SealBroken when the box was not sealed for this place."""
    box = bytes(box)
    nonce, body, tag = box[2:14], box[14:-16], box[-16:]
    decryptor = Cipher(algorithms.SM4(keys.key("seal")), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound_to.encode())
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag as broken:
        raise SealBroken(bound_to) from broken


class _Sealed(ABC, Generic[T]):
    """A descriptor over a BinaryField; the row's key must be known before the insert (UUID, or a parent's id)."""

    def __init__(self, column: str, bound_to: str = "pk") -> None:
        self.column, self.bound_to = column, bound_to

    def _place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}.{self.column}:{getattr(row, self.bound_to)}"

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        box = getattr(row, self.column)
        return self.empty() if not box else self.load(unseal(box, self._place(row)))

    def __set__(self, row: models.Model, value: T) -> None:
        plain = self.dump(value)
        setattr(row, self.column, seal(plain, self._place(row)) if plain else None)

    @abstractmethod
    def empty(self) -> Any: ...

    @abstractmethod
    def load(self, plain: bytes) -> Any: ...

    @abstractmethod
    def dump(self, value: T) -> bytes: ...


class Text(_Sealed[str]):
    """Sealed text; empty stays empty."""

    def empty(self) -> str:
        return ""

    def load(self, plain: bytes) -> str:
        return plain.decode()

    def dump(self, value: str) -> bytes:
        return value.encode("utf-8", "replace")


class Json(_Sealed[Any]):
    """Sealed structure."""

    def empty(self) -> None:
        return None

    def load(self, plain: bytes) -> Any:
        return json.loads(plain)

    def dump(self, value: Any) -> bytes:
        return b"" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


class Bytes(_Sealed[bytes]):
    """Sealed bytes (rendered papers)."""

    def empty(self) -> bytes:
        return b""

    def load(self, plain: bytes) -> bytes:
        return plain

    def dump(self, value: bytes) -> bytes:
        return value


def normal(value: str) -> str:
    """The form in which two writings of one name or number are equal (NFKC, no spaces, upper case)."""
    return re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", value)).upper()


def blind(column: str, value: str) -> str:
    """Blind index: 64 bits of HMAC-SM3 over the normal form; each column its own domain; empty stays empty."""
    return keys.digest("index", f"{column}\x00{normal(value)}".encode())[:8].hex() if value.strip() else ""


def mask_name(name: str) -> str:
    """陈桂英 → 陈*英."""
    if len(name) <= 1:
        return name
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def mask_number(number: str, head: int = 3, tail: int = 4) -> str:
    """13855552207 → 138****2207; too short a number is hidden whole."""
    hidden = len(number) - head - tail
    return number[:head] + "*" * hidden + number[-tail:] if hidden > 0 else "*" * len(number)
