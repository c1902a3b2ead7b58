"""Pictures without a drawing library: faces for everybody, the same for the same name."""

import colorsys
import hashlib
import struct
import zlib
from functools import lru_cache

SIZE = 96
SMOOTHING = 1.4  # pixels over which an edge fades

Colour = tuple[float, float, float]


@lru_cache(maxsize=512)
def avatar(name: str) -> bytes:
    """A PNG: a head and shoulders on a soft ground, coloured by the name."""
    digest = hashlib.sha256(name.encode()).digest()
    hue = digest[0] / 256
    ground = _colour(hue, 0.82, 0.32 + digest[1] / 1700)
    clothes = _colour(hue + 0.45 + digest[2] / 1400, 0.52, 0.36)
    skin = _colour(0.06 + digest[3] / 9000, 0.50 + digest[4] / 850, 0.42)
    hair = _colour(digest[5] / 2600, 0.16 + digest[6] / 900, 0.30)
    lift = digest[7] / 64 - 2
    rows = [
        b"\0" + b"".join(_pixel(x, y, ground, clothes, skin, hair, lift) for x in range(SIZE))
        for y in range(SIZE)
    ]
    return png(SIZE, SIZE, b"".join(rows))


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG of 8-bit RGB rows, each led by its filter byte."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _pixel(
    x: int, y: int, ground: Colour, clothes: Colour, skin: Colour, hair: Colour, lift: float
) -> bytes:
    colour = _over(ground, clothes, _ellipse(x, y, 48, 100, 36, 34))
    colour = _over(colour, skin, _ellipse(x, y, 48, 62, 9, 14))
    colour = _over(colour, hair, _ellipse(x, y, 48, 39 + lift, 22, 22))
    colour = _over(colour, skin, _ellipse(x, y, 48, 46, 17, 20))
    return bytes(round(255 * part) for part in colour)


def _ellipse(x: int, y: int, cx: float, cy: float, rx: float, ry: float) -> float:
    """How much of this pixel lies inside, from 0 to 1."""
    distance: float = (((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2) ** 0.5
    return min(1.0, max(0.0, 0.5 - (distance - 1) * min(rx, ry) / SMOOTHING))


def _over(below: Colour, above: Colour, part: float) -> Colour:
    r, g, b = (low + (high - low) * part for low, high in zip(below, above, strict=True))
    return r, g, b


def _colour(hue: float, lightness: float, saturation: float) -> Colour:
    return colorsys.hls_to_rgb(hue % 1, lightness, saturation)
