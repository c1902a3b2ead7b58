"""The address by which the platform fetches a file, and nobody else finds one."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inbox.delivery.files import shelf_life, uploads
from inbox.delivery.files.media import content_of, public_url
from inbox.delivery.models import Outbound, Upload
from inbox.delivery.outbox import Written, queue_replies
from inbox.threads.templatetags.inbox import web_only
from tests import sample_files as files

pytestmark = pytest.mark.django_db
DAY, WEEK, MOMENT = timedelta(days=1), timedelta(days=7), timedelta(seconds=30)


@pytest.fixture
def keep(thread, person):
    def keep(content=None, name="photo.png", **fields):
        file = SimpleUploadedFile(name, content or files.png())
        upload = uploads.keep(thread, file, member=person.member, key=uuid.uuid4())
        assert isinstance(upload, Upload), upload
        Upload.everywhere.filter(pk=upload.pk).update(**fields)
        upload.refresh_from_db()
        return upload

    return keep


@pytest.fixture
def queue(thread, person):
    def queue(upload, **fields):
        written = Written(content_of(upload), uuid.uuid4(), upload)
        (queued,) = queue_replies(thread, [written], author=person)
        Outbound.everywhere.filter(pk=queued.pk).update(**fields)

    return queue


@pytest.fixture
def fetch(client, settings):
    """As the platform does: signed in nowhere."""

    def fetch(upload, **headers):
        return client.get(public_url(upload).removeprefix(settings.PUBLIC_URL), headers=headers)

    return fetch


def test_an_address_is_absolute_plain_and_as_long_as_nobody_guesses(keep, settings):
    settings.PUBLIC_URL = "https://inbox.example"
    upload = keep(files.pdf(), "Preisliste für Müller.PDF")
    address = public_url(upload)
    assert address == f"https://inbox.example/media/{upload.secret}/preisliste-fur-muller.pdf"
    assert len(upload.secret) >= 43  # 32 bytes
    assert public_url(keep(name="صورة.png")).endswith("/image.png")
    assert keep().secret != keep().secret


@pytest.mark.parametrize("ending", files.TAKEN)
def test_the_platform_gets_the_bytes_their_type_and_their_length(keep, fetch, ending):
    content, kind, content_type = files.TAKEN[ending]
    answer = fetch(keep(content, f"x.{ending}"))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == content_type
    assert answer["Content-Length"] == str(len(content))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    disposition = "attachment" if kind == "file" else "inline"
    assert answer["Content-Disposition"] == f'{disposition}; filename="x.{ending}"'
    assert "Cookie" not in answer.get("Vary", "")


def test_only_reading_is_allowed(client, keep):
    address = reverse("media", args=[keep().secret, "photo.png"])
    head = client.head(address)
    head.close()
    assert (head.status_code, head["Content-Length"]) == (200, str(len(files.png())))
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/media/nothing/photo.png",
        "/media/{secret}x/photo.png",
        "/media/{upper}/photo.png",
        "/media/{secret}/../photo.png",
        "/media/{secret}%00/photo.png",
        "/media/{secret}",
        "/media/",
        "/media/1/photo.png",
    ],
)
def test_no_other_address_leads_to_it(client, keep, address):
    secret = keep().secret
    wrong = address.format(secret=secret, upper=secret.swapcase())
    assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(("age", "status"), [(WEEK - MOMENT, 200), (WEEK, 404)])
def test_a_file_that_nobody_sent_is_offered_for_a_week(keep, fetch, age, status):
    answer = fetch(keep(created_at=timezone.now() - age))
    answer.close()
    assert answer.status_code == status


@pytest.mark.parametrize("state", ["sent", "seen", "failed", "withdrawn"])
@pytest.mark.parametrize(("ago", "status"), [(DAY - MOMENT, 200), (DAY, 404)])
def test_a_file_that_was_sent_is_offered_for_a_day_more(keep, queue, fetch, state, ago, status):
    upload = keep(created_at=timezone.now() - 2 * WEEK)
    reason = "media_rejected" if state == "failed" else ""
    queue(upload, state=state, reason=reason, settled_at=timezone.now() - ago)
    answer = fetch(upload)
    answer.close()
    assert answer.status_code == status


def test_a_file_on_its_way_is_offered_however_old_it_is(keep, queue, fetch):
    upload = keep(created_at=timezone.now() - 2 * WEEK)
    queue(upload, state="sent", settled_at=timezone.now() - WEEK)
    queue(upload)  # once more
    answer = fetch(upload)
    answer.close()
    assert answer.status_code == 200


def test_a_file_whose_bytes_are_gone_is_not_found(keep, fetch):
    lost, emptied = keep(), keep(file="")
    default_storage.delete(lost.file.name)
    assert fetch(lost).status_code == 404
    assert fetch(emptied).status_code == 404


# --- In the thread --------------------------------------------------------------------------------
@pytest.fixture
def shown(client, thread, person):
    """The thread's items as a member sees them."""
    client.force_login(person.member.user)

    def shown():
        address = f"/t/{thread.pk}/items/"
        return client.get(address, headers={"HX-Request": "true"}).content.decode()

    return shown


def test_what_we_sent_is_shown_from_our_own_copy(keep, queue, shown, thread):
    for ending, tag in [("png", "img"), ("mp4", "video"), ("m4a", "audio")]:
        content, *_ = files.TAKEN[ending]
        upload = keep(content, f"our.{ending}")
        queue(upload)
        assert f'src="/t/{thread.pk}/uploads/{upload.pk}/"' in shown()
        assert f"<{tag} " in shown()


def test_a_document_we_sent_is_a_chip_with_its_name_and_size(keep, queue, shown, thread):
    upload = keep(files.pdf(), "<b>Prices</b> & more.pdf")
    queue(upload)
    page = shown()
    assert f'<a class="file-chip" href="/t/{thread.pk}/uploads/{upload.pk}/" download>' in page
    assert ">b&gt; &amp; more.pdf</bdi>" in page
    assert f"{len(files.pdf())}\xa0bytes" in page


def test_a_file_whose_bytes_are_gone_leaves_its_name(keep, queue, shown):
    queue(keep(name="cake.png"), state="sent", settled_at=timezone.now() - 5 * WEEK)
    assert shelf_life.sweep() == 1
    page = shown()
    assert "No longer kept here" in page
    assert "cake.png" in page
    assert "/uploads/" not in page


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://cdn.example/a.png", True),
        ("/t/1/uploads/2/", True),
        ("/t/1/uploads/2/../../../accounts/logout/", False),
        ("/t/1/uploads/2/?x", False),
        ("/accounts/logout/", False),
        ("//evil.example/t/1/uploads/2/", False),
        ("javascript:alert(1)//t/1/uploads/2/", False),
        ("", False),
    ],
)
def test_of_relative_addresses_only_those_of_our_files_are_followed(url, followed):
    assert bool(web_only(url)) is followed


def test_a_message_with_a_file_costs_no_query_of_its_own(
    keep, queue, shown, django_assert_max_num_queries
):
    queue(keep())
    with CaptureQueriesContext(connection) as one:
        shown()
    for _ in range(4):
        queue(keep())
    with django_assert_max_num_queries(len(one)):
        shown()
