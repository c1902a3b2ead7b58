"""Cards with buttons: the generic, button, product and opt-in templates."""

import re
from typing import Any

from integrations.sandbox.errors import GraphError, refuse

from .call import Call, Json, objects

ELEMENTS = 10
BUTTONS = 3
TITLE_CHARACTERS = 80
BUTTON_TEXT_CHARACTERS = 640
BUTTON_TITLE_CHARACTERS = 20
PAYLOAD_CHARACTERS = 1_000
OPT_IN_TITLE_CHARACTERS = 65


async def template(call: Call, payload: Json) -> Json:
    """The attachment as the thread keeps it, or the refusal of what is wrong with it."""
    kind = payload.get("template_type")
    if kind == "generic":
        payload = {**payload, "elements": await _elements(call, payload.get("elements"))}
    elif kind == "button":
        _button_template(payload)
    elif kind == "product":
        _products(payload.get("elements"))
    elif kind in ("notification_messages", "one_time_notif_req"):
        payload = _opt_in(call, payload)
    else:
        raise refuse(100, 2534015)
    return {"type": "template", "payload": payload}


async def _elements(call: Call, given: Any) -> list[Json]:
    return [await _element(call, one) for one in objects(given, "elements", ELEMENTS)]


async def _element(call: Call, one: Json) -> Json:
    for name in ("title", "subtitle"):
        if len(str(one.get(name, ""))) > TITLE_CHARACTERS:
            raise _wrong(f"{name} must have at most {TITLE_CHARACTERS} characters")
    if not one.get("title"):
        raise _wrong("an element needs a title")
    if not any(one.get(name) for name in ("subtitle", "image_url", "default_action", "buttons")):
        raise _wrong("an element needs one more property than its title")
    if "buttons" in one:
        _buttons(one["buttons"])
    if one.get("image_url") and call.account.option("fetch_media"):
        return {**one, "picture": await _picture(call, str(one["image_url"]))}
    return one


async def _picture(call: Call, url: str) -> str | None:
    """A copy for the phone to show; Meta does not refuse a card over its picture."""
    files = call.world.files
    try:
        return files.link(await files.fetch(url, "image", call.account.ig_id))
    except GraphError:
        return None


def _button_template(payload: Json) -> None:
    text = payload.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= BUTTON_TEXT_CHARACTERS:
        raise _wrong(f"text must have 1 to {BUTTON_TEXT_CHARACTERS} characters")
    _buttons(payload.get("buttons"))


def _buttons(given: Any) -> None:
    needs = {"web_url": "url", "postback": "payload"}
    for button in objects(given, "buttons", BUTTONS):
        need = needs.get(str(button.get("type")))
        if need is None or not button.get("title") or not button.get(need):
            raise _wrong("a button is a web_url with a url or a postback with a payload")
        if len(str(button["title"])) > BUTTON_TITLE_CHARACTERS:
            raise _wrong(f"a button's title must have at most {BUTTON_TITLE_CHARACTERS} characters")
        if need == "url" and not re.fullmatch(r"https?://[^\s/]+\S*", str(button["url"])):
            raise _wrong("a button's url must be well formed")
        if len(str(button.get("payload", ""))) > PAYLOAD_CHARACTERS:
            raise _wrong(f"a payload must have at most {PAYLOAD_CHARACTERS} characters")


def _products(given: Any) -> None:
    if not all(str(one.get("id", "")).isdigit() for one in objects(given, "elements", ELEMENTS)):
        raise refuse(100, 2018320)


def _opt_in(call: Call, payload: Json) -> Json:
    """Instagram's form has the question in ``elements``, Messenger's directly in the payload."""
    if not call.account.option("opt_ins"):
        raise refuse(100, 2534015)
    elements = payload.get("elements")
    asked = {**payload, **(objects(elements, "elements", 1)[0] if elements else {})}
    title = str(asked.get("title") or "Updates and promotions")
    if len(title) > OPT_IN_TITLE_CHARACTERS:
        raise _wrong(f"title must have at most {OPT_IN_TITLE_CHARACTERS} characters")
    topic = str(asked.get("payload") or title)
    return {"template_type": payload["template_type"], "title": title, "payload": topic}


def _wrong(words: str) -> GraphError:
    return refuse(100, message=f"Invalid template: {words}.")
