"""Looks into containers: whether an MP4, WebM or Ogg file holds a picture, or sound alone.

Each reads no more than the headers it needs, at whatever place of the file they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

MOST_PARTS = 200  # looked at on each level of a container; real ones have a few dozen
Part = tuple[bytes, int, int]  # its name, where its content starts, and where that ends

_OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip"}  # begins without naming a brand
_STILL = dict.fromkeys((b"heic", b"heix", b"heim", b"mif1"), "image/heic")
_STILL |= dict.fromkeys((b"avif", b"avis"), "image/avif")
_SOUND = {b"M4A ", b"M4B ", b"M4P "}
_SEGMENT, _TRACKS, _TRACK = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae"
_EBML, _DOC_TYPE, _TRACK_TYPE = b"\x1a\x45\xdf\xa3", b"\x42\x82", b"\x83"
_OGG_PICTURES = (b"\x80theora", b"BBCD\x00", b"OVP80")


# --- MP4, M4A, MOV (ISO 14496-12) -----------------------------------------------------------------
def iso_media(file: BinaryIO, size: int) -> str:
    """The content type of a file made of boxes; "" when it is none, or its index is missing."""
    first = next(_boxes(file, 0, size), None)
    if first is None or first[0] not in _OLD_QUICKTIME | {b"ftyp"}:
        return ""
    brand = _read(file, first[1], 4) if first[0] == b"ftyp" else b"qt  "
    if brand in _STILL:
        return _STILL[brand]
    tracks = set(_track_kinds(file, size))
    if b"vide" in tracks:
        odd = {b"qt  ": "video/quicktime", b"3gp4": "video/3gpp", b"3gp5": "video/3gpp"}
        return odd.get(brand, "video/mp4")
    if b"soun" in tracks:
        return "audio/quicktime" if brand == b"qt  " else _sound_type(brand)
    return ""


def _sound_type(brand: bytes) -> str:
    return "audio/x-m4a" if brand in _SOUND else "audio/mp4"


def _track_kinds(file: BinaryIO, size: int) -> Iterator[bytes]:
    places: list[tuple[int, int]] = [(0, size)]
    for name in (b"moov", b"trak", b"mdia", b"hdlr"):
        places = [
            (start, end)
            for place in places
            for found, start, end in _boxes(file, *place)
            if found == name
        ][:MOST_PARTS]
    return (_read(file, start + 8, 4) for start, _ in places)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[Part]:
    return islice(_every_box(file, start, end), MOST_PARTS)


def _every_box(file: BinaryIO, start: int, end: int) -> Iterator[Part]:
    while start + 8 <= end:
        header = _read(file, start, 16)
        size, name, content = int.from_bytes(header[:4]), header[4:8], start + 8
        if size == 1:  # the real one, in 64 bits, follows
            size, content = int.from_bytes(header[8:16]), start + 16
        stop = end if size == 0 else start + size
        if stop < content or stop > end:
            return
        yield name, content, stop
        start = stop


# --- WebM and Matroska (RFC 8794, RFC 9559) -------------------------------------------------------
def webm(file: BinaryIO, size: int) -> str:
    """The content type of an EBML file; "" when it is none."""
    first = next(_elements(file, 0, size), None)
    if first is None or first[0] != _EBML:
        return ""
    named = [place for name, *place in _elements(file, first[1], first[2]) if name == _DOC_TYPE]
    kind = _read(file, named[0][0], min(16, named[0][1] - named[0][0])) if named else b""
    if kind.rstrip(b"\x00") != b"webm":
        return "video/x-matroska"
    places: list[tuple[int, int]] = [(0, size)]
    for name in (_SEGMENT, _TRACKS, _TRACK, _TRACK_TYPE):
        places = [
            (start, end)
            for place in places
            for found, start, end in _elements(file, *place)
            if found == name
        ][:MOST_PARTS]
    tracks = {int.from_bytes(_read(file, start, min(8, end - start))) for start, end in places}
    return "video/webm" if 1 in tracks else "audio/webm"


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[Part]:
    return islice(_every_element(file, start, end), MOST_PARTS)


def _every_element(file: BinaryIO, start: int, end: int) -> Iterator[Part]:
    while start < end:
        header = _read(file, start, 12)
        width = _width(header[:1])
        name, rest = header[:width], header[width:]
        length = _width(rest[:1])
        if not 1 <= width <= 4 or not 1 <= length <= 8 or len(rest) < length:
            return
        content = start + width + length
        size = int.from_bytes(rest[:length]) & ((1 << 7 * length) - 1)
        unknown = size == (1 << 7 * length) - 1  # as recorders write that could not go back
        stop = end if unknown else content + size
        yield name, content, min(stop, end)
        start = stop


def _width(first: bytes) -> int:
    """How many bytes a number of variable length has, by its first one; 0 for no number."""
    return 9 - first[0].bit_length() if first and first[0] else 0


# --- Ogg (RFC 3533) -------------------------------------------------------------------------------
def ogg(file: BinaryIO, size: int) -> str:
    """The content type of an Ogg file; "" when it is none. Its first pages name the streams."""
    start = 0
    streams: list[bytes] = []
    while start < size and len(streams) < MOST_PARTS:
        head = _read(file, start, 27)
        if len(head) < 27 or not head.startswith(b"OggS"):
            break
        lengths = _read(file, start + 27, head[26])
        if not head[5] & 2:  # no longer the first page of a stream
            break
        content = start + 27 + len(lengths)
        streams.append(_read(file, content, 8))
        start = content + sum(lengths)
    if not streams:
        return ""
    pictures = any(stream.startswith(_OGG_PICTURES) for stream in streams)
    return "video/ogg" if pictures else "audio/ogg"


def _read(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)
