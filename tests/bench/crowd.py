"""The measuring side's handle of the program that holds the tabs."""

from __future__ import annotations

import json
import subprocess
import sys
from types import TracebackType
from typing import Any, Self

from inbox.local.folder import REPOSITORY


class Crowd:
    """People with open tabs; use it with ``with``. See ``tabs.Program`` for the orders."""

    def __init__(self, url: str) -> None:
        self._url = f"{url.replace('http', 'ws', 1)}/live/"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.tabs"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: object, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate()

    def connect(self, cookies: list[str], groups: list[str]) -> float:
        return float(self._do("connect", url=self._url, cookies=cookies, groups=groups))

    def open(self, threads: list[int | None]) -> float:
        return float(self._do("open", threads=threads))

    def wait_for_flips(self, threads: list[int]) -> list[float]:
        return [float(at) for at in self._do("flips", threads=threads)]

    def drop(self) -> int:
        return int(self._do("drop"))

    def close(self) -> int:
        return int(self._do("close"))

    def _do(self, order: str, **content: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": order, **content}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the tabs ended while they should {order}; the reason is above")
        return json.loads(answer)
