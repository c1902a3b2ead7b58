"""Forms as a browser without scripts would send them."""

from __future__ import annotations

from html.parser import HTMLParser


class _Controls(HTMLParser):
    """Collects what one form would send: its fields that are ticked, chosen or written in."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: list[tuple[str, str]] = []
        self._inside = False
        self._select = self._first = self._chosen = None
        self._option = None
        self._text = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self._inside = given.get("id") == self.form_id
        if not self._inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._text = (given["name"], [])
        elif tag == "select":
            self._select, self._first, self._chosen = given["name"], None, None
        elif tag == "option" and self._select:
            self._option = [given.get("value"), "selected" in given, []]

    def _input(self, given):
        kind = given.get("type", "text")
        if "name" not in given or kind == "submit":
            return
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        usual = "on" if kind in ("checkbox", "radio") else ""
        self.fields.append((given["name"], given.get("value", usual) or usual))

    def handle_data(self, data):
        if self._text:
            self._text[1].append(data)
        elif self._option:
            self._option[2].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._text:
            text = "".join(self._text[1]).removeprefix("\n")  # as HTML says
            self.fields.append((self._text[0], text.replace("\n", "\r\n")))
            self._text = None
        elif tag == "option" and self._option:
            value, is_chosen, words = self._option
            value = "".join(words).strip() if value is None else value
            self._first = value if self._first is None else self._first
            self._chosen = value if is_chosen else self._chosen
            self._option = None
        elif tag == "select" and self._select:
            self.fields.append((self._select, self._chosen or self._first or ""))
            self._select = None


def fields_of(html, form_id="recipe"):
    """Names and values, in order; a value chosen as "" counts too."""
    parser = _Controls(form_id)
    parser.feed(html)
    return parser.fields


def posted(html, form_id="recipe", **more):
    """What Django's client takes as data, with ``more`` instead or beside."""
    data: dict[str, list[str]] = {}
    for name, value in fields_of(html, form_id):
        data.setdefault(name, []).append(value)
    return data | {name: [value] for name, value in more.items()}
