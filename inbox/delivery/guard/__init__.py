"""Whether, and how, a message may go: the one place that decides (W-9 to W-12, T-2, C-4, P-1).

Pure: no database, no clock, no settings. It runs when a message is written, when it is queued and
again in the last step before the call. Only this package can make an ``Allowed``, and nothing else
can be sent.
"""

from inbox.delivery.guard.authors import ApiClient, Author, Automation, Campaign, Person
from inbox.delivery.guard.content import Button, Content, Media, QuickReply, Text
from inbox.delivery.guard.decision import decide
from inbox.delivery.guard.verdict import (
    Allowed,
    CommentGrant,
    Envelope,
    Grants,
    Refused,
    Surface,
    Verdict,
)

__all__ = [
    "Allowed",
    "ApiClient",
    "Author",
    "Automation",
    "Button",
    "Campaign",
    "CommentGrant",
    "Content",
    "Envelope",
    "Grants",
    "Media",
    "Person",
    "QuickReply",
    "Refused",
    "Surface",
    "Text",
    "Verdict",
    "decide",
]
