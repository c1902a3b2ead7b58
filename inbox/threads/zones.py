"""Times in the viewer's own zone, which the browser tells in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
COOKIE = "zone"


def in_viewers_zone(
    view: Callable[Concatenate[R, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Render ``view`` in the zone named by the cookie, else in the server's."""

    @wraps(view)
    def zoned(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with timezone.override(_zone(request.COOKIES.get(COOKIE, ""))):
            return view(request, *args, **kwargs)

    return zoned


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # nobody's zone, or not even a name
        return None
