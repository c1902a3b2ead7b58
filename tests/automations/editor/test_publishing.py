"""From draft to live: who may, what is said before, what keeps it back."""

import pytest
from django.urls import reverse

from automations.models import Rule, RuleVersion
from tests import factories
from tests.automations.editor.conftest import SIMPLE, Editor
from tests.automations.editor.pages import posted

POSTS = ["rule_draft", "rule_publish", "rule_discard", "rule_settings"]


def test_publishing_says_what_changes_and_makes_it_live(client, admin, make_rule):
    client.force_login(admin.user)
    editor = Editor(client, make_rule(live=True))
    editor.press("publish", keywords__0="talla")
    assert "talla" in editor.html
    assert "size" in editor.html
    assert editor.rule.live.definition["keywords"] == ["size"]
    confirm = posted_confirm(editor)
    answer = client.post(reverse("rule_publish", args=[editor.rule.pk]), confirm, follow=True)
    assert "is live" in answer.content.decode()
    editor.rule.refresh_from_db()
    assert editor.rule.draft is None
    assert editor.rule.live.definition["keywords"] == ["talla"]
    assert editor.rule.live.published_by == admin


def posted_confirm(editor):
    """The hidden version on the page that asks."""
    html = editor.html.partition('name="version" value="')[2]
    return {"version": html.partition('"')[0]}


def test_who_confirms_what_is_no_longer_there_is_asked_again(editor):
    editor.press("publish")
    confirm = posted_confirm(editor)
    editor.open().press(keywords__0="theirs")
    answer = editor.client.post(reverse("rule_publish", args=[editor.rule.pk]), confirm)
    assert answer.status_code == 409
    assert "theirs" in answer.content.decode()
    assert not RuleVersion.everywhere.exists()


def test_an_unfinished_rule_is_kept_and_not_published(editor):  # C-4
    editor.press("publish", steps__1__send__texts__0="")
    assert editor.definition.steps[1].wordings == ()
    assert "Not published" in editor.html
    assert 'href="#steps-1' in editor.html
    answer = editor.client.post(
        reverse("rule_publish", args=[editor.rule.pk]), posted_confirm(editor)
    )
    assert answer.status_code == 422
    assert not RuleVersion.everywhere.exists()


@pytest.mark.parametrize(("size", "is_kept_back"), [(1000, False), (1001, True)])
def test_a_text_over_the_limit_is_named_with_its_count(editor, size, is_kept_back):  # C-4
    editor.press(steps__1__send__texts__0="x" * size)
    assert editor.definition.steps[1].wordings == ("x" * size,)
    assert ('data-level="error"' in editor.html) is is_kept_back


def test_a_draft_can_be_discarded(client, admin, make_rule):
    client.force_login(admin.user)
    editor = Editor(client, make_rule(live=True)).press(keywords__0="talla")
    version = posted(editor.html)["version"]
    client.post(reverse("rule_discard", args=[editor.rule.pk]), {"version": version})
    editor.rule.refresh_from_db()
    assert editor.rule.draft is None


def test_what_somebody_wrote_meanwhile_is_not_discarded(client, admin, make_rule):
    client.force_login(admin.user)
    editor = Editor(client, make_rule(live=True))
    version = posted(editor.html)["version"]
    editor.press(keywords__0="talla")
    client.post(reverse("rule_discard", args=[editor.rule.pk]), {"version": version})
    editor.rule.refresh_from_db()
    assert editor.rule.draft is not None


def test_name_and_account_count_at_once(editor, account):
    edition = editor.rule.edition
    address = reverse("rule_settings", args=[editor.rule.pk])
    editor.client.post(address, {"name": "Sizes 2", "account": account.pk})
    editor.rule.refresh_from_db()
    assert (editor.rule.name, editor.rule.account) == ("Sizes 2", account)
    assert editor.rule.edition > edition


@pytest.mark.parametrize("name", ["", "Taken", "x" * 121])
def test_a_name_that_can_not_be_is_refused_in_words(editor, make_rule, name):
    make_rule(name="Taken")
    address = reverse("rule_settings", args=[editor.rule.pk])
    answer = editor.client.post(address, {"name": name, "account": ""})
    assert answer.status_code == 422
    assert "form-error" in answer.content.decode()
    editor.rule.refresh_from_db()
    assert editor.rule.name == "Sizes"


def test_the_account_of_strangers_can_not_be_chosen(editor):
    other = factories.account()
    address = reverse("rule_settings", args=[editor.rule.pk])
    answer = editor.client.post(address, {"name": "Sizes", "account": other.pk})
    assert answer.status_code == 422
    editor.rule.refresh_from_db()
    assert editor.rule.account is None


def test_a_lead_reads_and_changes_nothing(client, account, make_rule):
    rule = make_rule(live=True)
    lead = factories.member(account.workspace, role="lead")
    client.force_login(lead.user)
    html = client.get(reverse("rule", args=[rule.pk])).content.decode()
    assert "Here are our sizes" in html
    assert '<fieldset class="recipe-all" disabled>' in html
    assert "Publish</button>" not in html
    assert {client.post(reverse(name, args=[rule.pk])).status_code for name in POSTS} == {403}


def test_an_agent_is_told_who_may(client, account, rule):
    client.force_login(factories.member(account.workspace, role="agent").user)
    answers = [client.get(reverse("rule", args=[rule.pk]))]
    answers += [client.post(reverse(name, args=[rule.pk])) for name in POSTS]
    assert {answer.status_code for answer in answers} == {403}
    assert "leads and admins" in answers[0].content.decode()


def test_a_stranger_finds_nothing(client, rule):
    client.force_login(factories.member(role="admin").user)
    answers = [client.get(reverse("rule", args=[rule.pk]))]
    answers += [client.post(reverse(name, args=[rule.pk])) for name in POSTS]
    assert {answer.status_code for answer in answers} == {404}
    assert Rule.everywhere.get().draft == SIMPLE
