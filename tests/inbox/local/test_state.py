"""What other commands may believe about the running stack."""

import json
import os
import stat
import subprocess

import pytest

from inbox.local import keys, leftovers, lock, ports, state
from inbox.local.console import Console

ADDRESSES = {"DATABASE_URL": "postgresql://somewhere", "PORT": "8123"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LOCAL_DIR", str(tmp_path))
    return tmp_path


def test_nothing_is_known_on_a_machine_that_never_ran_it(folder):
    assert state.environment() == {}


def test_addresses_are_believed_only_while_their_supervisor_lives(folder):
    state.write(folder, ADDRESSES, pids={})
    assert state.environment() == {}
    held = lock.acquire(folder)
    assert state.environment() == ADDRESSES
    assert lock.acquire(folder) is None
    os.close(held)
    assert state.environment() == {}


def test_keys_are_made_once_and_server_passwords_stay_inside(folder):
    made = keys.load_or_make(folder)
    assert keys.load_or_make(folder) == made
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert state.environment() == {
        name: value for name, value in made.items() if name not in keys.SERVER_PASSWORDS
    }


def test_a_key_that_is_new_in_this_version_is_added_and_the_others_kept(folder):
    (folder / "secrets.json").write_text('{"SECRET_KEY": "kept"}')
    assert keys.load_or_make(folder)["SECRET_KEY"] == "kept"
    assert set(keys.load(folder)) == set(keys.MAKERS)


def test_what_an_earlier_run_left_is_ended_and_a_stranger_with_its_number_is_not(folder):
    left, stranger = (subprocess.Popen(["sleep", "1000"]) for _ in range(2))
    try:
        state.write(folder, ADDRESSES, pids={"web": left.pid, "tick": stranger.pid})
        run = state.read(folder)
        run["processes"]["tick"][1] -= 3600  # another process had this number an hour ago
        (folder / "run.json").write_text(json.dumps(run))
        leftovers.end(folder, Console())
        assert left.wait(5) != 0
        assert stranger.poll() is None
        assert not (folder / "run.json").exists()
    finally:
        for process in (left, stranger):
            process.kill()
            process.wait()


def test_a_port_is_remembered_unless_it_is_taken(folder):
    port = ports.remembered(folder, "postgres", taken=())
    assert port < 32768
    assert ports.remembered(folder, "postgres", taken=()) == port
    assert ports.remembered(folder, "postgres", taken=[port]) != port
