"""What is broken on a machine is said in one sentence, without a traceback."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inbox.local import ports
from inbox.local.folder import REPOSITORY
from tests.running_stack import environment_for


@pytest.fixture
def complaint(tmp_path) -> Callable[..., str]:
    """Runs `manage.py up` where something is wrong, and gives the sentence."""

    def run(*options: str, command: str = "up", **environment: str) -> str:
        ended = subprocess.run(
            [sys.executable, "manage.py", command, *options],
            cwd=REPOSITORY,
            env=environment_for(tmp_path / "local") | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 1, ended.stdout + ended.stderr
        assert ended.stderr.count("\n") == 1, ended.stderr
        assert ended.stderr.startswith("handoff: ")
        return ended.stderr

    return run


@pytest.fixture
def port() -> int:
    return ports.free_port(together=2)


@pytest.fixture
def used_folder(tmp_path) -> Path:
    """A local folder as an earlier run left it, with a database folder that only looks like one."""
    folder = tmp_path / "local"
    (folder / "pg18").mkdir(parents=True)
    (folder / "pg18" / "PG_VERSION").write_text("18\n")
    (folder / "secrets.json").write_text(json.dumps({"DATABASE_PASSWORD": "x"}))
    return folder


@pytest.mark.parametrize("offset", [0, 1])
def test_a_busy_port_is_named_with_the_way_out(complaint, port, offset):
    with socket.create_server((ports.HOST, port + offset)):
        said = complaint("--port", str(port))
    assert f"Port {port + offset}" in said
    assert "--port" in said


@pytest.mark.parametrize("wrong", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(complaint, wrong):
    assert f"'{wrong}' is not a port" in complaint("--port", wrong)


@pytest.mark.parametrize("content", ["{", "[]", '{"SECRET_KEY": 5}', ""])
def test_damaged_secrets_are_named_and_kept(complaint, port, used_folder, content):
    path = used_folder / "secrets.json"
    path.write_text(content)
    assert f"{path} cannot be read (it is damaged)" in complaint("--port", str(port))
    assert f"{path} cannot be read" in complaint(command="check")
    assert path.read_text() == content


def test_missing_secrets_are_not_replaced_when_a_database_depends_on_them(
    complaint, port, used_folder
):
    (used_folder / "secrets.json").unlink()
    assert "secrets.json is missing" in complaint("--port", str(port))


def test_a_database_folder_of_another_version_is_named(complaint, port, used_folder):
    (used_folder / "pg18" / "PG_VERSION").write_text("15\n")
    said = complaint("--port", str(port))
    assert f"{used_folder / 'pg18'} is damaged (its PG_VERSION says 15, not 18)" in said


def test_data_of_an_older_postgresql_is_not_passed_over(complaint, port, used_folder):
    (used_folder / "pg18").rename(used_folder / "pg15")
    assert "pg15 holds data of another PostgreSQL" in complaint("--port", str(port))


def test_a_ruined_database_folder_is_named_with_postgresqls_own_words(complaint, port, used_folder):
    said = complaint("--port", str(port))
    assert "postgres stopped with exit code" in said
    assert str(used_folder / "logs" / "postgres.log") in said


def test_a_place_that_cannot_be_written_is_named(complaint, port, tmp_path):
    (tmp_path / "local").write_text("a file where the folder should be")
    assert f"The folder {tmp_path / 'local'} cannot be written" in complaint("--port", str(port))


def test_a_database_that_cannot_be_reached_is_named(complaint, port):
    url = f"postgresql://somebody@127.0.0.1:{ports.free_port()}/nothing"
    assert "DATABASE_URL names can't be used" in complaint("--port", str(port), DATABASE_URL=url)


def test_a_redis_that_cannot_be_reached_is_named(complaint, port):
    url = f"redis://127.0.0.1:{ports.free_port()}/0"
    assert "REDIS_URL names can't be used" in complaint("--port", str(port), REDIS_URL=url)


def test_a_command_without_any_database_says_how_to_get_one(complaint):
    assert "make run" in complaint(command="migrate")


def test_the_supervisor_does_without_django():
    loaded = "import sys, inbox.local.up; print([m for m in sys.modules if m == 'django'])"
    told = subprocess.run(
        [sys.executable, "-c", loaded], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
