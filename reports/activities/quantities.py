"""A number as people report it: ``340余`` keeps 340, and that it is approximate."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

#: Enough for any total of a county; the column holds two more digits.
LARGEST = Decimal(100_000_000)
_WRITTEN = re.compile(r"(?P<about>约|大约|近)?(?P<digits>\d[\d,]*(?:\.\d{1,2})?)(?P<over>余|多|左右|以上)?")


class NotANumber(ValueError):
    """What was typed is no number; the message says how to write one, in Chinese."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and whether it is approximate (约数); the number itself stays exact."""

    value: Decimal
    approximate: bool = False

    def __str__(self) -> str:
        return words(self.value, approximate=self.approximate)


def words(value: Decimal | float, *, approximate: bool) -> str:
    """``340余``; without trailing zeros."""
    exact = Decimal(str(value)).normalize()
    return f"{exact:f}{'余' if approximate else ''}"


def read(text: str, *, unit: str = "", decimals: bool = False) -> Quantity:
    """``5000余``, ``约5000``, ``5,000册`` as a quantity. Raises NotANumber."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix(unit)
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise NotANumber("请写数字，约数写成 340余 这样")
    value = Decimal(found["digits"].replace(",", ""))
    if value != value.to_integral_value() and not decimals:
        raise NotANumber("请写整数")
    if value >= LARGEST:
        raise NotANumber("数字太大，请核对")
    return Quantity(value, bool(found["about"] or found["over"]))
