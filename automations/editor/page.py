"""Everything the editor's templates are fed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from automations.definition import RuleDefinition
from automations.editor.checking import findings_of
from automations.editor.choices import Choices
from automations.editor.options import options, variables
from automations.editor.preview import preview
from automations.editor.recipe import Recipe
from automations.editor.saving import version_of
from automations.editor.settings import SettingsForm
from automations.editor.trying import samples_of, tried
from automations.models import AutomationSettings, Rule
from automations.rules import in_words
from inbox.accounts.models import Account, Member


def context_of(
    rule: Rule, definition: RuleDefinition, member: Member, asked: dict[str, str]
) -> dict[str, Any]:
    """``asked`` is what only the page knows: the text that is tried, the posts looked for."""
    settings = AutomationSettings.objects.in_workspace(rule.workspace_id).of(rule.workspace_id)
    recipe = Recipe.of(definition, findings_of(definition, rule), settings.in_a_row)
    posts = recipe.it.where.posts if recipe.it.where else ()
    choices = Choices.of(rule, posts, asked.get("posts-q", ""))
    shop = rule.account or next(iter(choices.accounts), None)
    text, place = asked.get("try", ""), asked.get("add", "")
    return options() | {
        "rule": rule, "recipe": recipe, "choices": choices, "version": version_of(rule),
        "may_edit": member.role == Member.Role.ADMIN, "section": "automation",
        "settings": SettingsForm(rule), "shop": shop, "zone": member.workspace.time_zone,
        "phone": preview(recipe.it, _sample_values(shop)),
        "asked": {"try": text, "posts_q": asked.get("posts-q", "")},
        "tried": tried(recipe.it, text) if text.strip() else None,
        "samples": samples_of(recipe.it),
        "adds_at": int(place) if place.isdecimal() and len(place) < 5 else None,
        "unknown_posts": choices.unknown(posts),
        "variables": variables(recipe.fields), "only_words": _only(recipe.it),
    }  # fmt: skip


def _sample_values(shop: Account | None) -> dict[str, str]:
    return {
        "first_name": _("Ada"), "name": _("Ada Moreno"), "username": "ada.makes",
        "account": shop.username if shop else "",
    }  # fmt: skip


def _only(definition: RuleDefinition) -> str:
    """What narrows the rule down, while the part that says it is folded."""
    said = [in_words.schedule(definition.schedule)] if definition.schedule else []
    if definition.follows_us:
        said.append(_("people who follow you"))
    if definition.once:
        said.append(_("once per person"))
    return " · ".join(said) or _("always, for everybody")
