"""Tables of figures: shown at the terminal and kept in docs/, both written by the measurement."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

from inbox.local.folder import REPOSITORY

DOCS = REPOSITORY / "docs"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading; ``says`` is what to read from them."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    says: list[str] = field(default_factory=list)

    def text(self) -> str:
        """In Markdown, its columns aligned, so that it reads well at a terminal, too."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[place]) for line in lines) for place in range(len(self.columns))]
        rule = ["-" * width for width in widths]
        drawn = [_line(line, widths) for line in (self.columns, rule, *self.rows)]
        paragraphs = [f"## {self.title}", "\n".join(drawn), *self.says]
        return "\n\n".join(paragraphs) + "\n"


OF_THE_WEB = "CPU is of the web process alone; times also show what else the machine did."


def write(
    path: Path, title: str, command: str, tables: Sequence[Table], note: str = OF_THE_WEB
) -> None:
    """Replace a page of figures, naming when and on what it was measured and how to repeat it."""
    load = f"(load average {os.getloadavg()[2]:.1f} over the last quarter of an hour)"
    head = (
        f"# {title}\n\nMeasured {today()} on {machine()} {load}\nby `{command}`, which wrote this"
        f" page. {note}\n"
    )
    path.write_text("\n".join([head, *(table.text() for table in tables)]))


def say(text: str) -> None:
    """Show it at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def machine() -> str:
    """The processor, memory, system and Python of this machine; nothing that names it."""
    memory = psutil.virtual_memory().total / 2**30
    python = platform.python_version()
    return (
        f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB, {_system()}, Python {python}"
    )


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def quantile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    return f"{platform.system()} {platform.release().partition('-')[0]}"
