"""What people send when the one who plays them chose no file: small, and real of their kind."""

import io
import math
import wave
from functools import lru_cache
from pathlib import Path

PICTURES = sorted((Path(__file__).parent / "pictures").glob("*.jpg"))
RATE = 8000  # frames a second
TONES = (440.0, 554.0, 659.0)  # hertz, one after the other
LENGTH = 0.4  # seconds each


def sample(kind: str, number: int = 0) -> tuple[str, bytes]:
    """Content type and bytes of an image, audio, video or file; images differ with ``number``."""
    if kind == "image":
        return "image/jpeg", PICTURES[number % len(PICTURES)].read_bytes()
    if kind == "audio":
        return "audio/wav", tune()
    if kind == "video":
        return "video/mp4", b"sandbox video"  # shows how one that cannot be played looks
    return "application/pdf", page()


@lru_cache(maxsize=1)
def tune() -> bytes:
    """Three soft tones as WAV, about a second."""
    frames = bytearray()
    count = int(RATE * LENGTH)
    for tone in TONES:
        for place in range(count):
            swell = math.sin(math.pi * place / count)
            frames.append(128 + int(48 * swell * math.sin(2 * math.pi * tone * place / RATE)))
    written = io.BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        sound.writeframes(bytes(frames))
    return written.getvalue()


@lru_cache(maxsize=1)
def page() -> bytes:
    """A PDF with one empty page."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] >>",
    )
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, lines)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)
