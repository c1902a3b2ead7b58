"""What `up` prints: one prefixed line at a time, in colour when a person is looking."""

import os
import sys
from typing import TextIO

COLOURS = (36, 32, 35, 34, 33, 96, 92, 95)  # terminal codes; one per process, in order
WIDTH = 8
OURSELVES = "handoff"


class Console:
    """Writes lines of several processes to one stream."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ
        self._known: list[str] = []
        self._closed = False

    def say(self, text: str) -> None:
        """A line of our own."""
        self.line(OURSELVES, text)

    def line(self, name: str, text: str) -> None:
        self._write(f"{self._prefix(name)} {text}\n")

    def plain(self, text: str) -> None:
        """Text without a prefix: what people should read and copy."""
        self._write(text + "\n")

    def _write(self, text: str) -> None:
        if self._closed:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, OSError):  # nobody reads any more; going on is still right
            self._closed = True

    def _prefix(self, name: str) -> str:
        label = f"{name:<{WIDTH}} |"
        if not self._coloured:
            return label
        if name not in self._known:
            self._known.append(name)
        colour = 1 if name == OURSELVES else COLOURS[self._known.index(name) % len(COLOURS)]
        return f"\x1b[{colour}m{label}\x1b[0m"


class Lines:
    """Cuts a stream of bytes into lines for the console."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = name
        self._rest = b""

    def feed(self, chunk: bytes) -> None:
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        for line in whole:
            self._print(line)

    def end(self) -> None:
        if self._rest:
            self._print(self._rest)
        self._rest = b""

    def _print(self, line: bytes) -> None:
        self._console.line(self._name, line.decode(errors="replace").rstrip("\r"))
