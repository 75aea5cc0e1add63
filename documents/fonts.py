"""The faces of the PDF: the wheel's Song and Hei, or the office's own 仿宋 and 小标宋 (FONT_DIRS)."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

#: Names under which licensed fonts travel, best first (domain §5.2).
_OFFICE = {
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", "小标宋"),
    "hei": ("SimHei", "黑体", "FZHei-B01S"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03S"),
}
SERIF = "Noto Serif SC"
SANS = "Noto Sans SC"
WHEEL = Path(pylopdf_fonts_zh_cn.__file__).parent


@dataclass(frozen=True)
class Faces:
    """Where the fonts lie and which family plays which part."""

    directories: tuple[str, ...]
    families: dict[str, str]


@cache
def faces(office: tuple[str, ...] = ()) -> Faces:
    """The faces to be had with the office's font folders; never the system's: the same pages anywhere."""
    directories = (*office, str(WHEEL))
    found = set(
        typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=list(directories)
        ).families()
    )
    chosen = {
        part: next((name for name in names if name in found), SANS if part == "hei" else SERIF)
        for part, names in _OFFICE.items()
    }
    return Faces(directories, {"serif": SERIF, **chosen})


def legible(text: str) -> str:
    """The same text with what the fonts cannot draw written as its code: seen, not an empty box."""
    covered = _covered()
    return "".join(
        sign if sign in "\n\u200b\u200c\u200d\ufeff" or ord(sign) in covered else f"〔U+{ord(sign):04X}〕"
        for sign in text
    )


@cache
def _covered() -> frozenset[int]:
    """The characters both faces of the wheel can draw: whatever the office adds, these are there."""
    serif, sans = (_characters(WHEEL / f"{name}-Regular.otf") for name in ("NotoSerifSC", "NotoSansSC"))
    return serif & sans


def _characters(path: Path) -> frozenset[int]:
    """The characters of a font, from the format 12 subtable of its cmap (OpenType)."""
    data = path.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * index) for index in range(tables))
    cmap = next(offset for name, _, offset, _ in records if name == b"cmap")
    for index in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        subtable = cmap + struct.unpack_from(">I", data, cmap + 4 + 8 * index + 4)[0]
        if struct.unpack_from(">H", data, subtable)[0] == 12:
            groups = struct.unpack_from(">I", data, subtable + 12)[0]
            spans = (struct.unpack_from(">III", data, subtable + 16 + 12 * group) for group in range(groups))
            return frozenset(code for first, last, _ in spans for code in range(first, last + 1))
    raise ValueError(f"字体 {path.name} 没有可读的字符表")
