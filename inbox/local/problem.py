"""The one error that people at a terminal are shown."""


class Problem(Exception):
    """Something the person can mend: its text is one sentence, what is wrong and what to do."""
