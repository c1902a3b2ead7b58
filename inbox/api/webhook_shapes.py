"""The shapes in which the API tells webhooks; every field is named."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from inbox.hooks.events import Event
from inbox.hooks.models import Endpoint, HookCall


class NewWebhookSerializer(serializers.Serializer[Any]):
    """A webhook to be added."""

    url = serializers.CharField(max_length=2000)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=Event.to_listen_to()), allow_empty=False
    )
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class WebhookChangeSerializer(serializers.Serializer[Any]):
    """What is to be different; what is not named stays."""

    url = serializers.CharField(max_length=2000, required=False)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=Event.to_listen_to()),
        allow_empty=False,
        required=False,
    )
    note = serializers.CharField(max_length=200, allow_blank=True, required=False)
    is_on = serializers.BooleanField(required=False)


class WebhookSerializer(serializers.ModelSerializer[Endpoint]):
    """A webhook. ``status`` is ``on``, ``failing`` or ``off``."""

    events = serializers.ListField(child=serializers.CharField())
    status = serializers.CharField()

    class Meta:
        model = Endpoint
        fields = (
            "id",
            "url",
            "events",
            "note",
            "is_on",
            "status",
            "off_because",
            "off_at",
            "failing_since",
            "created_at",
        )


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook that was just added."""

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")  # type: ignore[assignment]  # one more


class WebhooksSerializer(serializers.Serializer[Any]):
    """All of them: a workspace has few."""

    results = WebhookSerializer(many=True)


class SecretSerializer(serializers.Serializer[Any]):
    """A new secret."""

    secret = serializers.CharField()


class DeliverySerializer(serializers.ModelSerializer[HookCall]):
    """A call. ``key`` is its Idempotency-Key; ``status`` and ``answer`` are the last try's."""

    id = serializers.UUIDField(source="delivery")
    key = serializers.CharField(source="name")
    body = serializers.CharField()

    class Meta:
        model = HookCall
        fields = (
            "id",
            "event",
            "key",
            "state",
            "attempts",
            "due_at",
            "status",
            "detail",
            "body",
            "answer",
            "created_at",
            "settled_at",
        )


class ReplaySerializer(serializers.Serializer[Any]):
    """Which delivery; all that failed when none is named."""

    delivery = serializers.UUIDField(required=False)


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many are made again."""

    replayed = serializers.IntegerField()
