"""One item that a contact or the business said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.accounts.models import Account, Member, Workspace
from inbox.accounts.scoping import Door, SameWorkspace, WorkspaceQuerySet
from inbox.threads.models.thread import Thread


class MessageQuerySet(WorkspaceQuerySet["Message"]):
    """Questions about what was said."""

    def told(self) -> MessageQuerySet:
        """Messages whose words have arrived, in the platform's order."""
        return self.filter(sent_at__isnull=False).order_by("sent_at", "external_id", "id")


class Message(models.Model):
    """A direct message, a comment, or a tap, said by either side.

    ``external_id`` is the platform's id (a message's or a comment's), unknown until our own send is
    answered. ``sent_at`` is the platform's time; it is None while only an edit, a reaction, a
    receipt or the removal of the message has arrived, and such a row is not shown. ``context``
    holds what the message points at: a story, a post, an ad, the payload of a tap.
    """

    class Origin(models.TextChoices):
        CONTACT = "contact", _("Contact")
        MEMBER = "member", _("Member")
        AUTOMATION = "automation", _("Automation")
        API = "api", _("API")
        APP = "app", _("Instagram app")  # an echo of something not sent through us (W-14)

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        MEDIA = "media", _("Media")
        TAP = "tap", _("Tap")
        STORY_REPLY = "story_reply", _("Story reply")
        STORY_MENTION = "story_mention", _("Story mention")
        COMMENT = "comment", _("Comment")
        UNSUPPORTED = "unsupported", _("Not supported")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(
        Account, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="messages", db_constraint=False, db_index=False
    )
    external_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001  # unique
    origin = models.CharField(max_length=10, choices=Origin)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.TEXT)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    reply_to = models.CharField(max_length=255, blank=True)  # external id of what it answers
    context = models.JSONField(default=dict, blank=True)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="+", db_constraint=False
    )
    author_name = models.CharField(max_length=120, blank=True)  # the rule's or the token's name
    edits = models.PositiveSmallIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    unsent_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)  # a comment that we hid
    seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)  # when it reached us

    objects: ClassVar[Door[MessageQuerySet]] = Door(MessageQuerySet)
    everywhere = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="message_arrives_once"),
            models.UniqueConstraint(fields=["id", "workspace"], name="message_of_its_workspace"),
            SameWorkspace(field="account", name="message_account_same_workspace"),
            SameWorkspace(field="thread", name="message_thread_same_workspace"),
            SameWorkspace(field="member", name="message_member_same_workspace"),
            models.CheckConstraint(
                name="message_origin_is_known",
                condition=Q(origin__in=["contact", "member", "automation", "api", "app"]),
            ),
            models.CheckConstraint(
                name="message_kind_is_known",
                condition=Q(
                    kind__in=[
                        "text",
                        "media",
                        "tap",
                        "story_reply",
                        "story_mention",
                        "comment",
                        "unsupported",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="message_unsent_keeps_no_words",
                condition=Q(unsent_at__isnull=True) | Q(text="", context={}),
            ),
            models.CheckConstraint(
                name="message_from_outside_has_an_external_id",
                condition=~Q(origin__in=["contact", "app"]) | Q(external_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "-sent_at", "-id"], name="message_timeline"),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.get_kind_display()

    @property
    def is_inbound(self) -> bool:
        return self.origin == self.Origin.CONTACT

    @property
    def is_on_live(self) -> bool:
        """A comment under a live video, which grants a private reply only while it is live."""
        post = self.context.get("post")
        return isinstance(post, dict) and post.get("kind") == "live"


class Attachment(models.Model):
    """A file or a shared item that came with a message.

    ``url`` is the platform's own and dies after hours; a link that cannot be followed never costs
    the message.
    """

    class Kind(models.TextChoices):
        IMAGE = "image", _("Photo")
        VIDEO = "video", _("Video")
        AUDIO = "audio", _("Audio")
        FILE = "file", _("File")
        POST = "post", _("Post")
        REEL = "reel", _("Reel")
        STORY = "story", _("Story")
        TEMPLATE = "template", _("Card")
        EPHEMERAL = "ephemeral", _("View-once media")
        UNSUPPORTED = "unsupported", _("Not supported")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="attachments", db_constraint=False, db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=Kind)
    url = models.TextField(blank=True)
    title = models.TextField(blank=True)
    external_id = models.CharField(max_length=64, blank=True)  # the post's or reel's own id
    platform_type = models.CharField(max_length=40, blank=True)  # the word the platform used

    objects: ClassVar[Door[WorkspaceQuerySet[Attachment]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Attachment"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "position"], name="attachment_one_per_position"
            ),
            SameWorkspace(field="message", name="attachment_message_same_workspace"),
            models.CheckConstraint(
                name="attachment_kind_is_known",
                condition=Q(
                    kind__in=[
                        "image",
                        "video",
                        "audio",
                        "file",
                        "post",
                        "reel",
                        "story",
                        "template",
                        "ephemeral",
                        "unsupported",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Reaction(models.Model):
    """What one side put on a message; the newest act of each side wins.

    An empty ``emoji`` means it was taken back: the row stays, so that an older reaction that
    arrives late does not come to life again.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    message = models.ForeignKey(
        Message, models.CASCADE, related_name="reactions", db_constraint=False, db_index=False
    )
    by_contact = models.BooleanField(default=True)
    emoji = models.CharField(max_length=32, blank=True)
    name = models.CharField(max_length=16, blank=True)  # love, wow … as the platform names it
    at = models.DateTimeField()

    objects: ClassVar[Door[WorkspaceQuerySet[Reaction]]] = Door(WorkspaceQuerySet)
    everywhere = WorkspaceQuerySet["Reaction"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "by_contact"], name="reaction_one_per_side"),
            SameWorkspace(field="message", name="reaction_message_same_workspace"),
        ]

    def __str__(self) -> str:
        return self.emoji
