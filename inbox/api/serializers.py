"""The shapes in which the API tells threads and messages; every field is named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from inbox.api.window import WindowBody, WindowSerializer, body_of
from inbox.contacts.models import Contact
from inbox.delivery.models import Outbound
from inbox.threads.models import Attachment, Message, Reaction, Thread
from inbox.threads.sends import NO_SEND_FACTS, SendFacts
from inbox.threads.window import State


class ContactSerializer(serializers.ModelSerializer[Contact]):
    """Who wrote. Names are empty until the platform tells them."""

    class Meta:
        model = Contact
        fields = ("id", "scoped_id", "username", "name")


class ThreadSerializer(serializers.ModelSerializer[Thread]):
    """One conversation between a contact and an account."""

    contact = ContactSerializer()
    account = serializers.IntegerField(source="account_id")
    assignee = serializers.IntegerField(source="assignee_id", allow_null=True)
    needs_reply = serializers.BooleanField()
    window = serializers.SerializerMethodField()

    class Meta:
        model = Thread
        fields = (
            "id",
            "contact",
            "account",
            "lifecycle",
            "handler",
            "unread",
            "window",
            "assignee",
            "needs_reply",
            "wakes_at",
            "last_contact_at",
            "last_business_at",
            "last_item_at",
        )

    @extend_schema_field(WindowSerializer)
    def get_window(self, thread: Thread) -> WindowBody:
        now = timezone.now()
        return body_of(thread.window(now), now)


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file or shared item. ``url`` is the platform's and dies after some hours."""

    class Meta:
        model = Attachment
        fields = ("kind", "url", "title")


class ReactionSerializer(serializers.ModelSerializer[Reaction]):
    """What one side put on a message."""

    class Meta:
        model = Reaction
        fields = ("by_contact", "emoji", "at")


class MessageSerializer(serializers.ModelSerializer[Message]):
    """One item that a contact or the business said."""

    author = serializers.SerializerMethodField()
    attachments = AttachmentSerializer(many=True)
    reactions = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    waits_until = serializers.SerializerMethodField()
    expected_at = serializers.SerializerMethodField()
    misses_window = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = (
            "id",
            "status",
            "reason",
            "detail",
            "waits_until",
            "expected_at",
            "misses_window",
            "text",
            "kind",
            "origin",
            "author",
            "sent_at",
            "external_id",
            "reply_to",
            "context",
            "attachments",
            "reactions",
            "edited_at",
            "unsent_at",
            "seen_at",
        )

    def get_author(self, message: Message) -> str:
        """The member's, rule's or token's name; empty for a contact and for Instagram's own app."""
        return message.member.name if message.member else message.author_name

    @extend_schema_field(ReactionSerializer(many=True))
    def get_reactions(self, message: Message) -> Any:
        standing = [each for each in message.reactions.all() if each.emoji or each.name]
        return ReactionSerializer(standing, many=True).data

    @extend_schema_field(serializers.ChoiceField(Outbound.State.choices, allow_null=True))
    def get_status(self, message: Message) -> str | None:
        """How far a message of ours has come; null for what others said."""
        outbound = _outbound(message)
        return outbound.state if outbound else None

    def get_reason(self, message: Message) -> str | None:
        """Why it did not go, or waits: one word of a closed list; else null."""
        outbound = _outbound(message)
        if outbound is None:
            return None
        return outbound.reason or self._facts(message).because or None

    def get_detail(self, message: Message) -> str:
        """The platform's own words about it, or the guard's."""
        outbound = _outbound(message)
        return outbound.detail if outbound else ""

    def get_waits_until(self, message: Message) -> datetime | None:
        """Until when a queued message is held, where that is known."""
        return self._facts(message).until

    def get_expected_at(self, message: Message) -> datetime | None:
        """When a queued message is expected to go, where that can be told."""
        return self._facts(message).expected_at

    def get_misses_window(self, message: Message) -> bool:
        """Whether its window is expected to close first."""
        return self._facts(message).misses

    def _facts(self, message: Message) -> SendFacts:
        facts: SendFacts = self.context.get("sends", {}).get(message.pk, NO_SEND_FACTS)
        return facts


class NewMessageSerializer(serializers.Serializer[Any]):
    """A reply to send."""

    text = serializers.CharField(trim_whitespace=False, max_length=20_000)
    expected_window = serializers.ChoiceField(
        [state.value for state in State],
        required=False,
        help_text="The window you saw. If it is another by now, nothing is sent: 409.",
    )

    tag = serializers.CharField(
        max_length=64,
        required=False,
        help_text="A message tag, where the account's channel takes one. HUMAN_AGENT is set by "
        "itself on a person's reply that needs it, and a token can never use it.",
    )
    support_because = serializers.CharField(
        max_length=200,
        required=False,
        help_text="Why a human reply that looks promotional is support: only for a person, after "
        "409 `looks_promotional`. It is kept in the audit log.",
    )

    def validate_text(self, text: str) -> str:
        if not text.strip():
            self.fields["text"].fail("blank")
        return text


def _outbound(message: Message) -> Outbound | None:
    found: Outbound | None = getattr(message, "outbound", None)
    return found
