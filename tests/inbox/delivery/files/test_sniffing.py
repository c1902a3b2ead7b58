"""What a file is, told by its content alone."""

import io

import pytest

from inbox.delivery.files.sniffing import content_type_of
from tests import sample_files as files

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def told(content):
    return content_type_of(io.BytesIO(content), len(content))


@pytest.mark.parametrize("ending", files.TAKEN)
def test_every_type_that_instagram_takes_is_told_by_its_bytes(ending):
    content, _, content_type = files.TAKEN[ending]
    assert told(content) == content_type


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (files.iso_media(b"isom", b"soun"), "audio/mp4"),
        (files.iso_media(b"mp42", b"soun", b"hint", index_last=True), "audio/mp4"),
        (files.iso_media(b"M4A ", b"soun", b"vide"), "video/mp4"),
        (files.webm(2), "audio/webm"),
        (files.webm(2, recorded=True), "audio/webm"),
        (files.webm(1, recorded=True), "video/webm"),
        (files.ogg(b"OpusHead"), "audio/ogg"),
        (files.tagged(files.aac()), "audio/aac"),
    ],
)
def test_a_container_is_sound_or_video_by_what_it_holds(content, content_type):
    assert told(content) == content_type


@pytest.mark.parametrize(
    "content",
    [files.gif(frames=5), files.png() + HTML, files.jpeg() + b"PK\x03\x04"],
    ids=["animated", "page behind a picture", "archive behind a picture"],
)
def test_a_picture_is_a_picture_whatever_follows_in_it(content):
    assert told(content).startswith("image/")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (files.riff(b"WEBP"), "image/webp"),
        (files.iso_media(b"heic"), "image/heic"),
        (files.iso_media(b"avif"), "image/avif"),
        (files.iso_media(b"qt  ", b"soun"), "audio/quicktime"),
        (files.iso_media(b"3gp4", b"vide"), "video/3gpp"),
        (files.webm(1, doc_type=b"matroska"), "video/x-matroska"),
        (files.mp3(), "audio/mpeg"),
        (files.tagged(files.mp3()), "audio/mpeg"),
        (b"PK\x03\x04" + bytes(60), "application/zip"),
    ],
)
def test_what_is_common_and_not_taken_is_known_by_name(content, content_type):
    assert told(content) == content_type


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        HTML,
        b"\xef\xbb\xbf" + SVG,
        b" \n" + files.pdf(),
        b"hello",
        b"\x00",
        b"\xff\xd8",
        b"\x89PNG\r\n\x1a\n" + HTML,
        b"\xff" * 64,
        b"\x1aE\xdf\xa3",
        b"OggS",
        bytes(4096),
        files.box(b"ftyp", b"isom", bytes(4)),
        files.iso_media(b"isom", b"vide")[:60],
        files.iso_media(b"isom", b"hint"),
        files.aac()[:30],
        files.aac()[:33],
    ],
    ids=lambda content: repr(content[:20]),
)
def test_what_can_not_be_told_is_nothing(content):
    assert told(content) == ""


def test_a_container_full_of_tiny_parts_ends_the_search():
    many = files.box(b"ftyp", b"isom", bytes(4)) + files.box(b"free") * 100_000
    assert told(many + files.box(b"moov")) == ""
