"""Another app takes a conversation on the sandbox, is asked for it, and passes it back."""

import re
import uuid

import pytest
import requests


class Desk:
    """An agent of the demo, signed in without a browser."""

    def __init__(self, stack):
        self.url = stack.url
        self.session = requests.Session()
        self.session.trust_env = False  # no proxies
        page = self.session.get(f"{self.url}/accounts/login/", timeout=10)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        form = {"login": "agent@demo.example", "password": "demo-inbox"}
        form["csrfmiddlewaretoken"] = token[1]
        headers = {"Referer": self.url}
        self.session.post(page.url, data=form, headers=headers, timeout=10).raise_for_status()

    def get(self, path, **query):
        return self.session.get(self.url + path, params=query, timeout=10)

    def post(self, path, **body):
        headers = {"X-CSRFToken": self.session.cookies["csrftoken"], "Referer": self.url}
        headers["HX-Request"] = "true"
        return self.session.post(self.url + path, json=body, headers=headers, timeout=10)

    def thread_of(self, name):
        """The number of the thread with ``name``; None before it is there."""
        rows = self.get("/api/v1/threads/").json()["results"]
        return next((row["id"] for row in rows if row["contact"]["name"] == name), None)


class Sandbox:
    """The sandbox's control API, and the calls it has had."""

    def __init__(self, stack, person):
        self.url, self.person = stack.sandbox_url, person

    def play(self, kind, **what):
        body = {"kind": kind, "person": self.person, **what}
        requests.post(f"{self.url}/control/events", json=body, timeout=10).raise_for_status()

    def said_by_us(self):
        query = {"person": self.person, "source": "api"}
        found = requests.get(f"{self.url}/control/messages", params=query, timeout=10).json()
        return [one["content"] for one in found["messages"]]


@pytest.fixture
def person(stack):
    name = f"Mara {uuid.uuid4().hex[:6]}"
    body = {"username": name.lower().replace(" ", "."), "name": name}
    answer = requests.post(f"{stack.sandbox_url}/control/people", json=body, timeout=10)
    return {"name": name, "username": answer.json()["username"]}


def test_taken_refused_asked_for_passed_and_sent(stack, person):  # W-9
    desk, sandbox = Desk(stack), Sandbox(stack, person["username"])
    sandbox.play("text", text="hello")
    stack.wait_until(lambda: desk.thread_of(person["name"]))
    thread = desk.thread_of(person["name"])

    def shown(words):
        return words in desk.get(f"/t/{thread}/items/").text

    sandbox.play("handover", control="take", app="222000000000000")
    stack.wait_until(lambda: shown("took control"))
    refused = desk.post(f"/api/v1/threads/{thread}/messages/", text="hello to you")
    assert (refused.status_code, refused.json()["code"]) == (409, "other_app")
    assert sandbox.said_by_us() == []

    assert desk.post(f"/t/{thread}/control/").status_code == 201
    stack.wait_until(lambda: shown("The other app decides."))
    sandbox.play("handover", control="pass")
    stack.wait_until(lambda: shown("passed control to this inbox"))
    sent = desk.post(f"/api/v1/threads/{thread}/messages/", text="hello to you")
    assert sent.status_code == 201
    stack.wait_until(lambda: len(sandbox.said_by_us()) == 1)
    assert "hello to you" in sandbox.said_by_us()[0]
