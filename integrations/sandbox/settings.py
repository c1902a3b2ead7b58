"""What differs between machines, read from the environment once."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

# Seconds between tries of a delivery: at once, then growing. Meta's own gaps are not published;
# the last one repeats, and stays short so that a product that comes back hears soon.
RETRY_GAPS = (0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """``url`` is the sandbox's own public address; media links in webhooks start with it.

    ``age_hook`` is an argument list run when the phone ages everything; ``{hours}`` in it is
    replaced. ``ack_seconds`` is how long a webhook may take before it counts as failed.
    """

    database: str = ":memory:"
    webhook_url: str = "http://127.0.0.1:8000/webhooks/instagram"
    app_id: str = "1000000000000001"
    app_secret: str = "sandbox-app-secret"  # noqa: S105 - for a sandbox that stands alone
    verify_token: str = "sandbox-verify-token"  # noqa: S105
    url: str = "http://127.0.0.1:8001"
    age_hook: tuple[str, ...] = ()
    retry_gaps: tuple[float, ...] = RETRY_GAPS
    ack_seconds: float = 5.0

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        usual = cls()
        return cls(
            database=env.get("SANDBOX_DB", usual.database),
            webhook_url=env.get("SANDBOX_WEBHOOK_URL", usual.webhook_url),
            app_id=env.get("META_APP_ID", usual.app_id),
            app_secret=env.get("META_APP_SECRET", usual.app_secret),
            verify_token=env.get("META_VERIFY_TOKEN", usual.verify_token),
            url=env.get("SANDBOX_URL", usual.url).rstrip("/"),
            age_hook=_arguments(env.get("SANDBOX_AGE_HOOK", "")),
        )


def _arguments(text: str) -> tuple[str, ...]:
    """A JSON list of strings; no shell ever reads it."""
    if not text:
        return ()
    value = json.loads(text)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("SANDBOX_AGE_HOOK must be a JSON list of strings")
    return tuple(value)
