"""Files that members want to send: what is kept, what is refused, who may see it."""

import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from inbox.accounts.channels import INSTAGRAM, MediaKind, MediaLimit
from inbox.celery import app
from inbox.delivery.files import shelf_life, uploads
from inbox.delivery.files.media import content_of
from inbox.delivery.grants import grants_of
from inbox.delivery.guard import Allowed, Refused, decide
from inbox.delivery.models import Outbound, Upload
from inbox.delivery.outbox import Written, queue_replies
from tests import factories
from tests import sample_files as files

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A place of this test's own for the files."""
    options = settings.STORAGES["default"]["OPTIONS"] | {"location": str(tmp_path / "media")}
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": options}
    }
    return tmp_path / "media"


@pytest.fixture
def member(account):
    return factories.member(account.workspace)


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def stranger():
    visitor = Client()
    visitor.force_login(factories.member(role="admin").user)
    return visitor


@pytest.fixture
def send(signed_in, thread):
    """Post a file as the composer does."""

    def send(content, name="photo.png", key=None, content_type="application/octet-stream", to=None):
        file = SimpleUploadedFile("placeholder", content, content_type)
        file._name = name  # as a client may write it; Django's own setter would tidy it first
        address = f"/t/{(to or thread).pk}/uploads/"
        return signed_in.post(address, {"file": file, "key": key or uuid.uuid4()})

    return send


@pytest.fixture
def keep(thread, member):
    def keep(content=None, name="photo.png", **fields):
        file = SimpleUploadedFile(name, content or files.png())
        upload = uploads.keep(thread, file, member=member, key=uuid.uuid4())
        assert isinstance(upload, Upload), upload
        Upload.everywhere.filter(pk=upload.pk).update(**fields)
        upload.refresh_from_db()
        return upload

    return keep


@pytest.fixture
def queue(thread, person):
    """Put a kept file into the outbox; ``settled`` long ago, if said."""

    def queue(upload, settled=None):
        written = Written(content_of(upload), upload.key, upload)
        queued = queue_replies(thread, [written], author=person)
        assert isinstance(queued, list), queued
        if settled is not None:
            at = timezone.now() - settled
            Outbound.everywhere.filter(pk=queued[0].pk).update(state="sent", settled_at=at)
        return queued[0]

    return queue


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


# --- What is kept ---------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", files.TAKEN)
def test_every_type_that_the_channel_takes_is_kept_and_shown(send, signed_in, ending):
    content, kind, content_type = files.TAKEN[ending]
    answer = send(content, f"something.{ending}")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["kind"], told["content_type"], told["size"]) == (kind, content_type, len(content))
    assert told["name"] == f"something.{ending}"
    shown = signed_in.get(told["url"])
    assert b"".join(shown.streaming_content) == content
    assert shown["Content-Type"] == content_type
    assert shown["Content-Length"] == str(len(content))


def test_the_type_is_the_contents_and_not_what_the_browser_says(send):
    told = send(files.gif(), "cat.png", content_type="image/png").json()
    assert (told["content_type"], told["name"]) == ("image/gif", "cat.png.gif")


def test_a_video_without_pictures_is_sound(send):
    told = send(files.iso_media(b"mp42", b"soun"), "voice.mp4").json()
    assert (told["kind"], told["content_type"]) == ("audio", "audio/mp4")


def test_the_table_of_the_channel_and_the_sniffing_know_the_same_types(thread):
    known = {content_type for _, _, content_type in files.TAKEN.values()} | {"audio/mp4"}
    taken = {each for limit in INSTAGRAM.media.values() for each in limit.types}
    assert taken - {"audio/x-wav"} == known  # another word for audio/wav


@pytest.mark.parametrize("ending", files.TAKEN)
def test_what_was_kept_is_what_the_guard_lets_go(thread, person, keep, ending):
    content, *_ = files.TAKEN[ending]
    upload = keep(content, f"something.{ending}")
    now = timezone.now()
    grants = grants_of(thread, None, publicly=False, now=now)
    table = thread.account.capabilities
    verdict = decide(person, thread.window(now), content_of(upload), grants, table)
    assert isinstance(verdict, Allowed)


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", SVG),
        ("photo.svg", SVG),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("photo.jpg", b"<html>" + files.jpeg()),
        ("tool.pdf", b"MZ\x90\x00" + bytes(64)),
        ("letter.docx", b"PK\x03\x04" + bytes(64)),
        ("song.mp3", files.mp3()),
        ("photo.heic", files.iso_media(b"heic")),
        ("voice.webm", files.webm(2)),
    ],
)
def test_what_the_channel_does_not_take_is_refused_whatever_its_name(send, folder, name, content):
    answer = send(content, name, content_type="image/png")
    assert answer.status_code == 422
    assert answer.json()["code"] == "media_type"
    assert name in answer.json()["detail"]
    assert "PNG, JPG, GIF" in answer.json()["detail"]
    assert not Upload.everywhere.exists()
    assert not on_disk(folder)


def test_a_refusal_names_what_it_found(send):
    assert "photo.webp is WebP, " in send(files.riff(b"WEBP"), "photo.webp").json()["detail"]


def test_an_empty_file_is_refused(send):
    answer = send(b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "media_empty")
    assert answer.json()["detail"] == "photo.png is empty. Choose another file."


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MediaKind.IMAGE, files.png()),
        (MediaKind.VIDEO, files.riff(b"AVI ")),
        (MediaKind.AUDIO, files.aac()),
        (MediaKind.FILE, files.pdf()),
    ],
)
def test_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(kind, content):
    limits = {kind: MediaLimit(INSTAGRAM.media[kind].types, len(content))}
    assert isinstance(uploads.check(SimpleUploadedFile("a.bin", content), limits), uploads.Checked)
    limits = {kind: MediaLimit(INSTAGRAM.media[kind].types, len(content) - 1)}
    refused = uploads.check(SimpleUploadedFile("a.bin", content), limits)
    assert isinstance(refused, Refused)
    assert refused.code == "media_too_large"
    assert "1\xa0byte too large" in refused.detail


def test_a_refusal_says_the_size_the_limit_and_by_how_much(send):
    answer = send(files.png() + bytes(10 << 20))
    assert (answer.status_code, answer.json()["code"]) == (422, "media_too_large")
    words = "photo.png has 10.0 MB. The limit is 8.0 MB, so it is 2.0 MB too large."
    assert answer.json()["detail"].replace("\xa0", " ") == words


def test_a_request_beyond_every_limit_is_refused_unread(signed_in, thread):
    unread = signed_in.generic(
        "POST", f"/t/{thread.pk}/uploads/", b"", CONTENT_LENGTH=uploads.LARGEST + (1 << 20)
    )
    assert (unread.status_code, unread.json()["code"]) == (413, "too_large")
    assert "25.0\xa0MB" in unread.json()["detail"]


def test_other_addresses_take_no_large_requests(client, signed_in, thread):
    for address in [f"/t/{thread.pk}/notes/", "/accounts/login/", "/api/v1/threads/"]:
        answer = signed_in.generic("POST", address, b"", CONTENT_LENGTH=3 << 20)
        assert answer.status_code == 413, address


@pytest.mark.parametrize("fields", [{}, {"key": "no"}, {"key": ""}])
def test_a_post_of_another_shape_says_what_is_missing(signed_in, thread, fields):
    answer = signed_in.post(f"/t/{thread.pk}/uploads/", fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert "Choose a file first." in answer.json()["detail"]


# --- Once, and whose ------------------------------------------------------------------------------
def test_the_same_key_twice_is_the_same_file(send, folder):
    key = uuid.uuid4()
    first, second = send(files.png(), key=key), send(files.gif(), key=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(on_disk(folder)) == 1


def test_one_that_lost_the_race_for_its_key_leaves_no_bytes(thread, member, folder):
    key = uuid.uuid4()
    rival = SimpleUploadedFile("photo.png", files.png())

    class Raced(SimpleUploadedFile):
        """While it is read, the same press arrives once more."""

        def chunks(self, chunk_size=None):
            uploads.keep(thread, rival, member=member, key=key)
            return super().chunks(chunk_size)

    lost = uploads.keep(thread, Raced("photo.png", files.png()), member=member, key=key)
    assert lost == Upload.everywhere.get()
    assert on_disk(folder) == [Path(lost.file.path)]


def test_a_stranger_finds_no_file_and_keeps_none(stranger, thread, keep):
    upload = keep()
    address = f"/t/{thread.pk}/uploads/{upload.pk}/"
    assert stranger.get(address).status_code == 404
    assert stranger.delete(address).status_code == 404
    file = SimpleUploadedFile("photo.png", files.png())
    posted = {"file": file, "key": uuid.uuid4()}
    assert stranger.post(f"/t/{thread.pk}/uploads/", posted).status_code == 404
    assert Upload.everywhere.get() == upload


def test_a_file_is_found_under_its_own_thread_only(signed_in, account, keep):
    other = factories.thread(account)
    assert signed_in.get(f"/t/{other.pk}/uploads/{keep().pk}/").status_code == 404


def test_who_is_signed_out_is_led_to_sign_in(client, thread, keep):
    for address in [f"/t/{thread.pk}/uploads/", f"/t/{thread.pk}/uploads/{keep().pk}/"]:
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_a_post_without_its_token_is_refused(member, thread):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)
    file = SimpleUploadedFile("photo.png", files.png())
    answer = strict.post(f"/t/{thread.pk}/uploads/", {"file": file, "key": uuid.uuid4()})
    assert answer.status_code == 403


# --- Names ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../../etc/passwd.png", "passwd.png"),
        ("..\\..\\windows\\photo.png", "photo.png"),
        ("/etc/cron.d/photo.png", "photo.png"),
        (".png", "png.png"),
        ("", "file.png"),
        ("...", "file.png"),
        ("photo.PNG", "photo.PNG"),
        ("photo.exe", "photo.exe.png"),
        ("photo\r\nSet-Cookie: a=b.png", "photo Set-Cookie: a=b.png"),
        ("photo\x00.png", "photo .png"),
        ("photo\u202egnp.exe", "photo gnp.exe.png"),
        ("صورة المنتج.png", "صورة المنتج.png"),
        ("cafe\u0301 🧁.png", "café 🧁.png"),
        ("n" * 300 + ".png", "n" * 120 + ".png"),
        ("photo." + "n" * 300, "photo." + "n" * 114 + ".png"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_hides_or_leads_elsewhere(given, kept):
    assert uploads.clean_name(given, "image/png") == kept


@pytest.mark.parametrize("name", ["../../escape.png", "..%2f..%2fescape.png", "a/../../b.png"])
def test_nothing_on_disk_is_called_as_the_person_says(send, folder, tmp_path, name):
    assert send(files.png(), name).status_code == 201
    (path,) = on_disk(tmp_path)
    assert path.is_relative_to(folder)
    assert "escape" not in str(path)
    assert path.suffix == ".png"
    assert path.stat().st_mode & 0o077 == 0


def test_the_preview_runs_nothing_and_is_kept_by_this_browser_alone(send, signed_in):
    shown = signed_in.get(send(files.png(), "صورة.png").json()["url"])
    shown.close()
    assert shown["Content-Disposition"].startswith("inline; filename*=utf-8''%D8%B5")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert shown["Cache-Control"].startswith("private")


@pytest.mark.parametrize("ending", ["mp4", "m4a", "pdf"])
def test_everything_but_a_picture_is_shown_as_a_download(send, signed_in, ending):
    content, *_ = files.TAKEN[ending]
    shown = signed_in.get(send(content, f"x.{ending}").json()["url"])
    shown.close()
    assert shown["Content-Disposition"] == f'attachment; filename="x.{ending}"'


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=4-9", 206, 4, 10),
        ("bytes=-6", 206, -6, None),
        ("bytes=10-999999", 206, 10, None),
        ("bytes=999999-", 416, 0, 0),
        ("bytes=-", 416, 0, 0),
        ("lines=1-2", 200, 0, None),
        ("bytes=0-1,4-5", 200, 0, None),
    ],
)
def test_players_may_ask_for_a_part(send, signed_in, wanted, status, start, end):
    content, *_ = files.TAKEN["mp4"]
    shown = signed_in.get(send(content, "x.mp4").json()["url"], headers={"Range": wanted})
    body = b"".join(shown) if status != 416 else b""
    assert (shown.status_code, body) == (status, content[start:end])
    if status == 206:
        first = start % len(content)
        told = f"bytes {first}-{first + len(body) - 1}/{len(content)}"
        assert shown["Content-Range"] == told


# --- Away again -----------------------------------------------------------------------------------
def test_a_file_that_nobody_wants_any_more_is_removed_with_its_bytes(signed_in, keep, folder):
    upload = keep()
    address = f"/t/{upload.thread_id}/uploads/{upload.pk}/"
    assert signed_in.delete(address).status_code == 204
    assert not Upload.everywhere.exists()
    assert not on_disk(folder)
    assert signed_in.delete(address).status_code == 404


def test_a_form_without_scripts_removes_it_too(signed_in, keep):
    upload = keep()
    address = f"/t/{upload.thread_id}/uploads/{upload.pk}/"
    assert signed_in.post(address).status_code == 422
    assert signed_in.post(address, {"_method": "delete"}).status_code == 204


def test_a_file_that_has_been_queued_stays(signed_in, keep, queue, folder):
    upload = keep()
    queue(upload)
    answer = signed_in.delete(f"/t/{upload.thread_id}/uploads/{upload.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_queued")
    assert len(on_disk(folder)) == 1


# --- The sweep ------------------------------------------------------------------------------------
WEEK, MONTH, MOMENT = timedelta(days=7), timedelta(days=30), timedelta(seconds=30)


def test_the_sweep_removes_what_nobody_sent_within_a_week(keep, folder):
    now = timezone.now()
    young, old = keep(created_at=now - WEEK + MOMENT), keep(created_at=now - WEEK)
    assert shelf_life.sweep() == 1
    assert Upload.everywhere.get() == young
    assert not default_storage.exists(old.file.name)
    assert shelf_life.sweep() == 0


def test_the_sweep_empties_what_was_sent_a_month_ago_and_keeps_its_row(keep, queue):
    lately, long_ago = keep(), keep()
    queue(lately, settled=MONTH - MOMENT)
    sent = queue(long_ago, settled=MONTH)
    assert sent.message.attachments.get().url
    assert shelf_life.sweep() == 1
    long_ago.refresh_from_db()
    assert not long_ago.file
    assert sent.message.attachments.get().url == ""
    assert len(on_disk(Path(default_storage.location))) == 1
    assert shelf_life.sweep() == 0


def test_the_sweep_leaves_what_is_still_on_its_way(keep, queue):
    upload = keep(created_at=timezone.now() - 2 * MONTH)
    queue(upload)
    assert shelf_life.sweep() == 0
    assert default_storage.exists(upload.file.name)


def test_what_was_unsent_is_not_shown_and_soon_gone(signed_in, keep, queue):
    upload = keep()
    message = queue(upload, settled=MOMENT).message
    message.text, message.context, message.unsent_at = "", {}, timezone.now()
    message.save()
    assert signed_in.get(f"/t/{upload.thread_id}/uploads/{upload.pk}/").status_code == 404
    assert shelf_life.sweep() == 1
    assert not default_storage.exists(upload.file.name)


def test_a_sweep_that_died_between_bytes_and_row_is_finished_by_the_next(keep):
    upload = keep(created_at=timezone.now() - WEEK)
    default_storage.delete(upload.file.name)
    assert shelf_life.sweep() == 1
    assert not Upload.everywhere.exists()


def test_the_sweep_is_on_the_schedule(keep):
    (scheduled,) = [
        each["task"] for name, each in app.conf.beat_schedule.items() if name == "sweep files"
    ]
    keep(created_at=timezone.now() - WEEK)
    app.tasks[scheduled]()
    assert not Upload.everywhere.exists()


def test_many_go_in_batches(keep, monkeypatch):
    monkeypatch.setattr(shelf_life, "BATCH", 2)
    for _ in range(5):
        keep(created_at=timezone.now() - WEEK)
    assert shelf_life.sweep() == 5
