"""Every kind of event that can be played, by the name the control API knows it by."""

from collections.abc import Callable
from typing import Any

from . import business, changing, commenting, consenting, saying
from .act import Act

ACTS: dict[str, Callable[[Act], Any]] = {
    "text": saying.text,
    **dict.fromkeys(("photo", "image", "video", "audio", "file"), saying.media),
    "album": saying.album,
    **dict.fromkeys(("ig_post", "ig_reel", "share", "reel"), saying.shared),
    "story_reply": saying.story_reply,
    "story_mention": saying.story_mention,
    "ephemeral": saying.ephemeral,
    "unsupported": saying.unsupported,
    "quick_reply": saying.quick_reply,
    **dict.fromkeys(("postback", "ice_breaker", "menu"), saying.postback),
    "ad": saying.from_ad,
    "product": saying.about_product,
    "referral": saying.referral,
    "react": changing.react,
    "unreact": changing.unreact,
    "unsend": changing.unsend,
    "edit": changing.edit,
    "seen": changing.seen,
    "comment": commenting.comment,
    "uncomment": commenting.uncomment,
    "mention": commenting.mention,
    "opt_in": consenting.opt_in,
    "opt_out": consenting.opt_out,
    "handover": consenting.hand_over,
    "typed_in_app": business.typed,
    "note_to_self": business.noted,
    "own_comment": business.commented,
}
