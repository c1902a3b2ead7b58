"""Handing out a kept file: streamed, as what we found it to be, and never as a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from inbox.delivery.models import Upload

PIECE = 1 << 16  # bytes
# Whatever it holds, it runs nothing, loads nothing and is framed nowhere.
POLICY = "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Streamed(FileResponse):
    """A file in pieces that are worth a way through the server's threads."""

    block_size = PIECE


@dataclass
class _Part:
    """The next ``left`` bytes of a file. Without slots: Django may put another ``close`` on it."""

    file: IO[bytes]
    left: int

    def read(self, size: int) -> bytes:
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def hand_out(request: HttpRequest, upload: Upload, *, inline: bool) -> HttpResponse | FileResponse:
    """The bytes of ``upload``, or those that ``Range`` asks for; 404 when they are gone.

    Players of films jump about by ranges; some play nothing without them.
    """
    start, end = 0, upload.size
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted:
        start, end = _bounds(wanted[1], wanted[2], upload.size)
        if start >= end:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{upload.size}"})
    try:
        file = upload.file.open("rb")
    except (FileNotFoundError, ValueError):  # ValueError: the row keeps no file any more
        raise Http404(upload.name) from None
    file.seek(start)
    response = Streamed(
        _Part(file, end - start),
        status=206 if wanted else 200,
        content_type=upload.content_type,
        as_attachment=not inline,
        filename=upload.name,
    )
    if wanted:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{upload.size}"
    response["Content-Length"] = str(end - start)
    response["Accept-Ranges"] = "bytes"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """Half-open; empty when nothing of the file is asked for."""
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    return (max(0, size - int(last)), size) if last else (0, 0)
