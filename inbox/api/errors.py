"""One shape for every failure: ``{"code", "detail"}``, and ``fields`` when the input was wrong."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.log import log_response
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import set_rollback


class Failure(serializers.Serializer[Any]):
    """What went wrong: a stable word for programs, a sentence for people."""

    code = serializers.CharField()
    detail = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # a name the base class uses too
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


class KeyReused(exceptions.APIException):
    """An Idempotency-Key came again with other words."""

    status_code = 422
    default_code = "key_reused"
    default_detail = _("This Idempotency-Key was used for another text. Use a new one.")


class RefusedByGuard(exceptions.APIException):
    """The guard said no, or the thread has moved on (W-9)."""

    status_code = 409

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail, code)


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The answer to ``error``, in the API's one shape."""
    known = _known(error)
    if known is None:
        return _unexpected(context)
    set_rollback()
    headers = {}
    if header := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Response(body_of(known), status=known.status_code, headers=headers)


def body_of(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        fields = _by_field(error.detail)
        first = next(iter(fields.items()), ("", [str(error.default_detail)]))
        detail = f"{first[0]}: {first[1][0]}" if first[0] else first[1][0]
        return {"code": "invalid", "detail": detail, "fields": fields}
    return {"code": _code(error), "detail": str(error.detail)}


def _known(error: Exception) -> exceptions.APIException | None:
    match error:
        case exceptions.APIException():
            return error
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
    return None


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def _by_field(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, dict):
        return {"": [str(each) for each in detail]}
    return {
        name: [str(each) for each in (found if isinstance(found, list) else [found])]
        for name, found in detail.items()
    }


def _unexpected(context: dict[str, Any]) -> Response:
    """As Django does: the log learns everything, and the caller nothing about our inside."""
    request = context["request"]._request
    set_rollback()
    got_request_exception.send(sender=type(context["view"]), request=request)
    body = {"code": "error", "detail": str(_("Something went wrong here. It has been logged."))}
    response = Response(body, status=500)
    log_response(
        "%s: %s", "Internal Server Error", request.path, response=response, request=request
    )
    return response
