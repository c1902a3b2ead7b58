"""Rules for tests that need no database."""

from automations.definition import stored

SAY = {"send": {"texts": ["Here you are."]}}


def rule(*steps, **fields):
    """A rule that answers “price” in direct messages with these steps."""
    usual = {
        "on": ["dm"],
        "match": "contains",
        "keywords": ["price"],
        "steps": list(steps or [SAY]),
    }
    return stored(usual | fields)


def anything(*steps, **fields):
    """A rule that any words set off."""
    return stored({"on": ["dm"], "steps": list(steps or [SAY])} | fields)


def menu(*titles, **fields):
    choices = [title if isinstance(title, dict) else {"title": title} for title in titles]
    return {"texts": ["Which one?"], "choices": choices} | fields


def ask(**fields):
    return {"texts": ["Which city?"], "save_to": "city"} | fields
