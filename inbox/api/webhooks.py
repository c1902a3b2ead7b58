"""Webhooks of the workspace: where they go, what came of each call, and calling again."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inbox.accounts.models import ApiToken, Member
from inbox.api.caller import PersonCalls, caller_of
from inbox.api.errors import Failure, RefusedByGuard
from inbox.api.paging import NewestFirst
from inbox.api.webhook_shapes import (
    DeliverySerializer,
    NewWebhookSerializer,
    ReplayedSerializer,
    ReplaySerializer,
    SecretSerializer,
    WebhookChangeSerializer,
    WebhookSerializer,
    WebhooksSerializer,
    WebhookWithSecretSerializer,
)
from inbox.hooks import endpoints, replays
from inbox.hooks.forms import EndpointForm
from inbox.hooks.models import Endpoint, HookCall
from inbox.hooks.models.call import HookCallQuerySet

REFUSALS: dict[int, Any] = {401: Failure, 403: Failure}
OF_ONE: dict[int, Any] = {**REFUSALS, 404: Failure}


class WebhookList(APIView):
    """The webhooks of the workspace."""

    @extend_schema(
        operation_id="list_webhooks",
        responses={200: WebhooksSerializer, **REFUSALS},
        tags=["webhooks"],
    )
    def get(self, request: Request) -> Response:
        """All of them; for leads, admins and tokens."""
        rows = Endpoint.objects.in_workspace(_reader(request)).standing()
        return Response(WebhooksSerializer({"results": rows}).data)

    @extend_schema(
        operation_id="add_webhook",
        request=NewWebhookSerializer,
        responses={201: WebhookWithSecretSerializer, 400: Failure, 409: Failure, **REFUSALS},
        tags=["webhooks"],
    )
    def post(self, request: Request) -> Response:
        """Add one. The answer has its ``secret``, for the only time; for admins and tokens."""
        who = _changer(request)
        wanted = NewWebhookSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = _checked(wanted.validated_data)
        try:
            made = endpoints.add(who.workspace_id, **given, by=who)
        except endpoints.TooMany as error:
            raise RefusedByGuard("too_many", str(error)) from error
        return Response(WebhookWithSecretSerializer(made).data, status=201)


class WebhookDetail(APIView):
    """One webhook."""

    @extend_schema(
        operation_id="show_webhook",
        responses={200: WebhookSerializer, **OF_ONE},
        tags=["webhooks"],
    )
    def get(self, request: Request, webhook_id: int) -> Response:
        """Where it goes, what it is told, and how it does; for leads, admins and tokens."""
        return _whole(_endpoint(_reader(request), webhook_id))

    @extend_schema(
        operation_id="change_webhook",
        request=WebhookChangeSerializer,
        responses={200: WebhookSerializer, 400: Failure, **OF_ONE},
        tags=["webhooks"],
    )
    def patch(self, request: Request, webhook_id: int) -> Response:
        """Change what is named, and nothing else; for admins and tokens."""
        who = _changer(request)
        endpoint = _endpoint(who.workspace_id, webhook_id)
        wanted = WebhookChangeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = dict(wanted.validated_data)
        is_on = given.pop("is_on", endpoint.is_on)
        now = {"url": endpoint.url, "events": endpoint.events, "note": endpoint.note}
        endpoints.change(endpoint, **_checked(now | given), by=who)
        if is_on != endpoint.is_on:
            endpoints.switch(endpoint, on=is_on, by=who)
        return _whole(_endpoint(who.workspace_id, webhook_id))

    @extend_schema(
        operation_id="remove_webhook",
        request=None,
        responses={200: WebhookSerializer, **OF_ONE},
        tags=["webhooks"],
    )
    def delete(self, request: Request, webhook_id: int) -> Response:
        """Remove it with its log. The answer is the webhook as it was; for admins and tokens."""
        who = _changer(request)
        endpoint = _endpoint(who.workspace_id, webhook_id)
        answer = _whole(endpoint)
        endpoints.remove(endpoint, by=who)
        return answer


class WebhookSecret(APIView):
    """What the calls of a webhook are signed with."""

    @extend_schema(
        operation_id="renew_webhook_secret",
        request=None,
        responses={201: SecretSerializer, **OF_ONE},
        tags=["webhooks"],
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        """Make a new one, told only here; the old one signs as well for a day."""
        who = _changer(request)
        secret = endpoints.new_secret(_endpoint(who.workspace_id, webhook_id), by=who)
        return Response(SecretSerializer({"secret": secret}).data, status=201)


class NewestCalls(NewestFirst):
    field = "created_at"


class WebhookDeliveries(GenericAPIView[HookCall]):
    """The log of a webhook."""

    queryset = HookCall.objects.none()  # tells the schema which model; never answered from
    serializer_class = DeliverySerializer
    pagination_class = NewestCalls

    @extend_schema(
        operation_id="list_deliveries",
        responses={200: DeliverySerializer(many=True), **OF_ONE},
        tags=["webhooks"],
    )
    def get(self, request: Request, webhook_id: int) -> Response:
        """The newest first; ``next`` leads to older ones. For leads, admins and tokens."""
        workspace_id = _reader(request)
        rows = self.paginate_queryset(_calls(_endpoint(workspace_id, webhook_id))) or []
        return self.get_paginated_response(DeliverySerializer(rows, many=True).data)


class WebhookReplays(APIView):
    """Calling again."""

    @extend_schema(
        operation_id="replay_deliveries",
        request=ReplaySerializer,
        responses={200: ReplayedSerializer, 400: Failure, 409: Failure, **OF_ONE},
        tags=["webhooks"],
    )
    def post(self, request: Request, webhook_id: int) -> Response:
        """Make one delivery again, or up to 1,000 that failed; for admins and tokens."""
        who = _changer(request)
        endpoint = _endpoint(who.workspace_id, webhook_id)
        wanted = ReplaySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        if not endpoint.is_on:
            words = _("The webhook is switched off. Switch it on first.")
            raise RefusedByGuard("webhook_off", words)
        calls = _wanted(_calls(endpoint), wanted.validated_data.get("delivery"))
        return Response(ReplayedSerializer({"replayed": replays.replay(calls)}).data)


def _wanted(calls: HookCallQuerySet, delivery: Any) -> HookCallQuerySet:
    if delivery is None:
        return calls.filter(state=HookCall.State.FAILED)
    one = calls.filter(delivery=delivery)
    if not one.exists():
        raise Http404
    return one


def _reader(request: Request) -> int:
    """The workspace whose webhooks the caller may read."""
    caller = caller_of(request)
    if not isinstance(caller, PersonCalls):
        return caller.token.workspace_id
    if not caller.member.leads:
        raise PermissionDenied(_("Webhooks are for leads and admins."))
    return caller.member.workspace_id


def _changer(request: Request) -> Member | ApiToken:
    """Who changes them, if they may."""
    caller = caller_of(request)
    if not isinstance(caller, PersonCalls):
        return caller.token
    if caller.member.role != Member.Role.ADMIN:
        raise PermissionDenied(_("Only admins change webhooks."))
    return caller.member


def _endpoint(workspace_id: int, webhook_id: int) -> Endpoint:
    rows = Endpoint.objects.in_workspace(workspace_id).standing()
    found = rows.filter(pk=webhook_id).first()
    if found is None:
        raise Http404
    return found


def _calls(endpoint: Endpoint) -> HookCallQuerySet:
    return HookCall.objects.in_workspace(endpoint.workspace_id).filter(endpoint=endpoint)


def _checked(given: Any) -> dict[str, Any]:
    """What the form of the screens makes of it, or its words on what is wrong."""
    form = EndpointForm(given)
    if not form.is_valid():
        raise ValidationError(
            {name: [str(each) for each in form.errors[name]] for name in form.errors}
        )
    return form.cleaned_data


def _whole(endpoint: Endpoint) -> Response:
    return Response(WebhookSerializer(endpoint).data)
