"""Ids as programs write them."""

LARGEST_ID = 2**63 - 1  # what the column holds


def is_id(text: str) -> bool:
    """Whether ``text`` can be a row's id at all; anything else is simply unknown."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID
