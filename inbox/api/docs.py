"""The schema's page, and the answer for addresses that are none."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


class Docs(SpectacularSwaggerSplitView):
    """The schema to read and to try, with scripts and styles from our own files."""

    template_name = "api/docs.html"
    url_name = "api_schema"


class Nowhere(APIView):
    """Every address below /api/v1/ that is none: the API's usual shape, and not a page."""

    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound
