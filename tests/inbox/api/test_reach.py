"""Whom one can write to: people who engaged, through the thread that their act opened (P-1)."""

import re

from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

WRITING = ("post", "put", "patch", "delete")
# What a request could name a person, a list of them, or followers by.
PEOPLE = re.compile(
    r"user_?name|recipient|follower|phone|contacts?$|audience|scoped_id|list", re.IGNORECASE
)


def test_the_api_writes_in_threads_that_are_there_and_nowhere_else():
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    writing = {path for path, acts in paths.items() if set(acts) & set(WRITING)}
    assert writing  # else this proves nothing
    for path in writing:
        # Rules name nobody: they answer who wrote. Webhooks lead to the business's own systems.
        own = ("/api/v1/threads/{", "/api/v1/rules/", "/api/v1/webhooks/")
        assert path.startswith(own), path


def test_no_request_of_the_api_can_name_a_person_to_write_to():
    schema = SchemaGenerator().get_schema(public=True)
    for path, acts in schema["paths"].items():
        for method in set(acts) & set(WRITING):
            for content in acts[method].get("requestBody", {}).get("content", {}).values():
                named = content["schema"].get("$ref", "").rpartition("/")[2]
                fields = schema["components"]["schemas"][named]["properties"]
                assert not [name for name in fields if PEOPLE.search(name)], (path, method)


def test_no_page_makes_a_thread():
    """Threads come into being in the intake alone: every page about one names one that exists."""
    pages = {str(pattern.pattern) for pattern in get_resolver("inbox.threads.urls").url_patterns}
    about_one = {page for page in pages if page.startswith("t/")}
    assert about_one
    assert all(page.startswith("t/<int:thread_id>/") for page in about_one)
    assert not {page for page in pages if "new" in page or "compose" in page}
