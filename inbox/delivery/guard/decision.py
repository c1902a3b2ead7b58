"""The decision itself: every author, state, content and capability comes through here."""

from __future__ import annotations

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.accounts.channels import HUMAN_AGENT, Capabilities
from inbox.delivery import promotion
from inbox.delivery.guard.authors import Author, Person
from inbox.delivery.guard.content import Content, Media, Text
from inbox.delivery.guard.fitness import unfit
from inbox.delivery.guard.verdict import (
    PROOF,
    Allowed,
    CommentGrant,
    Envelope,
    Grants,
    Refused,
    Surface,
    Verdict,
)
from inbox.delivery.models import Reason
from inbox.threads.window import State, Window


def decide(
    author: Author, window: Window, content: Content, grants: Grants, capabilities: Capabilities
) -> Verdict:
    """Whether ``author`` may send ``content`` now, and the envelope it must travel in."""
    if problem := unfit(content, capabilities):
        return _refused_here(*problem)
    if grants.comment is not None:
        return _to_comment(content, grants, grants.comment)
    if grants.other_app:
        return _other_app()
    if isinstance(content, Text) and content.tag:
        return _with_asked_tag(author, window, content, grants, capabilities)
    if window.state is State.OPEN:
        return _allow(Surface.MESSAGE, grants.contact_id, content, window)
    if window.state is State.HUMAN_AGENT:
        return _human_agent(author, window, content, grants, capabilities)
    return _closed(author, window)


# --- Messages -------------------------------------------------------------------------------------
def _human_agent(
    author: Author, window: Window, content: Content, grants: Grants, capabilities: Capabilities
) -> Verdict:
    """From 24 h on: a person, text, support, and the tag that says so (W-8, W-10, W-12)."""
    if not isinstance(author, Person):
        return Refused(
            Reason.WINDOW_EXPIRED,
            "human_agent_not_allowed",
            _(
                "More than 24 hours have passed since the contact wrote. Only a person may "
                "answer now, from the inbox."
            ),
        )
    if HUMAN_AGENT not in capabilities.tags:
        return _unsupported_tag(HUMAN_AGENT, capabilities)
    if isinstance(content, Media) or content.taps:
        return _text_only(_("After 24 hours a reply may hold text only. Leave the rest out."))
    refused = _promotional(content, grants, confirmed=bool(content.support_because))
    return refused or _allow(Surface.MESSAGE, grants.contact_id, content, window, HUMAN_AGENT)


def _with_asked_tag(
    author: Author, window: Window, content: Text, grants: Grants, capabilities: Capabilities
) -> Verdict:
    """A tag that the author names: one that the channel takes, for news about a transaction (T-2).

    HUMAN_AGENT is nobody's to ask for: it comes by itself, with a person's reply that needs it.
    """
    if content.tag == HUMAN_AGENT and not isinstance(author, Person):
        return _refused_here(
            "human_agent_not_allowed",
            _("Only a reply that a signed-in person writes in the inbox can carry HUMAN_AGENT."),
        )
    if content.tag not in capabilities.tags:
        return _unsupported_tag(content.tag, capabilities)
    if content.tag == HUMAN_AGENT:
        if window.state is State.HUMAN_AGENT:
            untagged = replace(content, tag="")
            return _human_agent(author, window, untagged, grants, capabilities)
        return _refused_here(
            "tag_not_needed",
            _("HUMAN_AGENT is set by itself where a reply needs it. Leave the tag out."),
        )
    envelope = Envelope.of(Surface.MESSAGE, grants.contact_id, content, content.tag)
    return _promotional(content, grants, confirmed=False) or Allowed(envelope, None, PROOF)


def _promotional(content: Text, grants: Grants, *, confirmed: bool) -> Refused | None:
    """Tagged messages are for support and transactions; a person may confirm theirs (W-12)."""
    said = " \n".join((content.text, *(f"{tap.title}" for tap in content.taps)))
    found = () if confirmed and not grants.promotions_blocked else promotion.find(said)
    if not found:
        return None
    words = tuple(each.words for each in found)
    named = {"words": ", ".join(f"“{each}”" for each in words)}
    if grants.promotions_blocked or content.tag:
        detail = _(
            "This looks promotional: %(words)s. Only support may be sent now; take that out."
        )
        return Refused(Reason.REFUSED_HERE, "promotional", detail % named, words)
    detail = _(
        "This looks promotional: %(words)s. Instagram only allows support here and may restrict "
        "the account. Change it, or confirm that it is support."
    )
    return Refused(Reason.REFUSED_HERE, "looks_promotional", detail % named, words)


def _closed(author: Author, window: Window) -> Refused:
    if window.lacks_approval and isinstance(author, Person):
        detail = _(
            "More than 24 hours have passed since the contact wrote, and this account has no "
            "Human Agent approval. An admin can see how to get it under Accounts."
        )
        return Refused(Reason.WINDOW_EXPIRED, "human_agent_not_approved", detail)
    if window.last_inbound_at is None:
        detail = _("The contact has not written a message yet. The window opens when they do.")
    else:
        detail = _("The window to reply has closed. It opens again when the contact writes.")
    return Refused(Reason.WINDOW_EXPIRED, "window_expired", detail)


# --- Comments -------------------------------------------------------------------------------------
def _to_comment(content: Content, grants: Grants, comment: CommentGrant) -> Verdict:
    if comment.is_deleted:
        return _refused_here("comment_deleted", _("The comment has been deleted."))
    if isinstance(content, Media):
        return _text_only(_("A comment can only be answered with text. Leave the file out."))
    if content.tag:
        return _refused_here("tag_not_needed", _("A reply to a comment carries no tag."))
    if grants.publicly:
        return _public_reply(content, comment)
    return _other_app() if grants.other_app else _private_reply(content, comment)


def _private_reply(content: Text, comment: CommentGrant) -> Verdict:
    """Exactly one, whatever the thread's window is; the spent one is told first (W-6)."""
    if content.buttons:
        return _text_only(_("A private reply holds no buttons. Write the link into the text."))
    if comment.is_spent:
        code, detail = (
            "comment_spent",
            _("This comment has had its one private reply. The contact must write first now."),
        )
    elif comment.is_over:
        code, detail = (
            "broadcast_over",
            _("The live video is over, and with it the time for a private reply."),
        )
    elif comment.ends_at is None:
        code, detail = (
            "comment_too_old",
            _("This comment is too old for a private reply. It can still be answered publicly."),
        )
    else:
        envelope = Envelope.of(Surface.PRIVATE_REPLY, comment.comment_id, content)
        return Allowed(envelope, comment.ends_at, PROOF, live=comment.is_live)
    return Refused(Reason.PRIVATE_REPLY_USED, code, detail)


def _public_reply(content: Text, comment: CommentGrant) -> Verdict:
    if comment.is_live:
        return _refused_here(
            "comment_on_live", _("Comments on a live video can't be answered publicly.")
        )
    if comment.is_hidden:
        return _refused_here(
            "comment_hidden", _("A hidden comment can't be answered publicly. Show it again first.")
        )
    if content.taps:
        return _text_only(_("A public reply may hold text only. Leave what is tapped out."))
    return Allowed(Envelope.of(Surface.PUBLIC_REPLY, comment.comment_id, content), None, PROOF)


# --- Answers --------------------------------------------------------------------------------------
def _allow(
    surface: Surface, recipient: str, content: Content, window: Window, tag: str | None = None
) -> Allowed:
    return Allowed(Envelope.of(surface, recipient, content, tag), window.ends_at, PROOF)


def _unsupported_tag(tag: str, capabilities: Capabilities) -> Refused:
    """T-2: refused, naming what the channel takes instead."""
    words = {"tag": tag, "tags": ", ".join(sorted(capabilities.tags)) or _("none")}
    if since := capabilities.refused_since.get(tag):
        words["since"] = date_format(since, "j F Y")
        detail = _(
            "The tag %(tag)s has been refused since %(since)s. Tags this account may use: %(tags)s."
        )
    else:
        detail = _("This account may not send with the tag %(tag)s. Tags it may use: %(tags)s.")
    return _refused_here("tag_not_supported", detail % words)


def _other_app() -> Refused:
    return _refused_here(
        "other_app",
        _("Another connected app controls this conversation. Ask it for control first."),
    )


def _text_only(detail: str) -> Refused:
    return _refused_here("text_only", detail)


def _refused_here(code: str, detail: str) -> Refused:
    return Refused(Reason.REFUSED_HERE, code, detail)
