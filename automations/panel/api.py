"""A thread's handoff, as programs read it (H-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from automations.models import Handoff
from automations.panel.panel import Panel, handoffs_of
from inbox.api.caller import caller_of
from inbox.api.errors import Failure


class PathStopSerializer(serializers.Serializer[Any]):
    """One step on the way; ``answer`` is what the contact said there."""

    words = serializers.CharField()
    answer = serializers.CharField()
    skipped = serializers.CharField()


class HandoffSerializer(serializers.ModelSerializer[Handoff]):
    """Why a person was called, who came, and how it ended."""

    team = serializers.IntegerField(source="team_id", allow_null=True)
    offered_to = serializers.IntegerField(source="offered_to_id", allow_null=True)
    taken_by = serializers.IntegerField(source="taken_by_id", allow_null=True)
    message = serializers.IntegerField(source="message_id", allow_null=True)
    ended = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    reply_by = serializers.SerializerMethodField()
    rule = serializers.SerializerMethodField()
    path = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Handoff
        fields = (
            "id", "state", "reason", "words", "detail", "message", "team", "offered_to",
            "started_at", "escalates_at", "taken_at", "taken_by", "ended_at", "ended", "reply_by",
            "rule", "path", "answers",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(["waiting", "taken", "ended"]))
    def get_state(self, handoff: Handoff) -> str:
        return self._panel.state

    @extend_schema_field(serializers.ChoiceField(Handoff.Ended.choices, allow_null=True))
    def get_ended(self, handoff: Handoff) -> str | None:
        """How it ended; null while it has not."""
        return handoff.ended or None

    def get_reply_by(self, handoff: Handoff) -> datetime | None:
        """Until when something may be sent, as the window says; null where nothing counts down."""
        return self._panel.reply_by.at if self._panel.reply_by else None

    def get_rule(self, handoff: Handoff) -> str | None:
        """The name of the rule whose flow it ended; null without one."""
        return self._panel.path.rule if self._panel.path else None

    @extend_schema_field(PathStopSerializer(many=True))
    def get_path(self, handoff: Handoff) -> Any:
        """The last steps of that flow, in the order in which they were done."""
        stops = self._panel.path.stops if self._panel.path else ()
        return PathStopSerializer(stops, many=True).data

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_answers(self, handoff: Handoff) -> dict[str, str]:
        """What that flow captured, by field."""
        return dict(self._panel.answers)

    @property
    def _panel(self) -> Panel:
        panel: Panel = self.context["panel"]
        return panel


class ThreadHandoff(GenericAPIView[Handoff]):
    """The newest handoff of one thread."""

    queryset = Handoff.objects.none()  # tells the schema which model; never answered from
    serializer_class = HandoffSerializer

    @extend_schema(
        operation_id="show_handoff",
        responses={200: HandoffSerializer, 401: Failure, 403: Failure, 404: Failure},
        tags=["assignment"],
    )
    def get(self, request: Request, thread_id: int) -> Response:
        """Why a person was called, the way there, and what was captured; 404 if there was none."""
        threads = caller_of(request).threads.select_related("account", "contact", "open_comment")
        thread = threads.filter(pk=thread_id).first()
        newest = handoffs_of(thread)[:1] if thread else []
        if thread is None or not newest:
            raise Http404
        panel = Panel(newest[0], thread, timezone.now())
        return Response(HandoffSerializer(newest[0], context={"panel": panel}).data)
