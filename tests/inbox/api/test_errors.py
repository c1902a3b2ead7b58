"""Every failure has one shape, one that nobody foresaw too."""

import pytest
from django.http import Http404
from django.test import Client
from django.urls import path
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
WRONG = {
    "broken": ZeroDivisionError("secret detail"),
    "gone": Http404("secret detail"),
    "throttled": Throttled(wait=7),
    "list": ValidationError(["One thing.", "Another."]),
    "nested": ValidationError({"a": {"b": ["c"]}}),
}


class Failing(APIView):
    permission_classes = (AllowAny,)

    def get(self, request, name):
        raise WRONG[name]


urlpatterns = [path("<str:name>", Failing.as_view())]


def ask(name):
    return Client(raise_request_exception=False).get(f"/{name}")


def test_what_nobody_foresaw_tells_the_caller_nothing_about_our_inside(caplog):
    answer = ask("broken")
    assert answer.status_code == 500
    assert answer.json().keys() == {"code", "detail"}
    assert answer.json()["code"] == "error"
    assert b"secret" not in answer.content
    assert "Internal Server Error: /broken" in caplog.text


def test_it_is_raised_for_those_who_listen():
    with pytest.raises(ZeroDivisionError):
        Client().get("/broken")


def test_what_is_not_there_says_only_that():
    assert ask("gone").json() == {"code": "not_found", "detail": "Not found."}


def test_who_asks_too_often_is_told_when_to_come_back():
    answer = ask("throttled")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["code"] == "throttled"


def test_a_mistake_of_no_field_has_a_sentence_too():
    assert ask("list").json() == {
        "code": "invalid",
        "detail": "One thing.",
        "fields": {"": ["One thing.", "Another."]},
    }
    assert ask("nested").json()["fields"].keys() == {"a"}
