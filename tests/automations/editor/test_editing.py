"""Editing a rule by page loads: every button, drafts that keep everything, two people at once."""

import pytest
from django.urls import reverse

from automations.models import RuleVersion
from automations.publishing import publish
from inbox.threads.models import Post
from tests import factories
from tests.automations.editor.conftest import SIMPLE, Editor
from tests.automations.editor.pages import posted


def kinds(editor):
    return [step.kind for step in editor.definition.steps]


def test_what_is_typed_is_the_draft_and_nothing_live_changes(client, admin, make_rule):
    client.force_login(admin.user)
    rule = make_rule(live=True)
    editor = Editor(client, rule).press(steps__1__send__texts__0="Here they are")
    assert editor.definition.steps[1].wordings == ("Here they are",)
    assert rule.live.definition["steps"][1]["send"]["texts"] == ["Here are our sizes"]
    assert "Changes not live yet" in editor.html


def test_taking_a_change_back_leaves_no_draft(client, admin, make_rule):
    client.force_login(admin.user)
    nameless = {**SIMPLE, "steps": [{"send": {"texts": ["a"]}}]}
    editor = Editor(client, make_rule(nameless, live=True))
    editor.press(steps__0__send__texts__0="b")
    assert editor.rule.draft is not None
    editor.press(steps__0__send__texts__0="a")
    assert editor.rule.draft is None


@pytest.mark.parametrize("kind", ["send", "menu", "ask", "delay", "condition", "webhook", "stop"])
def test_a_step_is_added_where_it_is_asked_for(editor, kind):
    editor.press(f"add:{kind}@1")
    assert kinds(editor) == ["reply_publicly", kind, "send"]
    assert editor.answer.redirect_chain[-1][0].endswith("#steps-1")


def test_steps_move_are_copied_and_removed_and_who_leads_to_them_still_does(editor):
    editor.press(steps__0__then="s2").press("up:1")
    assert kinds(editor) == ["send", "reply_publicly"]
    assert editor.definition.steps[1].then == editor.definition.steps[0].id == "s2"
    editor.press("copy:0")
    assert kinds(editor) == ["send", "send", "reply_publicly"]
    assert len({step.id for step in editor.definition.steps}) == 3
    editor.press("drop:0")
    assert editor.definition.steps[1].then == "s2"
    assert "a step that was removed" in editor.html


@pytest.mark.parametrize(
    "act", ["up:0", "down:1", "up:9", "drop:9", "add:dance", "more:x-y", "?", ""]
)
def test_a_button_that_has_nothing_to_do_changes_nothing(editor, act):
    before = editor.definition
    editor.press(act)
    assert editor.definition == before


def test_rows_come_and_go_and_unfinished_ones_are_kept(editor):
    editor.press("more:steps-1-send-texts").press("more:steps-1-send-links")
    editor.press("more:steps-1-send-file", steps__1__send__links__0__title="Sizes")
    send = editor.open().definition.steps[1].send
    assert send.texts == ("Here are our sizes", "")
    assert (send.links[0].title, send.links[0].url, send.file.url) == ("Sizes", "", "")
    for act in ("less:steps-1-send-texts-0", "less:steps-1-send-links-0", "less:steps-1-send-file"):
        editor.press(act)
    send = editor.definition.steps[1].send
    assert (send.texts, send.links, send.file) == ((), (), None)


def test_values_of_a_systems_answer_are_added_one_by_one(editor):
    editor.press("add:webhook@2").press("more:steps-2-webhook-save")
    editor.press(**{"steps-2-webhook-save-0-key": "order", "steps-2-webhook-save-0-value": "id"})
    assert editor.definition.steps[2].webhook.save == {"order": "id"}
    editor.press("less:steps-2-webhook-save-0")
    assert editor.definition.steps[2].webhook.save == {}


def test_a_new_menu_offers_a_person(editor):  # H-3
    assert editor.press("add:menu@0").definition.steps[0].menu.person
    data = posted(editor.html, act="save")
    del data["steps-0-menu-person"]
    editor.client.post(reverse("rule_draft", args=[editor.rule.pk]), data)
    editor.rule.refresh_from_db()
    assert not editor.definition.steps[0].menu.person


def test_keywords_are_added_and_removed(editor):
    editor.press(keywords__more="talla, taille")
    assert editor.definition.keywords == ("size", "talla", "taille")
    editor.press("less:keywords-1")
    assert editor.definition.keywords == ("size", "taille")


@pytest.mark.parametrize(
    ("text", "fires"), [("SIZE?", True), ("Which sizé do I need", True), ("oversized", False)]
)
def test_a_text_is_tried_without_being_saved(editor, text, fires):  # K-2
    before = editor.definition
    editor.press("try", **{"try": text})
    assert f'data-hit="{"yes" if fires else "no"}"' in editor.html
    assert editor.definition == before


def test_posts_are_chosen_by_their_captions_and_none_chosen_is_not_all(editor, account):  # K-1
    for number, caption in enumerate(["Red shoes", "Blue hat"]):
        Post.everywhere.create(
            workspace=account.workspace, account=account, external_id=f"p{number}", caption=caption
        )
    editor.press(where__scope="chosen")
    assert editor.definition.where.posts == ("",)
    editor.press(posts__q="shoe")
    assert "Red shoes" in editor.html
    assert "Blue hat" not in editor.html
    editor.press(**{"where-posts": ["p0"]})
    assert editor.definition.where.posts == ("p0",)


def test_posts_of_strangers_are_not_offered(editor):
    other = factories.account()
    Post.everywhere.create(
        workspace=other.workspace, account=other, external_id="x", caption="Not ours"
    )
    assert "Not ours" not in editor.open().html


def test_who_saves_an_older_form_is_told_and_both_are_kept(editor):
    old = editor.html
    editor.press(keywords__0="theirs")
    answer = editor.client.post(
        reverse("rule_draft", args=[editor.rule.pk]),
        posted(old, act="save", **{"keywords-0": "mine"}),
    )
    assert answer.status_code == 409
    assert 'value="mine"' in answer.content.decode()
    editor.rule.refresh_from_db()
    assert editor.definition.keywords == ("theirs",)
    editor.html = answer.content.decode()
    editor.press("mine")
    assert editor.definition.keywords == ("mine",)


def test_who_saves_after_somebody_published_is_told(editor, admin):
    old = editor.html
    publish(editor.rule, by=admin)
    answer = editor.client.post(
        reverse("rule_draft", args=[editor.rule.pk]), posted(old, act="save")
    )
    assert answer.status_code == 409
    assert RuleVersion.everywhere.count() == 1


def test_saving_the_same_again_makes_nobodys_form_old(editor):
    before = editor.rule.drafted_at
    editor.press()
    assert editor.rule.drafted_at == before


def test_what_can_not_be_read_is_refused_and_the_rest_stays_on_the_page(editor):
    editor.press("add:delay@2")
    before = editor.definition
    editor.press(**{"steps-2-delay-minutes": "soon", "keywords-0": "typed"})
    assert editor.answer.status_code == 422
    assert "soon" in editor.html
    assert 'value="typed"' in editor.html
    assert editor.definition == before


def test_a_script_gets_the_piece_of_page_with_what_to_go_on_with(editor):
    answer = editor.client.post(
        reverse("rule_draft", args=[editor.rule.pk]),
        posted(editor.html, act="up:1"),
        headers={"HX-Request": "true"},
    )
    html = answer.content.decode()
    assert html.lstrip().startswith('<div class="editor"')
    assert 'data-focus="down-0"' in html


def test_texts_of_others_are_shown_and_never_run(editor):
    editor.press(keywords__0="<script>x</script>", steps__1__send__texts__0="</textarea><b>")
    assert "<script>x" not in editor.html
    assert editor.definition.steps[1].wordings == ("</textarea><b>",)


@pytest.mark.parametrize("text", ["\nbegins with a line", "ends with one\n", "a\n\nb", " "])
def test_a_message_is_kept_to_the_letter(editor, text):
    editor.press(steps__1__send__texts__0=text.replace("\n", "\r\n"))
    assert editor.definition.steps[1].wordings == (text,)
    editor.press()
    assert editor.definition.steps[1].wordings == (text,)
