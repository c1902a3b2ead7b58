"""Settings for tools that read the code and never connect, such as mypy's Django plugin."""

import os

for _name, _value in {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "for-reading-only",
    "FIELD_KEYS": "Zm9yLXJlYWRpbmctb25seS1mb3ItcmVhZGluZy1vbmw=",
    "META_APP_SECRET": "for-reading-only",
    "META_VERIFY_TOKEN": "for-reading-only",
}.items():
    os.environ.setdefault(_name, _value)

from inbox.settings import *  # noqa: E402, F403
