"""What a file is, by its content alone; names and browsers say what they like.

Only what begins as its kind must begin is known, so a page or a drawing with scripts in it is
nothing, whatever it is called.
"""

from __future__ import annotations

from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from inbox.delivery.files import containers

HEAD = 64  # bytes
_BEGINNINGS = {
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"%PDF-": "application/pdf",
    # Known so that a refusal can name them.
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"fLaC": "audio/flac",
    b"PK\x03\x04": "application/zip",
}
_RIFF = {b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo", b"WEBP": "image/webp"}
SUFFIXES = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "audio/aac": (".aac",),
    "audio/mp4": (".m4a", ".mp4"),
    "audio/x-m4a": (".m4a",),
    "audio/wav": (".wav",),
    "audio/x-wav": (".wav",),
    "video/mp4": (".mp4", ".m4v"),
    "video/ogg": (".ogv", ".ogg"),
    "video/x-msvideo": (".avi",),
    "video/quicktime": (".mov", ".qt"),
    "video/webm": (".webm",),
    "application/pdf": (".pdf",),
}  # the first is the usual one
_NAMES = {
    "image/heic": "HEIC",
    "image/avif": "AVIF",
    "image/tiff": "TIFF",
    "image/webp": "WebP",
    "audio/flac": "FLAC",
    "audio/mpeg": "MP3",
    "audio/ogg": _("Ogg sound"),
    "audio/quicktime": _("QuickTime sound"),
    "audio/webm": _("WebM sound"),
    "video/3gpp": "3GP",
    "video/x-matroska": "Matroska",
    "application/zip": _("a ZIP archive or an Office document"),
}


def content_type_of(file: BinaryIO, size: int) -> str:
    """The content type of ``file``, which has ``size`` bytes; "" when nobody could tell."""
    file.seek(0)
    head = file.read(HEAD)
    for beginning, content_type in _BEGINNINGS.items():
        if head.startswith(beginning):
            return content_type
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    return (
        containers.iso_media(file, size)
        or containers.webm(file, size)
        or containers.ogg(file, size)
        or _sound_frames(file, head)
    )


def name_of(content_type: str) -> str:
    """What people call it: JPG, MP3."""
    if content_type in SUFFIXES:
        return SUFFIXES[content_type][0].removeprefix(".").upper()
    return str(_NAMES.get(content_type, content_type))


def _sound_frames(file: BinaryIO, head: bytes) -> str:
    """AAC and MP3 have no header of their own: one frame follows the other."""
    if not head.startswith(b"ID3"):
        return _frame(file, 0)
    size = 0
    for byte in head[6:10]:  # seven bits each
        size = size << 7 | byte & 0x7F
    return _frame(file, 10 + size) or "audio/mpeg"


def _frame(file: BinaryIO, start: int) -> str:
    file.seek(start)
    head = file.read(7)
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ""
    layer = head[1] >> 1 & 3
    if layer:
        return "audio/mpeg" if layer == 1 else ""
    if head[1] & 0xF0 != 0xF0 or (head[2] >> 2 & 15) > 12:
        return ""
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    file.seek(start + length - 1)
    last, following = file.read(1), file.read(2)
    again = len(following) == 2 and following[0] == 0xFF and following[1] & 0xF6 == 0xF0
    return "audio/aac" if length >= 7 and last and (again or not following) else ""
