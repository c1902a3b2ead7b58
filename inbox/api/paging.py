"""Pages that continue after a row (keyset): as quick at the millionth row as at the first."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

PAGE = 40
LARGEST_PAGE = 100


class NewestFirst(BasePagination):
    """The newest first by the time ``field``, then by id; ``next`` is a URL or None."""

    field: str

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        size = _size(request)
        rows = _after(queryset, self.field, request.query_params.get("after", ""))
        found = list(rows.order_by(f"-{self.field}", "-pk")[: size + 1])
        self._next = self._url_after(request, found[size - 1]) if len(found) > size else None
        return found[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": following},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}
        return [
            _parameter("limit", "How many a page holds.", limit),
            _parameter("after", "Where the page starts; taken from `next`.", {"type": "string"}),
        ]

    def _url_after(self, request: Request, row: Model) -> str:
        place = f"{getattr(row, self.field).isoformat()} {row.pk}"
        cursor = base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")
        return replace_query_param(request.build_absolute_uri(), "after", cursor)


def _size(request: Request) -> int:
    given = request.query_params.get("limit", str(PAGE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= LARGEST_PAGE):
        words = _("A whole number from 1 to %(most)s.") % {"most": LARGEST_PAGE}
        raise ValidationError({"limit": [words]})
    return int(given)


def _after(rows: QuerySet[Any], field: str, cursor: str) -> QuerySet[Any]:
    if not cursor:
        return rows
    at, pk = _place(cursor)
    # The first condition alone is what lets the index start here.
    return rows.filter(Q(**{f"{field}__lte": at}), Q(**{f"{field}__lt": at}) | Q(pk__lt=pk))


def _place(cursor: str) -> tuple[datetime, int]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, pk = base64.urlsafe_b64decode(padded.encode()).decode().split(" ")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError
        return at, int(pk)
    except (ValueError, binascii.Error, OverflowError):
        raise ValidationError({"after": [_("Take it from `next`, as it is.")]}) from None


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}
