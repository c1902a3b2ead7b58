"""Rules of every shape that the editor can open, made by hypothesis."""

from string import ascii_letters, digits

from hypothesis import strategies as st

from automations.definition import MATCHES, SURFACES, RuleDefinition, Schedule, Step, Where
from automations.definition.steps import (
    Ask,
    Assign,
    Choice,
    Condition,
    Delay,
    File,
    HandOff,
    Link,
    Menu,
    Notify,
    OptIn,
    Send,
    Stop,
    Tag,
    Test,
    Webhook,
    Wordings,
)
from inbox.accounts.channels import MediaKind

# What a browser sends as it stands: fields of one line lose line breaks and outer spaces.
_letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
texts = st.text(st.one_of(_letters, st.just("\n")), max_size=40)
lines = st.text(_letters, max_size=20).map(str.strip)
words = lines.filter(bool)
names = st.text(ascii_letters + digits, min_size=1, max_size=6)
minutes = st.integers(0, 100_000)
amounts = st.one_of(st.none(), st.integers(1, 90 * 1440))
# Nothing written at all is one empty text on the page, and no text in the rule.
wordings = st.lists(texts, max_size=3).map(tuple).filter(lambda given: given != ("",))


def tuples(of, most=3, **more):
    return st.lists(of, max_size=most, **more).map(tuple)


def some_of(values):
    return st.lists(st.sampled_from(values), unique=True).map(
        lambda chosen: tuple(sorted(chosen, key=values.index))
    )


def _waiting(targets):
    return {
        "retries": st.integers(0, 10),
        "again": texts.filter(lambda text: "\n" not in text),
        "otherwise": targets,
        "timeout_minutes": amounts,
        "on_timeout": targets,
    }


def kinds(targets):
    """What each kind may hold; ``targets`` are ids of steps, or None."""
    links = st.builds(Link, title=lines, url=lines)
    files = st.builds(File, url=lines, kind=st.sampled_from(MediaKind))
    choices = st.builds(Choice, title=lines, then=targets)
    tests = st.builds(
        Test,
        about=st.sampled_from(["label", "field", "follows", "hours", "window"]),
        name=lines,
        is_=st.sampled_from(["set", "not_set", "equal", "contains"]),
        value=lines,
    )
    return {
        "send": st.builds(
            Send, texts=wordings, links=tuples(links), file=st.one_of(st.none(), files)
        ),
        "reply_publicly": st.builds(Wordings, texts=wordings),
        "menu": st.builds(
            Menu,
            texts=wordings,
            choices=tuples(choices),
            style=st.sampled_from(["quick_replies", "buttons"]),
            person=st.booleans(),
            **_waiting(targets),
        ),
        "ask": st.builds(
            Ask,
            texts=wordings,
            answer=st.sampled_from(["text", "email", "phone", "number"]),
            save_to=lines,
            country=st.sampled_from(["", "PT", "JP", "nowhere"]),
            **_waiting(targets),
        ),
        "delay": st.builds(Delay, minutes=minutes),
        "condition": st.builds(Condition, tests=tuples(tests), then=targets, otherwise=targets),
        "tag": st.builds(Tag, add=tuples(words, unique=True), remove=tuples(words, unique=True)),
        "assign": st.builds(Assign, team=lines, member=lines),
        "opt_in": st.builds(OptIn, topic=lines),
        "notify": st.builds(
            Notify, text=texts, who=st.sampled_from(["assignee", "leads", "everyone"])
        ),
        "webhook": st.builds(
            Webhook,
            url=lines,
            save=st.dictionaries(lines, lines, max_size=3),
            otherwise=targets,
        ),
        "stop": st.just(Stop()),
        "handoff": st.builds(HandOff, why=lines, high_value=st.booleans(), team=lines, text=texts),
    }


@st.composite
def steps(draw, kind=None):
    """Steps that lead to each other, and now and then to one that is gone."""
    ids = draw(st.lists(names, max_size=4, unique=True))
    targets = st.one_of(st.none(), st.sampled_from([*ids, "gone"]))
    of_kind = kinds(targets)
    made = []
    for step_id in ids:
        name = kind or draw(st.sampled_from(sorted(of_kind)))
        then = None if name in ("stop", "handoff") else draw(targets)
        made.append(Step(id=step_id, then=then, **{name: draw(of_kind[name])}))
    return tuple(made)


_times = st.one_of(st.just(""), st.times().map(lambda time: f"{time:%H:%M}"))
_dates = st.one_of(st.just(""), st.dates().map(str))
schedules = st.builds(
    Schedule,
    hours=st.sampled_from(["always", "open", "closed"]),
    days=some_of(range(7)),
    from_=_times,
    until=_times,
    starts=_dates,
    ends=_dates,
)
wheres = st.builds(
    Where,
    kinds=some_of(["feed", "reel", "live", "ad", "story"]),
    posts=tuples(names, unique=True),
    next_post=st.booleans(),
)


def _nothing_said(shape):
    """A part without content stands for no part at all."""
    return shape.map(lambda part: None if part == type(part)() else part)


def definitions(kind=None):
    """Whole rules; with ``kind``, all their steps are of that kind."""
    return st.builds(
        RuleDefinition,
        on=some_of(list(SURFACES)),
        steps=steps(kind),
        match=st.sampled_from(MATCHES),
        keywords=tuples(words, unique=True),
        excluding=tuples(words, unique=True),
        typos=st.sampled_from([None, 1, 2]),
        where=st.one_of(st.none(), _nothing_said(wheres)),
        schedule=st.one_of(st.none(), _nothing_said(schedules)),
        follows_us=st.booleans(),
        once=st.booleans(),
        again_after_days=st.one_of(st.none(), st.integers(1, 3650)),
    )


# One of every kind, as somebody would publish it.
FINISHED = {
    "on": ["dm", "comment"],
    "match": "fuzzy",
    "keywords": ["size", "talla"],
    "excluding": ["oversize"],
    "typos": 1,
    "where": {"kinds": ["feed", "reel"]},
    "schedule": {"hours": "open", "days": [0, 1], "from": "09:00", "until": "18:00"},
    "once": True,
    "steps": [
        {"id": "a", "reply_publicly": {"texts": ["Sent!", "Look into your messages"]}},
        {
            "id": "b",
            "menu": {"texts": ["Which?"], "choices": [{"title": "S"}, {"title": "M", "then": "d"}]},
        },
        {
            "id": "c",
            "ask": {"texts": ["Phone?"], "answer": "phone", "save_to": "phone", "country": "PT"},
        },
        {"id": "d", "condition": {"tests": [{"about": "label", "name": "vip"}], "then": "j"}},
        {
            "id": "e",
            "send": {
                "texts": ["Here"],
                "links": [{"title": "Go", "url": "https://shop.example/a"}],
            },
        },
        {"id": "f", "delay": {"minutes": 60}},
        {"id": "g", "tag": {"add": ["asked"]}},
        {"id": "h", "notify": {"text": "{name} asked"}},
        {"id": "i", "webhook": {"url": "https://shop.example/hook", "save": {"order": "order.id"}}},
        {"id": "k", "assign": {"team": "Sales"}},
        {"id": "j", "handoff": {"why": "sizes"}},
    ],
}
