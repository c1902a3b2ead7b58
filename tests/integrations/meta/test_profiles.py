"""Who somebody is: asked for once they wrote, and never at a message's cost."""

from datetime import timedelta

import pytest
import requests
import responses
from django.utils import timezone

from inbox.contacts.models import Contact
from integrations.meta import profiles
from integrations.meta.tasks import fetch_profiles
from tests import factories
from tests.integrations.meta.payloads import ADA, change, comment, echo, message, messaging, take_in

pytestmark = pytest.mark.django_db
GRAPH = "https://graph.instagram.com/v25.0"


@pytest.fixture
def meta():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        yield wire


@pytest.fixture
def contact(shop):
    return factories.contact(shop, scoped_id=ADA, username="ada.b")


def test_a_profile_is_kept_as_meta_tells_it(meta, contact):
    told = {
        "id": ADA,
        "name": "Ada B",
        "username": "ada.b2",
        "profile_pic": "https://cdn.example/p",
    }
    meta.get(f"{GRAPH}/{ADA}", json=told | {"follower_count": 7, "is_user_follow_business": True})
    fetch_profiles([contact.pk])
    contact.refresh_from_db()
    assert (contact.name, contact.username) == ("Ada B", "ada.b2")
    assert contact.picture_url == "https://cdn.example/p"
    assert contact.facts == {"followers": 7, "follows_us": True}
    assert (contact.profile, contact.profile_detail) == ("known", "")


def test_what_meta_leaves_out_is_not_invented_and_not_lost(meta, contact):
    meta.get(f"{GRAPH}/{ADA}", json={"id": ADA, "name": None, "profile_pic": None})
    fetch_profiles([contact.pk])
    contact.refresh_from_db()
    assert (contact.name, contact.username, contact.picture_url) == ("", "ada.b", "")


def test_a_refusal_keeps_its_reason(meta, contact):
    refusal = {"error": {"message": "User consent is required", "code": 230}}
    meta.get(f"{GRAPH}/{ADA}", json=refusal, status=400)
    fetch_profiles([contact.pk])
    contact.refresh_from_db()
    assert contact.profile == "refused"
    assert "after they have written" in contact.profile_detail


@pytest.mark.parametrize(
    "answer", [{"status": 500, "body": "<html>"}, {"body": requests.ConnectionError()}]
)
def test_no_answer_changes_nothing(meta, contact, answer):
    meta.get(f"{GRAPH}/{ADA}", **answer)
    profiles.fetch(contact)
    contact.refresh_from_db()
    assert contact.username == "ada.b"
    assert contact.name == ""


def asked():
    return Contact.everywhere.get().profile_at is not None


def test_a_message_asks_and_the_next_one_does_not_ask_again(shop):
    take_in(messaging(message("M1")))
    first = Contact.everywhere.get().profile_at
    assert first
    take_in(messaging(message("M2")))
    assert Contact.everywhere.get().profile_at == first


def test_a_comment_or_our_own_words_ask_for_nothing(shop):  # consent comes with a message
    take_in(change("comments", comment("18100")), messaging(echo("M1")))
    assert not asked()


def test_a_refused_profile_is_asked_for_again_when_they_write(shop, contact):
    long_ago = timezone.now() - timedelta(hours=2)
    Contact.everywhere.update(profile="refused", profile_at=long_ago)
    take_in(messaging(message("M1")))
    assert Contact.everywhere.get().profile_at > long_ago
