"""Numbers and names shaped like Meta's.

A message id is base64 of ``ig_dm_item:1:IGMessageID:<owner>:<thread>:<item>``, where the item's
upper part is the send time in microseconds, and ``Z`` is an escape character.
"""

import base64
import random
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYabcdefghijklmnopqrstuvwxy0123456789"
ESCAPES = (("Z", "ZA"), ("+", "ZB"), ("/", "ZC"), ("=", "ZD"))


class Mints:
    """Every id of one sandbox. The same seed gives the same ids in the same order."""

    def __init__(self, seed: int | None = None) -> None:
        self.seed(seed)

    def seed(self, seed: int | None) -> None:
        start = secrets.randbits(64) if seed is None else seed
        self._random = random.Random(start)  # noqa: S311 - it must be repeatable

    def ig_id(self) -> str:
        return "178414" + self._digits(11)

    def app_scoped_id(self) -> str:
        return "261" + self._digits(14)

    def igsid(self) -> str:
        """15 to 17 digits, like the scoped ids in the wild."""
        length = self._random.choice((15, 16, 16, 17))
        return str(self._random.randint(1, 9)) + self._digits(length - 1)

    def media_id(self) -> str:
        return "180" + self._digits(14)

    def comment_id(self) -> str:
        return "18" + self._digits(16)

    def asset_id(self) -> str:
        return str(self._random.randint(1, 9)) + self._digits(15)

    def thread_id(self) -> str:
        return str(340282366841710300949128000000000000000 + self._random.randrange(10**15))

    def mid(self, owner: str, thread: str, at: int) -> str:
        """``at`` in milliseconds; the rest of the item number is random."""
        micros = at * 1_000 + self._random.randrange(1_000)
        item = micros << 64 | self._random.getrandbits(64)
        return armoured(f"ig_dm_item:1:IGMessageID:{owner}:{thread}:{item}")

    def conversation_id(self, thread: str) -> str:
        return armoured(f"ig_dm:{thread}")

    def token(self) -> str:
        return "IGAA" + self._letters(140)

    def code(self) -> str:
        return "AQ" + self._letters(120)

    def trace_id(self) -> str:
        return "A" + self._letters(22)

    def signature(self) -> str:
        return self._letters(40)

    def _digits(self, count: int) -> str:
        return "".join(self._random.choices("0123456789", k=count))

    def _letters(self, count: int) -> str:
        return "".join(self._random.choices(ALPHABET, k=count))


def armoured(text: str) -> str:
    """Base64 with Meta's escapes."""
    armour = base64.b64encode(text.encode()).decode()
    for raw, escaped in ESCAPES:
        armour = armour.replace(raw, escaped)
    return armour


def opened(armour: str) -> str:
    """The text inside an id; ValueError when it is not one."""
    for raw, escaped in reversed(ESCAPES):
        armour = armour.replace(escaped, raw)
    return base64.b64decode(armour, validate=True).decode()
