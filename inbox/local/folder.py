"""The local folder: where one machine keeps its data, keys and logs (``LOCAL_DIR``)."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from inbox.local.problem import Problem

REPOSITORY = Path(__file__).resolve().parents[2]


def local_folder() -> Path:
    """What ``LOCAL_DIR`` names, else ``.local`` beside manage.py; it may not exist yet."""
    named = os.environ.get("LOCAL_DIR")
    return Path(named).expanduser().resolve() if named else REPOSITORY / ".local"


def make(folder: Path) -> None:
    """Make the folder, for its owner alone, or say why it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "logs").mkdir(mode=0o700, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Problem(
            f"The folder {folder} cannot be written ({error.strerror}): "
            "make it yours, or name another one with LOCAL_DIR."
        ) from error


def write_private(path: Path, content: dict[str, Any]) -> None:
    """Write JSON that only its owner may read; readers see the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(content, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink()
        raise


def last_line(log: Path) -> str:
    """What a program said last: usually why it ended."""
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``. Raises OSError or ValueError."""
    content = json.loads(path.read_text())
    if not isinstance(content, dict):
        raise ValueError("not a JSON object")
    return content
