"""Small files of every kind, made byte by byte: whole enough to be told apart by their content."""

from __future__ import annotations

import struct
import zlib


# --- Pictures -------------------------------------------------------------------------------------
def png(width: int = 2, height: int = 2) -> bytes:
    """One that browsers show."""
    rows = b"".join(b"\x00" + b"\x2f\x6f\xbf" * width for _ in range(height))
    shape = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", shape), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + b"\xff\xd9"


def gif(frames: int = 1) -> bytes:
    """Animated with more than one frame."""
    frame = (
        b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x01\x44\x00"
    )
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\xff" * 6 + frame * frames + b";"


def _chunk(name: bytes, content: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + crc


# --- MP4, M4A, MOV --------------------------------------------------------------------------------
def box(name: bytes, *content: bytes, wide: bool = False) -> bytes:
    body = b"".join(content)
    if wide:
        return struct.pack(">I4sQ", 1, name, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, name) + body


def iso_media(brand: bytes, *tracks: bytes, index_last: bool = False) -> bytes:
    """``tracks`` are handlers: vide, soun, hint."""
    start = box(b"ftyp", brand, bytes(4), b"isom")
    index = box(b"moov", box(b"mvhd", bytes(100)), *map(_track, tracks))
    media = box(b"mdat", bytes(200), wide=index_last)
    return start + (media + index if index_last else index + media)


def _track(handler: bytes) -> bytes:
    return box(
        b"trak",
        box(b"tkhd", bytes(84)),
        box(b"mdia", box(b"mdhd", bytes(24)), box(b"hdlr", bytes(8), handler, bytes(13))),
    )


# --- WebM, Ogg, AVI, WAV --------------------------------------------------------------------------
def element(name: str, content: bytes, *, unknown: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if unknown else (0x10000000 | len(content)).to_bytes(4)
    return bytes.fromhex(name) + size + content


def webm(*tracks: int, doc_type: bytes = b"webm", recorded: bool = False) -> bytes:
    """``tracks`` are 1 for pictures, 2 for sound; ``recorded`` has no sizes, as from a browser."""
    entries = b"".join(element("AE", element("83", bytes([kind]))) for kind in tracks)
    segment = element("1549A966", bytes(8)) + element("1654AE6B", entries)
    head = element("1A45DFA3", element("4282", doc_type))
    return head + element("18538067", segment + element("1F43B675", bytes(40)), unknown=recorded)


def ogg(*streams: bytes) -> bytes:
    first = [_page(2, number, stream) for number, stream in enumerate(streams)]
    return b"".join(first) + _page(0, 0, bytes(30))


def _page(flags: int, number: int, content: bytes) -> bytes:
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, 0, number, 0, 0, 1)
    return head + bytes([len(content)]) + content


def riff(form: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 40) + form + bytes(36)


# --- Sound in frames, documents -------------------------------------------------------------------
def aac(frames: int = 3) -> bytes:
    length = 32
    head = bytes([0xFF, 0xF1, 0x50, 0x80 | length >> 11, length >> 3 & 0xFF, (length & 7) << 5, 0])
    return (head + bytes(length - len(head))) * frames


def mp3() -> bytes:
    return (b"\xff\xfb\x90\x00" + bytes(413)) * 2


def tagged(sound: bytes) -> bytes:
    """With an ID3 tag of 256 bytes before it."""
    return b"ID3\x04\x00\x00\x00\x00\x02\x00" + bytes(256) + sound


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


TAKEN = {
    "png": (png(), "image", "image/png"),
    "jpg": (jpeg(), "image", "image/jpeg"),
    "gif": (gif(), "image", "image/gif"),
    "mp4": (iso_media(b"isom", b"soun", b"vide"), "video", "video/mp4"),
    "mov": (iso_media(b"qt  ", b"vide", index_last=True), "video", "video/quicktime"),
    "webm": (webm(1, 2), "video", "video/webm"),
    "ogv": (ogg(b"\x01vorbis", b"\x80theora"), "video", "video/ogg"),
    "avi": (riff(b"AVI "), "video", "video/x-msvideo"),
    "aac": (aac(), "audio", "audio/aac"),
    "m4a": (iso_media(b"M4A ", b"soun"), "audio", "audio/x-m4a"),
    "wav": (riff(b"WAVE"), "audio", "audio/wav"),
    "pdf": (pdf(), "file", "application/pdf"),
}  # what Instagram takes, by the usual ending: bytes, kind, content type
