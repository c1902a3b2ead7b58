"""Values that the person gave: ``NAME``, or the file that ``NAME_FILE`` names."""

import os
from pathlib import Path

from inbox.local.problem import Problem


def given(name: str) -> str | None:
    """What the environment says about ``name``; an empty value counts as none."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name) or None
    try:
        return Path(path).read_text().strip() or None
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise Problem(f"{name}_FILE names {path}, which can't be read: {reason}.") from error
