"""What taps on a run's menu tell us: which run, which step, which answer."""

from __future__ import annotations

from dataclasses import dataclass

_MARK = "run"


@dataclass(frozen=True, slots=True)
class MenuTap:
    """A tap on answer ``choice`` of the menu at ``place``; -1 is “Talk to a person” (H-3)."""

    run_id: int
    place: int
    choice: int

    def __str__(self) -> str:
        return f"{_MARK}:{self.run_id}:{self.place}:{self.choice}"

    @classmethod
    def read(cls, payload: str) -> MenuTap | None:
        """The tap that ``payload`` tells of; None when it is not one of ours."""
        mark, *numbers = payload.split(":")
        if mark != _MARK or len(numbers) != 3:
            return None
        try:
            return cls(*map(int, numbers))
        except ValueError:
            return None
