"""Pictures and other media: kept as bytes, linked the way Meta links them."""

import asyncio
from typing import Any

import httpx

from .clock import Clock
from .errors import refuse
from .mints import Mints
from .store import Store

MEGABYTE = 1 << 20
SIZES = {"image": 8 * MEGABYTE, "audio": 25 * MEGABYTE, "video": 25 * MEGABYTE}
SIZES |= {"file": 25 * MEGABYTE}
# What a content type must start with, by kind of attachment.
ACCEPTED = {
    "image": ("image/png", "image/jpeg", "image/gif"),
    "audio": ("audio/", "video/mp4"),
    "video": ("video/", "application/ogg"),
    "file": ("application/pdf",),
}
FETCH_SECONDS = 10.0


class Files:
    def __init__(
        self, store: Store, clock: Clock, mints: Mints, url: str, http: httpx.AsyncClient
    ) -> None:
        self._store, self._clock, self._mints = store, clock, mints
        self._url, self._http = url, http

    def keep(
        self,
        body: bytes,
        content_type: str,
        *,
        kind: str = "image",
        ig_id: str = "",
        lasts: int | None = None,
        gone: bool = False,
    ) -> str:
        """Store bytes; their asset id. ``lasts`` in milliseconds, for what dies with its story."""
        number = self._mints.asset_id()
        now = self._clock.now()
        self._store.insert(
            "files",
            id=number,
            ig_id=ig_id,
            type=kind,
            content_type=content_type,
            body=body,
            at=now,
            expires_at=None if lasts is None else now + lasts,
            gone=int(gone),
        )
        return number

    def link(self, asset_id: str) -> str:
        """An address like those of Meta's message CDN."""
        signature = self._mints.signature()
        return f"{self._url}/ig_messaging_cdn/?asset_id={asset_id}&signature={signature}"

    def read(self, asset_id: str) -> tuple[bytes, str] | None:
        """Bytes and content type; None once expired, withdrawn or unknown."""
        row = self._store.one("SELECT * FROM files WHERE id = ? AND gone = 0", asset_id)
        if row is None or (row["expires_at"] or self._clock.now() + 1) <= self._clock.now():
            return None
        return row["body"], row["content_type"]

    def count(self) -> int:
        """How many files are kept."""
        row = self._store.one("SELECT count(*) AS kept FROM files")
        return int(row["kept"]) if row else 0

    def owned(self, ig_id: str, asset_id: str) -> Any:
        """The stored file that this account uploaded, or None."""
        return self._store.one("SELECT * FROM files WHERE id = ? AND ig_id = ?", asset_id, ig_id)

    async def fetch(self, url: str, kind: str, ig_id: str) -> str:
        """Get what a send refers to, as Meta does; its asset id, or the refusal that fits."""
        body, content_type = await self._get(url, kind)
        self.check(kind, content_type, len(body))
        return self.keep(body, content_type, kind=kind, ig_id=ig_id)

    def check(self, kind: str, content_type: str, size: int) -> None:
        if size > SIZES[kind]:
            raise refuse(100, 2018109)
        if not content_type.startswith(ACCEPTED[kind]):
            raise refuse(100, 2018047)

    async def _get(self, url: str, kind: str) -> tuple[bytes, str]:
        slow = refuse(100, 2018294) if kind == "video" else refuse(100, 2018008)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                answer = await self._http.get(url, follow_redirects=True)
        except TimeoutError:
            raise slow from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise refuse(100, 2018008) from None
        if answer.status_code != 200:
            raise refuse(100, 2018008)
        return answer.content, answer.headers.get("content-type", "")
