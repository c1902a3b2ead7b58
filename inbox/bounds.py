"""How large a request may be. Decided by what it announces, before any of it is read.

A body that announces no length is read as empty, so nothing gets around this.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
BESIDE = 1 << 16  # bytes; the other fields of a form with a file, and what separates them


def takes(size: int) -> Callable[[V], V]:
    """A view that is sent a file of up to ``size`` bytes; others take no more than forms need."""

    def marked(view: V) -> V:
        view.most_bytes = size  # type: ignore[attr-defined]  # read below
        return view

    return marked


class RequestBounds:
    """Refuses with 413 what is larger than its view takes; has to come before what reads bodies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_args: Any
    ) -> HttpResponseBase | None:
        usual = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        most: int = getattr(view, "most_bytes", usual)
        size = _announced(request)
        if size <= most + BESIDE:
            return None
        words = {"size": filesizeformat(size), "limit": filesizeformat(most)}
        detail = _("%(size)s is too large: at most %(limit)s are taken here.") % words
        return JsonResponse({"code": "too_large", "detail": detail}, status=413)


def _announced(request: HttpRequest) -> int:
    """Bytes; what is no number counts as none, as it does where the body is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
