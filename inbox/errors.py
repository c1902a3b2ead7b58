"""The pages of 403, 404 and 500. A 500 carries a reference code, which is in the log too."""

from __future__ import annotations

import secrets

import structlog
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

log = structlog.get_logger(__name__)
# Letters and digits that people do not mistake for each other when they read them out.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says what is missing and who can grant it."""
    words = str(exception or "") or _(
        "Your role does not include this page. An admin can change it."
    )
    return _page(request, 403, words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what never was and for what belongs to somebody else."""
    return _page(request, 404, "")


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; Django has logged how, this adds the code to find it by."""
    reference = "".join(secrets.choice(ALPHABET) for _ in range(8))
    log.error("page broken", reference=reference, path=request.path, method=request.method)
    return _page(request, 500, "", reference)


def _page(request: HttpRequest, status: int, words: str, reference: str = "") -> HttpResponse:
    # Rendered without the request: an error page must not depend on what may have failed.
    context = {"words": words, "reference": reference}
    try:
        return HttpResponse(loader.render_to_string(f"{status}.html", context), status=status)
    except Exception:
        log.exception("error page broken", status=status, path=request.path)
        plain = " ".join(filter(None, [str(status), words, reference]))
        return HttpResponse(plain, status=status, content_type="text/plain; charset=utf-8")
