"""The petitioner's query code: 80 bits, told once, kept only as HMAC-SM3 with a pepper (reliability §4.12).

A second factor goes with it: the last four of the identity number, else of the phone, else four digits printed on the
receipt. Wrong and unknown are one answer.
"""

import hmac
import secrets
from dataclasses import dataclass

from cases.models import Petitioner
from organizations import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A fresh code as printed, and what the second factor is (``hint``); ``digits`` only when it was made up."""

    code: str
    hint: str
    digits: str = ""


def _check_character(symbols: str) -> str:
    """Luhn mod 32: a mistyped code is told from an unknown one before any look-up."""
    factor, total = 2, 0
    for symbol in reversed(symbols):
        addend = factor * ALPHABET.index(symbol)
        factor = 3 - factor
        total += addend // 32 + addend % 32
    return ALPHABET[-total % 32]


def normal(typed: str) -> str:
    """What somebody typed, as symbols; empty when it cannot be a code."""
    symbols = "".join(typed.upper().split()).replace("-", "").translate(_READ_AS)
    if len(symbols) != 17 or any(symbol not in ALPHABET for symbol in symbols):
        return ""
    return symbols if _check_character(symbols[:-1]) == symbols[-1] else ""


def _index(symbols: str) -> str:
    return keys.digest("code", f"code\x00{symbols}".encode()).hex()


def _factor(row: Petitioner, digits: str) -> str:
    return keys.digest("code", f"second\x00{row.pk}\x00{digits.upper()}".encode()).hex()


def issue(row: Petitioner, identity: str, phone: str) -> IssuedCode:
    """Give the petitioner a code (not saved here); any older code is dead once the row is saved."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(16))
    symbols += _check_character(symbols)
    made_up = ""
    if len(identity.strip()) >= 4:
        digits, hint = identity.strip()[-4:], "证件号码后四位"
    elif len(phone.strip()) >= 4:
        digits, hint = phone.strip()[-4:], "手机号码后四位"
    else:
        made_up = digits = f"{secrets.randbelow(10_000):04d}"
        hint = "凭据上的校验码"
    row.code_index, row.second_factor = _index(symbols), _factor(row, digits)
    return IssuedCode(
        "-".join([symbols[:4], symbols[4:8], symbols[8:12], symbols[12:16], symbols[16]]), hint, made_up
    )


def find(typed: str, second: str) -> Petitioner | None:
    """The petitioner of a code and second factor; None for any mistake, whichever it was."""
    symbols = normal(typed)
    row = (
        Petitioner.objects.filter(code_index=_index(symbols or "-")).select_related("petition__case").first()
    )
    expected = row.second_factor if row else "0" * 64
    given = keys.digest(
        "code", f"second\x00{row.pk if row else ''}\x00{second.strip().upper()}".encode()
    ).hex()
    return row if hmac.compare_digest(expected, given) and row else None
