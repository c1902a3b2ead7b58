"""A real browser: the system's Chromium, and pages that fail the test when something is wrong.

`page` is one page in a browser window of its own; `new_page(**options)` opens more, each like
another person at another machine. `complaints.expect(...)` names what a test provokes on purpose.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# The responses themselves are watched; this is only their echo in the console.
ECHO = "Failed to load resource: the server responded with a status of"


@dataclass
class Complaints:
    """What pages complained about, less what the test expects."""

    found: list[str] = field(default_factory=list)
    _statuses: list[tuple[int, str]] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)

    def expect(self, *, status: int | None = None, url: str = "", text: str | None = None) -> None:
        """Allow answers of ``status`` from addresses that contain ``url``, or a console text."""
        if status is not None:
            self._statuses.append((status, url))
        if text is not None:
            self._texts.append(text)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(f"page error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ECHO):
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _response(self, response: Response) -> None:
        expected = any(
            status == response.status and part in response.url for status, part in self._statuses
        )
        if response.status >= 400 and not expected:
            self.found.append(f"{response.status} from {response.request.method} {response.url}")

    def _note(self, complaint: str) -> None:
        if not any(text in complaint for text in self._texts):
            self.found.append(complaint)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread; tests write rows by plain code all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium without a window."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.fail("No Chromium here; get one with: apt-get install chromium", pytrace=False)
    running = playwright.chromium.launch(executable_path=program, headless=True, args=ARGUMENTS)
    yield running
    running.close()


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    gathered = Complaints()
    yield gathered
    assert not gathered.found, "pages complained:\n" + "\n".join(gathered.found)


@pytest.fixture
def new_page(browser: Browser, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own; takes Playwright's context options."""
    contexts = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "timezone_id": "UTC"} | options)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
