"""The schema, the page that shows it, and docs/api.md: all tell the addresses there are."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern

from inbox.api import urls
from tests import factories

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[3] / "docs" / "api.md"
ABOUT_ITSELF = {"schema/", "docs/", ""}  # the schema tells of the product, not of itself


@pytest.fixture(scope="module")
def schema():
    return Client().get("/api/v1/schema/?format=json").json()


def addresses():
    patterns = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    assert len(patterns) == len(urls.urlpatterns)
    told = {str(each.pattern) for each in patterns} - ABOUT_ITSELF
    return {f"/api/v1/{re.sub('<[a-z]+:', '{', path).replace('>', '}')}" for path in told}


def methods():
    for pattern in urls.urlpatterns:
        if str(pattern.pattern) in ABOUT_ITSELF:
            continue
        view = pattern.callback.view_class
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(view, method):
                yield (
                    f"/api/v1/{re.sub('<[a-z]+:', '{', str(pattern.pattern)).replace('>', '}')}",
                    method,
                )


def test_the_schema_has_every_address_and_no_other(schema):
    assert set(schema["paths"]) == addresses()


def test_every_operation_is_described(schema):
    told = {(path, method) for path, each in schema["paths"].items() for method in each}
    assert told == set(methods())
    for path, method in told:
        operation = schema["paths"][path][method]
        assert operation["description"], (path, method)
        assert operation["operationId"]
        assert {"200", "201"} & set(operation["responses"])
        assert "401" in operation["responses"]


def test_it_can_be_made_without_a_warning(capsys):
    Client().get("/api/v1/schema/")
    assert "Warning" not in capsys.readouterr().err


def test_the_shapes_served_are_the_shapes_told(schema, program, account):
    thread = factories.thread_open_since(factories.timezone.now(), account)
    shapes = schema["components"]["schemas"]
    served = program.get(f"/api/v1/threads/{thread.pk}/").json()
    assert list(served) == list(shapes["Thread"]["properties"])
    (message,) = program.get(f"/api/v1/threads/{thread.pk}/messages/").json()["results"]
    assert list(message) == list(shapes["Message"]["properties"])


def test_the_page_needs_nothing_from_elsewhere_and_no_inline_script():
    page = Client().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    script = Client().get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")


def test_docs_name_every_address():
    text = DOCS.read_text()
    for path in addresses():
        assert re.sub(r"{[a-z_]+}", "ID", path) in text


def test_an_address_that_is_none_answers_in_the_one_shape():
    for path in ("/api/v1/", "/api/v1/nothing/here", "/api/v1/threads/abc/", "/api/v1/threads"):
        answer = Client().post(path)
        assert answer.status_code == 404, path
        assert answer.json() == {"code": "not_found", "detail": "Not found."}
