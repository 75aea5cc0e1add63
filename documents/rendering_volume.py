"""卷宗: many papers and pictures bound into one paginated PDF by typst.

Pages of other PDFs are drawn again, not copied: no script, link, form or hidden file of theirs comes along.
"""

import json
import re
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from documents.fonts import faces
from documents.rendering_pdf import LAYOUTS, legible_values

#: A picture of more than so many points would fill the memory when it is opened.
MOST_POINTS = 80_000_000
_HAS = re.compile(r"only has (\d+) page")
#: A page beyond every document: asked for, the reader says how many pages there are.
_BEYOND = 1_000_000
#: Memory rather than disk where the system has such a folder: an accusation's papers leave no trace.
_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made inside


class Unreadable(ValueError):
    """The bytes cannot be drawn as pages: damaged, locked with a password, or of another kind."""


@dataclass(frozen=True)
class Sheet:
    """One document of the volume: what the index says of it, its bytes and their form (pdf, png, jpg)."""

    title: str
    number: str
    organ: str
    on: str
    data: bytes
    form: str = "pdf"


def bind(
    sheets: list[Sheet],
    *,
    cover: dict[str, Any],
    notes: list[str],
    footer: str,
    font_dirs: tuple[str, ...] = (),
) -> bytes:
    """Cover, index, all sheets with their page numbers, and the closing note 备考表; raises Unreadable."""
    with _workshop() as folder:
        entries, pages, page = [], [], 1
        for n, sheet in enumerate(sheets, 1):
            name = f"{n}.{sheet.form}"
            (folder / name).write_bytes(sheet.data)
            count = _count(folder, name)
            entries.append({"n": n, "title": sheet.title, "number": sheet.number, "organ": sheet.organ, "on": sheet.on,
                            "page": page, "last": page + count - 1})  # fmt: skip
            pages += [
                {"file": name, "page": inner, "pdf": sheet.form == "pdf"} for inner in range(1, count + 1)
            ]
            page += count
        data = legible_values({
            "title": cover["题名"], "cover": list(cover.items()), "entries": entries, "pages": pages, "notes": notes,
            "footer": footer, "total": page - 1,
        })  # fmt: skip
        chosen = faces(font_dirs)
        for name in ("common.typ", "volume.typ"):
            (folder / name).write_bytes((LAYOUTS / name).read_bytes())
        return bytes(
            typst.compile(
                str(folder / "volume.typ"), root=str(folder), font_paths=list(chosen.directories),
                ignore_system_fonts=True,
                pdf_tags=False, sys_inputs={"data": json.dumps(data), "fonts": json.dumps(chosen.families)},
            )
        )  # fmt: skip


def pages_of(data: bytes, form: str) -> int:
    """How many pages these bytes fill, every one of them drawn once; raises Unreadable."""
    if form != "pdf" and _points(data, form) > MOST_POINTS:
        raise Unreadable("图片过大")
    with _workshop() as folder:
        name = f"1.{form}"
        (folder / name).write_bytes(data)
        count = _count(folder, name)
        pages = "\n".join(f'#image("{name}", page: {n})' for n in range(1, count + 1))
        _draw(folder, pages if form == "pdf" else f'#image("{name}")')
        return count


@contextmanager
def _workshop() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None, prefix="volume-") as folder:
        yield Path(folder)


def _count(folder: Path, name: str) -> int:
    if not name.endswith(".pdf"):
        return 1
    try:
        _draw(folder, f'#image("{name}", page: {_BEYOND})')
    except Unreadable as said:
        found = _HAS.search(str(said))
        if found:
            return int(found[1])
        raise
    raise Unreadable("页数无法确定")


def _draw(folder: Path, source: str) -> None:
    main = folder / "one.typ"
    main.write_text(source, encoding="utf-8")
    try:
        typst.compile(str(main), root=str(folder), ignore_system_fonts=True)
    except typst.TypstError as error:
        raise Unreadable(f"{error} {' '.join(getattr(error, 'hints', None) or [])}") from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a reader that gives up on hostile bytes panics, which is no Exception
        raise Unreadable(type(error).__name__) from error


def _points(data: bytes, form: str) -> int:
    """Width times height as the picture's head says; 0 where it says nothing."""
    if form == "png":
        return int.from_bytes(data[16:20]) * int.from_bytes(data[20:24])
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], struct.unpack_from(">H", data, at + 2)[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return int(height * width)
        at += 2 + length
    return 0
