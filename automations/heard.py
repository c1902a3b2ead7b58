"""What a contact said or did, as rules see it."""

from __future__ import annotations

from dataclasses import dataclass

from automations.definition import Surface


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message or comment.

    ``surfaces`` are the events that it is (K-1): a direct message may be a first message and one
    from an ad too, everything else is one thing only, and what no rule listens to is none.
    ``post_kind`` is feed, reel, live, ad or story. Ids are the platform's.
    """

    surfaces: frozenset[Surface]
    text: str
    payload: str = ""  # of a tap
    post_id: str = ""  # of the post or reel commented on, or of the story answered
    post_kind: str = ""
    ad_id: str = ""

    @property
    def is_comment(self) -> bool:
        return "comment" in self.surfaces
