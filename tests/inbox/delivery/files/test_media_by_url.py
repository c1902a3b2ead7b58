"""A file from a member's hands to the platform: kept here, queued, fetched by its address."""

import os
import subprocess
import sys
import time
import uuid
from datetime import timedelta

import pytest
import requests
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from inbox.delivery.files.media import content_of
from inbox.delivery.guard import Person
from inbox.delivery.lanes import serve
from inbox.delivery.models import Lane, Outbound, Upload
from inbox.delivery.outbox import Written, queue_replies
from inbox.demo.sandbox import Sandbox, SandboxTrouble
from inbox.local import ports
from inbox.local.folder import REPOSITORY
from tests import factories
from tests import sample_files as files

START_SECONDS = 30.0
IG_ID = "17841400000000777"


@pytest.fixture(scope="module")
def sandbox_url():
    """A pretend Instagram in a process of its own, which fetches what is sent by url."""
    port = ports.free_port()
    url = f"http://{ports.HOST}:{port}"
    nobody = f"http://{ports.HOST}:{ports.free_port(taken=[port])}/"
    env = os.environ | {"SANDBOX_URL": url, "SANDBOX_WEBHOOK_URL": nobody, "SANDBOX_DB": ":memory:"}
    command = [sys.executable, "-m", "uvicorn", "integrations.sandbox.site:application"]
    command += ["--host", ports.HOST, "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=env)
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url, process):
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            Sandbox(url).health()
            return
        except SandboxTrouble:
            assert process.poll() is None, "the sandbox ended"
            assert time.monotonic() < deadline, "the sandbox did not answer in time"
            time.sleep(0.05)


@pytest.fixture
def sandbox(sandbox_url):
    return Sandbox(sandbox_url)


@pytest.fixture
def thread(live_server, sandbox, sandbox_url, settings):
    """Somebody has just written, and both sides know it."""
    settings.PUBLIC_URL = live_server.url
    settings.INSTAGRAM_GRAPH_URL = sandbox_url
    token = sandbox.open_account(IG_ID, "bakery.demo", "Bakery")
    sandbox.add_person("ada.makes", "Ada Moreno")
    wrote = sandbox.play(kind="text", account=IG_ID, person="ada.makes", text="Which cake?")
    account = factories.account(
        external_id=IG_ID, token=token, messages_per_hour=0, calls_per_second=0
    )
    contact = factories.contact(account, scoped_id=wrote["igsid"])
    return factories.thread_open_since(timezone.now() - timedelta(seconds=5), contact=contact)


@pytest.fixture
def member(thread):
    return factories.member(thread.workspace)


@pytest.fixture
def deliver(thread, member, person):
    """Keep a file through the front door, queue it, serve the lane; what became of it."""

    def deliver(content, name):
        visitor = Client()
        visitor.force_login(member.user)
        file = SimpleUploadedFile(name, content)
        posted = {"file": file, "key": uuid.uuid4()}
        kept = visitor.post(f"/t/{thread.pk}/uploads/", posted).json()
        upload = Upload.everywhere.get(pk=kept["id"])
        written = Written(content_of(upload), upload.key, upload)
        (queued,) = queue_replies(thread, [written], author=person)
        Lane.everywhere.get_or_create(account=thread.account, workspace_id=thread.workspace_id)
        serve(thread.account_id)
        queued.refresh_from_db()
        return queued

    return deliver


@pytest.fixture
def person(member):
    return Person(member)


def arrived(url, thread):
    """The bytes of what the contact's phone shows last."""
    with requests.Session() as session:
        session.trust_env = False
        where = {"account": IG_ID, "person": "ada.makes"}
        chat = session.get(f"{url}/control/chat", params=where, timeout=10).json()
        (attachment,) = chat["messages"][-1]["attachments"]
        address = attachment["url"]
        return session.get(address if "://" in address else url + address, timeout=10).content


@pytest.mark.parametrize("ending", ["png", "gif", "mp4", "m4a", "pdf"])
def test_the_platform_fetches_what_a_member_sends_and_the_contact_has_it(
    deliver, thread, sandbox_url, ending
):
    content, *_ = files.TAKEN[ending]
    sent = deliver(content, f"صورة our cake.{ending}")
    assert (sent.state, sent.detail) == (Outbound.State.SENT, "")
    assert arrived(sandbox_url, thread) == content


def test_a_file_of_several_megabytes_arrives_whole(deliver, thread, sandbox_url):
    content = files.png() + os.urandom(5 << 20)
    assert deliver(content, "large.png").state == Outbound.State.SENT
    assert arrived(sandbox_url, thread) == content


def test_what_the_platform_can_not_fetch_fails_with_that_reason(deliver, thread, settings):
    settings.PUBLIC_URL = f"http://{ports.HOST}:{ports.free_port()}"
    failed = deliver(files.png(), "cake.png")
    assert (failed.state, failed.reason) == (Outbound.State.FAILED, "media_rejected")
