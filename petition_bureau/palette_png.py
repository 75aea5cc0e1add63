"""Pictures of screens in 256 colours: half the bytes, and the repository keeps them for ever.

The browser, which is there anyway, reads the picture and counts its colours; what is left is to write the file.
"""

import base64
import struct
import zlib
from typing import Any

#: Run in a page with a PNG in base64: size, the 256 commonest colours, and for each pixel the nearest of them.
READ = """async (png) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const {width, height} = picture, context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(picture, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer), counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const palette = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, 256);
  const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
  const distance = (a, b) => a.reduce((sum, part, n) => sum + (part - b[n]) ** 2, 0);
  const colours = palette.map(parts), places = new Map(palette.map((colour, place) => [colour, place]));
  const nearest = (wanted) => colours.reduce((best, colour, place) =>
    distance(colour, wanted) < distance(colours[best], wanted) ? place : best, 0);
  for (const pixel of counts.keys()) if (!places.has(pixel)) places.set(pixel, nearest(parts(pixel)));
  const text = Array.from(pixels, (pixel) => String.fromCharCode(places.get(pixel)));
  return {width, height, colours, pixels: btoa(text.join(""))};
}"""


def written(read: dict[str, Any]) -> bytes:
    """The file of a picture that ``READ`` has read."""
    width, height = read["width"], read["height"]
    pixels = base64.b64decode(read["pixels"])
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, width * height, width))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(part for colour in read["colours"] for part in colour)),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
