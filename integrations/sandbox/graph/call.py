"""One call of the Graph API, once it is known who calls."""

from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.accounts import Account, Token
from integrations.sandbox.errors import refuse
from integrations.sandbox.world import World

Json = dict[str, Any]


def objects(value: Any, name: str, most: int) -> list[Json]:
    """A list of one to ``most`` objects, or the refusal that says so."""
    right = isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if not right or not 1 <= len(value) <= most:
        raise refuse(100, message=f"Param {name} must be a list of 1 to {most} objects.")
    return list(value)


@dataclass(slots=True)
class Call:
    """``parts`` is the path without its version: ``("me", "messages")``."""

    world: World
    method: str
    parts: tuple[str, ...]
    params: Json
    account: Account
    token: Token
    names: list[str] = field(default_factory=list)  # what faults may call this endpoint

    @property
    def now(self) -> int:
        return self.world.clock.now()

    def need(self, scope: str, code: int = 10) -> None:
        """Refuse unless the token carries the scope; Meta says so as 10, or as 200 for comments."""
        if scope not in self.token.scopes:
            raise refuse(code)

    def text(self, name: str, default: str = "") -> str:
        value = self.params.get(name, default)
        if isinstance(value, dict | list):
            raise refuse(100, message=f"Param {name} must be a string.")
        return str(value)

    def object(self, name: str) -> Json:
        """A parameter that must be an object."""
        value = self.params.get(name)
        if not isinstance(value, dict):
            raise refuse(100, message=f"The parameter {name} is required.")
        return value

    def take(self, bucket: str) -> None:
        self.world.limits.take(self.account.ig_id, bucket, self.account.limit(bucket))

    def missing(self, number: str) -> Exception:
        """The refusal of an object that does not exist for this token."""
        return refuse(100, 33, method=self.method.lower(), id=number)
