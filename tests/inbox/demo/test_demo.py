"""The demo as `make run` makes it: every state that a screen can show is there, told by the API."""

from collections import Counter

import pytest
import requests


class Demo:
    """The running demo, asked through the API."""

    def __init__(self, stack):
        made = stack.manage("create_token", "--workspace", "demo", "--name", "Test")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {made.stdout.strip()}"
        self._api = f"{stack.url}/api/v1"

    def threads(self, **query):
        answer = self._session.get(f"{self._api}/threads/", params=query | {"limit": 100})
        answer.raise_for_status()
        return answer.json()["results"]

    def messages(self, thread):
        answer = self._session.get(f"{self._api}/threads/{thread['id']}/messages/")
        answer.raise_for_status()
        return answer.json()["results"]

    def everything(self):
        return [message for thread in self.threads() for message in self.messages(thread)]


@pytest.fixture(scope="module")
def demo(stack):
    return Demo(stack)


def test_there_are_some_two_dozen_threads_in_every_window_state(demo):
    states = {state: demo.threads(window=state) for state in WINDOWS}
    assert 24 <= len(demo.threads()) <= 40
    assert all(states.values()), {state: len(found) for state, found in states.items()}
    soon = [t for t in states["human_agent"] if t["window"]["seconds_remaining"] < 7200]
    assert soon
    minutes = [t for t in states["open"] if t["window"]["seconds_remaining"] < 900]
    assert minutes


WINDOWS = ("open", "human_agent", "locked", "comment_reply")


@pytest.mark.parametrize(
    "view", ["waiting", "unassigned", "closing", "human", "locked", "snoozed", "failed", "comments",
             "bot", "all", "resolved"]
)  # fmt: skip
def test_every_view_has_something_to_show(demo, view):
    assert demo.threads(view=view)


def test_every_kind_of_item_and_every_origin_is_there(demo):
    everything = demo.everything()
    assert {message["kind"] for message in everything} == {
        "text", "media", "tap", "story_reply", "story_mention", "comment", "unsupported",
    }  # fmt: skip
    origins = {message["origin"] for message in everything}
    assert origins == {"contact", "member", "automation", "app"}
    attachments = {a["kind"] for message in everything for a in message["attachments"]}
    assert attachments >= {"image", "audio", "reel", "ephemeral"}
    assert any(message["reactions"] for message in everything)
    assert any(message["edited_at"] for message in everything)
    unsent = [message for message in everything if message["unsent_at"]]
    assert unsent
    assert {message["text"] for message in unsent} == {""}


def test_sent_messages_came_as_far_as_they_can(demo):
    ours = Counter((m["status"], m["reason"]) for m in demo.everything() if m["status"])
    assert set(ours) == {
        ("delivered", None),
        ("seen", None),
        ("failed", "contact_unavailable"),
        ("failed", "window_expired"),
    }


def test_nobodys_name_is_invented(demo):
    by_username = {t["contact"]["username"]: t["contact"]["name"] for t in demo.threads()}
    assert by_username["quietfox.77"] == ""
    assert by_username["ada.moreno"] == "Ada Moreno"


def test_the_members_can_sign_in(stack):
    for role in ("agent", "lead", "admin"):
        session = requests.Session()
        session.trust_env = False
        page = session.get(f"{stack.url}/accounts/login/")
        form = {"login": f"{role}@demo.example", "password": "demo-inbox"}
        form["csrfmiddlewaretoken"] = session.cookies["csrftoken"]
        answer = session.post(page.url, data=form, headers={"Referer": page.url})
        assert answer.url == f"{stack.url}/inbox/mine/" or "/inbox/" in answer.url
        assert answer.status_code == 200
        session.close()


def test_it_is_ready_and_says_so(stack):
    answer = requests.get(f"{stack.url}/readyz", timeout=10, proxies={"http": ""})
    assert answer.json()["parts"] == dict.fromkeys(PARTS, "ok")


PARTS = ("database", "redis", "workers", "intake", "lanes", "outbox")


def test_seeding_again_changes_nothing(stack, demo):
    before = [thread["id"] for thread in demo.threads()]
    again = stack.manage("seed_demo")
    assert again.stdout == "The demo is there already.\n"
    assert [thread["id"] for thread in demo.threads()] == before
