"""What a person does to something already said: none of it opens the window."""

import json

from integrations.sandbox import messages, reading
from integrations.sandbox.messages import Message
from integrations.sandbox.webhooks import shapes

from .act import Act, tell

EDITS = 5
EMOJI = {
    "love": "❤️",
    "wow": "😮",
    "sad": "😢",
    "angry": "😡",
    "laugh": "😂",
    "like": "👍",
}


def react(act: Act) -> Message:
    """``reaction`` is one of Meta's names, or an emoji of its own (then the name is other)."""
    message = act.message()
    emoji = act.text("emoji") or EMOJI.get(act.text("reaction", "love"), act.text("reaction"))
    names = {shown: name for name, shown in EMOJI.items()}
    given = {"reaction": names.get(emoji, "other"), "emoji": emoji}
    messages.react(act.world, message, "person", given)
    tell(act, reaction=shapes.reaction(message.mid, given["reaction"], emoji))
    return message


def unreact(act: Act) -> Message:
    message = act.message()
    messages.react(act.world, message, "person", None)
    tell(act, reaction=shapes.no_reaction(message.mid))
    return message


def unsend(act: Act) -> Message:
    """Withdraw one of one's own messages; its media goes with it."""
    message = _own(act)
    act.world.store.run("UPDATE messages SET deleted = 1 WHERE mid = ?", message.mid)
    for one in message.content.get("attachments", []):
        number = (
            str(one.get("payload", {}).get("url", "")).partition("asset_id=")[2].partition("&")[0]
        )
        act.world.store.run("UPDATE files SET gone = 1 WHERE id = ?", number)
    messages.changed(act.world, act.contact)
    tell(act, message=shapes.deletion(message.mid))
    return message


def edit(act: Act) -> Message:
    message = _own(act)
    if message.edits >= EDITS or "text" not in message.content:
        raise ValueError(f"Only a text can be edited, and only {EDITS} times")
    content = {**message.content, "text": act.text("text")}
    sql = "UPDATE messages SET content = ?, edits = edits + 1 WHERE mid = ?"
    act.world.store.run(sql, json.dumps(content), message.mid)
    messages.changed(act.world, act.contact)
    tell(act, message_edit=shapes.edit(message.mid, act.text("text"), message.edits + 1))
    return message


def seen(act: Act) -> None:
    """The person reads up to ``mid``, or up to the business's last message."""
    mid = act.text("mid")
    if not mid:
        said = [m for m in messages.thread(act.world, act.contact) if not m.by_person]
        mid = said[-1].mid if said else ""
    reading.read(act.world, act.account, mid, act.at)


def _own(act: Act) -> Message:
    message = act.message()
    if not message.by_person or message.deleted:
        raise ValueError("Only one's own message can be changed")
    return message
