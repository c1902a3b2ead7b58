"""The watch over pages itself: it sees what goes wrong, and lets pass what a test expects."""

import http.server
import threading
from collections.abc import Iterator

import pytest


class Site(http.server.BaseHTTPRequestHandler):
    """Answers 409 to /taken and a page to everything else."""

    def do_GET(self) -> None:
        self.send_response(409 if self.path == "/taken" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<link rel=icon href=data:,><p>here</p>")

    def log_message(self, *arguments: object) -> None:
        """Quietly."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_errors_in_the_console_and_in_scripts_are_seen(site, page, complaints):
    page.goto(site)
    with page.expect_event("console"):
        page.evaluate("console.error('something broke')")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    assert ["something broke" in complaints.found[0], "thrown" in complaints.found[1]] == [True] * 2
    complaints.found.clear()


def test_an_answer_that_refuses_is_seen_unless_expected(site, page, complaints):
    page.goto(f"{site}/taken")
    assert complaints.found == [f"409 from GET {site}/taken"]
    complaints.found.clear()
    complaints.expect(status=409, url="/taken")
    page.goto(f"{site}/taken")
    assert complaints.found == []
