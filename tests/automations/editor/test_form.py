"""The form is the rule: whatever a definition says, its page says, and gives back when saved."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from automations.definition import KINDS, RuleDefinition, Where, mistakes_of, stored
from automations.editor.form import BadForm, definition_of
from automations.editor.hidden import without_hidden
from automations.editor.ids import is_same
from automations.editor.views.drafts import page
from tests.automations.editor.definitions import FINISHED, definitions
from tests.automations.editor.pages import fields_of

QUICKLY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def query(fields):
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    return data


@pytest.fixture
def form_of(rf, rule, admin):
    """The fields that the page of ``definition`` would send."""
    request = rf.get("/")
    request.member, request.user = admin, admin.user

    def fields(definition):
        answer = page(request, rule, definition, asked={})
        return query(fields_of(answer.content.decode()))

    return fields


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_step_says_its_form_says_and_gives_back(form_of, kind):
    @QUICKLY
    @given(definitions(kind))
    def play(definition):
        assert definition_of(form_of(definition)) == without_hidden(definition)

    play()


@QUICKLY
@given(data=st.data())
def test_a_rule_with_steps_of_all_kinds_comes_back_whole(form_of, data):
    definition = data.draw(definitions())
    assert definition_of(form_of(definition)) == without_hidden(definition)


def test_steps_without_names_get_some_and_say_the_same(form_of, editor):
    definition = stored(
        {"on": ["dm"], "steps": [{"send": {"texts": ["a"]}}, {"send": {"texts": ["b"]}}]}
    )
    read = definition_of(form_of(definition))
    assert [step.id for step in read.steps] == ["s1", "s2"]
    assert is_same(read, definition)


@pytest.mark.parametrize(
    ("value", "unit", "minutes"),
    [("26", "hours", 1560), ("1.5", "hours", 90), ("3", "days", 4320), ("0", "minutes", 0)],
)
def test_times_are_given_in_the_unit_in_which_people_say_them(value, unit, minutes):
    fields = [("steps-0-kind", "delay"), ("steps-0-delay-minutes", value)]
    fields.append(("steps-0-delay-minutes-unit", unit))
    assert definition_of(query(fields)).steps[0].delay.minutes == minutes


@pytest.mark.parametrize("written", ["soon", "-1", "nan", "inf", "1e999", "99999999999"])
def test_what_is_no_number_is_named_at_its_field_and_the_rest_is_read(written):
    fields = [
        ("steps-0-kind", "delay"),
        ("steps-0-delay-minutes", written),
        ("excluding-0", "size"),
    ]
    with pytest.raises(BadForm) as refused:
        definition_of(query(fields))
    assert list(refused.value.problems) == ["steps-0-delay-minutes"]
    assert refused.value.definition.excluding == ("size",)


@pytest.mark.parametrize(
    "field",
    [("on", "telepathy"), ("match", "guess"), ("steps-0-kind", "dance"), ("schedule-hours", "x")],
)
def test_a_form_that_no_page_has_is_refused(field):
    with pytest.raises(BadForm):
        definition_of(query([field]))


def test_several_keywords_are_added_in_one_go_and_patterns_keep_their_commas():
    written = [
        ("match", "contains"),
        ("keywords-0", "size"),
        ("keywords-more", "talla, size ; taille"),
    ]
    assert definition_of(query(written)).keywords == ("size", "talla", "taille")
    written = [("match", "pattern"), ("keywords-more", r"^\d{1,3}$")]
    assert definition_of(query(written)).keywords == (r"^\d{1,3}$",)


def test_chosen_posts_of_which_none_is_chosen_yet_are_not_all_posts():
    where = definition_of(query([("on", "comment"), ("where-scope", "chosen")])).where
    assert where.posts == ("",)


def test_two_values_under_one_name_are_both_kept():
    fields = [("steps-0-kind", "webhook"), ("steps-0-webhook-url", "")]
    for place, value in enumerate(["a", "b"]):
        fields += [(f"steps-0-webhook-save-{place}-key", "order")]
        fields += [(f"steps-0-webhook-save-{place}-value", value)]
    assert definition_of(query(fields)).steps[0].webhook.save == {"order": "a", "order 2": "b"}


DM, COMMENT, STORY = ("dm",), ("comment",), ("story_reply",)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (RuleDefinition(DM, (), "any", ("size",)), RuleDefinition(DM, ())),
        (
            RuleDefinition(DM, (), "contains", ("a",), typos=1),
            RuleDefinition(DM, (), "contains", ("a",)),
        ),
        (
            RuleDefinition(("story_mention",), (), "contains", ("a",)),
            RuleDefinition(("story_mention",), ()),
        ),
        (RuleDefinition(DM, (), where=Where(posts=("p",))), RuleDefinition(DM, ())),
        (RuleDefinition(STORY, (), where=Where(next_post=True)), RuleDefinition(STORY, ())),
        (
            RuleDefinition(COMMENT, (), where=Where(kinds=("reel", "story"))),
            RuleDefinition(COMMENT, (), where=Where(kinds=("reel",))),
        ),
    ],
)
def test_what_a_choice_hides_is_no_part_of_the_rule(written, left):
    assert without_hidden(written) == left


def test_a_finished_rule_comes_back_to_the_letter(form_of):
    definition = stored(FINISHED)
    assert not list(mistakes_of(definition))
    assert definition_of(form_of(definition)) == definition
