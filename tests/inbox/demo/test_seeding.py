"""Where the demo is not made, and what is said then."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from inbox.accounts.models import Workspace
from inbox.demo import seed
from tests import factories

pytestmark = pytest.mark.django_db


def test_without_debug_there_is_no_demo(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("seed_demo")
    assert not Workspace.objects.exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://graph.instagram.com", "needs the sandbox"),
        ("http://127.0.0.1:9", "does not answer"),
    ],
)
def test_without_the_sandbox_nothing_is_made(settings, url, says):
    settings.DEVELOPMENT, settings.INSTAGRAM_GRAPH_URL = True, url
    with pytest.raises(CommandError, match=says):
        call_command("seed_demo")
    assert not Workspace.objects.exists()


def test_a_customers_workspace_of_that_name_is_left_alone(settings, demo_sandbox):
    settings.DEVELOPMENT, settings.INSTAGRAM_GRAPH_URL = True, demo_sandbox
    workspace = factories.workspace(slug="demo")
    factories.thread(factories.account(workspace))
    with pytest.raises(CommandError, match="not the demo"):
        call_command("seed_demo")
    assert Workspace.objects.get() == workspace


@pytest.mark.django_db(transaction=True)
def test_two_do_not_make_it_at_once(settings, demo_sandbox):
    settings.DEVELOPMENT, settings.INSTAGRAM_GRAPH_URL = True, demo_sandbox
    held, done = threading.Event(), threading.Event()

    def hold():
        with seed._alone():
            held.set()
            done.wait(timeout=20)
        connection.close()

    first = threading.Thread(target=hold)
    first.start()
    held.wait(timeout=20)
    with pytest.raises(CommandError, match="Another process"):
        call_command("seed_demo")
    done.set()
    first.join(timeout=20)
    assert not Workspace.objects.exists()


def test_a_finished_demo_is_not_made_again(settings, capsys):
    settings.DEVELOPMENT, settings.INSTAGRAM_GRAPH_URL = True, "http://127.0.0.1:9"
    demo = factories.workspace(slug="demo", is_demo=True)
    factories.member(demo, role="admin", email="admin@demo.example")
    call_command("seed_demo")
    assert capsys.readouterr().out == "The demo is there already.\n"
