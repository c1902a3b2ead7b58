"""The whole stack of one run: what starts in which order, with which environment."""

import http.client
import json
import os
from pathlib import Path

from inbox.local import keys, services, state
from inbox.local.child import describe_exit
from inbox.local.console import Console
from inbox.local.given import given
from inbox.local.options import Options
from inbox.local.ports import HOST
from inbox.local.problem import Problem
from inbox.local.servers import Servers
from inbox.local.supervisor import StopAsked, Supervisor

WEB_SECONDS = 90.0  # a first start on a slow machine compiles everything
SIGN_INS = "agent@demo.example, lead@demo.example or admin@demo.example"
PASSWORD = "demo-inbox"  # noqa: S105 - public: of the demo's members, who exist only while DEBUG is on


class Stack:
    """Starts everything, says where it is, tends it, and stops it."""

    def __init__(
        self, options: Options, folder: Path, secrets: dict[str, str], console: Console
    ) -> None:
        self._options = options
        self._folder = folder
        self._console = console
        self._servers = Servers(folder, secrets)
        self._settings = self._choose_settings(secrets)
        self._supervisor = Supervisor(console, changed=self._note)

    def run(self) -> None:
        """Until somebody asks to stop. Raises Problem when something does not come up."""
        with self._supervisor.listening():
            try:
                self._start()
                self._announce()
                self._supervisor.watch()
            except StopAsked:
                pass
            finally:
                self._console.say("Stopping… (Ctrl-C again ends everything at once)")
                self._supervisor.stop()
                state.forget(self._folder)
                self._console.say("Stopped; nothing is left running")

    def _start(self) -> None:
        env = os.environ | self._settings | {"PYTHONUNBUFFERED": "1"}
        self._console.say("Starting PostgreSQL and Valkey")
        self._servers.start(self._supervisor)
        if self._options.sandbox:
            self._start_sandbox(env)
        self._console.say("Bringing the database up to date")
        self._command("migrate", ["migrate", "--no-input"], env)
        if not self._options.debug:  # with DEBUG on, static/ is served as it is
            self._command("static", ["collectstatic", "--no-input", "--verbosity", "0"], env)
        self._console.say("Starting web, workers and tick")
        for service in services.product(self._options.port, env):
            self._supervisor.start(service)
        self._supervisor.wait_until(self._web_answers, "The web", WEB_SECONDS)
        if self._wants_demo():  # played through the running product, as people would
            self._console.say("Making the demo, if there is none yet")
            self._command("demo", ["seed_demo"], env)
        self._supervisor.settle()

    def _start_sandbox(self, env: dict[str, str]) -> None:
        port = self._options.sandbox_port
        own = {
            "SANDBOX_DB": str(self._folder / "sandbox.db"),
            "SANDBOX_WEBHOOK_URL": f"http://{HOST}:{self._options.port}/webhooks/instagram",
        }
        if self._options.demo and self._options.debug:
            own["SANDBOX_AGE_HOOK"] = json.dumps(services.AGE_THE_DEMO)
        self._supervisor.start(services.sandbox(port, env | own))
        self._supervisor.wait_until(lambda: _answers(port, "/"), "The sandbox", WEB_SECONDS)

    def _wants_demo(self) -> bool:
        if not self._options.demo:
            return False
        if not self._options.debug:
            self._console.say("No demo: its passwords are public, so it needs DEBUG on")
        elif not self._options.sandbox:
            self._console.say("No new demo: its customers live in the sandbox")
        return self._options.debug and self._options.sandbox

    def _command(self, name: str, arguments: list[str], env: dict[str, str]) -> None:
        code = self._supervisor.run(services.manage(name, arguments, env))
        if code != 0:
            raise Problem(f"{name} ended with {describe_exit(code)}; the reason is above.")

    def _web_answers(self) -> bool:
        return _answers(self._options.port, "/healthz")

    def _note(self) -> None:
        shown = {name: value for name, value in self._settings.items() if name not in keys.MAKERS}
        state.write(self._folder, shown, self._supervisor.pids)

    def _choose_settings(self, secrets: dict[str, str]) -> dict[str, str]:
        """What our processes need to know; what the environment already says wins."""
        web = f"http://{HOST}:{self._options.port}"
        ours = {name: value for name, value in secrets.items() if name not in keys.SERVER_PASSWORDS}
        ours |= {"DEBUG": "1", "PUBLIC_URL": web, "ALLOWED_HOSTS": "127.0.0.1,localhost"}
        if self._options.sandbox:
            ours |= _pretend_instagram(f"http://{HOST}:{self._options.sandbox_port}")
        ours |= {name: value for name in ours if (value := given(name))}
        return ours | {
            "DATABASE_URL": self._servers.database_url,
            "REDIS_URL": self._servers.redis_url,
            "PORT": str(self._options.port),
            "LOCAL_DIR": str(self._folder),
        }

    def _announce(self) -> None:
        lines = ["", "Handoff is running.", "", f"  Inbox     {self._settings['PUBLIC_URL']}"]
        if self._options.sandbox:
            lines.append(
                f"  Sandbox   {self._settings['SANDBOX_URL']}  "
                "(a pretend Instagram: write to the inbox from its phone)"
            )
        if self._options.demo and self._options.debug:
            lines.append(f"  Sign in   {SIGN_INS}; password {PASSWORD}")
        lines += ["", f"  Ctrl-C stops everything; the data stays in {self._folder}", ""]
        self._console.plain("\n".join(lines))


def _pretend_instagram(url: str) -> dict[str, str]:
    return {
        "SANDBOX_URL": url,
        "INSTAGRAM_GRAPH_URL": url,
        "INSTAGRAM_TOKEN_URL": f"{url}/oauth/access_token",
        "INSTAGRAM_OAUTH_URL": f"{url}/oauth/authorize",
    }


def _answers(port: int, path: str) -> bool:
    """Whether a server on ``port`` answers ``path`` without an error of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
