"""The shapes in which the API tells and takes rules; every field is named."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from automations.definition import VERSION
from automations.rules.making import LONGEST_NAME


class RuleSerializer(serializers.Serializer[Any]):
    """A rule in the list. ``number`` is its place in the order, from 1; the first match wins."""

    id = serializers.IntegerField(source="rule.pk")
    name = serializers.CharField(source="rule.name")
    number = serializers.IntegerField()
    account = serializers.IntegerField(source="rule.account_id", allow_null=True)
    is_on = serializers.BooleanField(source="rule.is_on")
    state = serializers.CharField(
        help_text="`live`, `changed` (a draft is not live yet) or `new` (never published)."
    )
    version = serializers.IntegerField(source="rule.live.number", allow_null=True, default=None)
    on = serializers.ListField(child=serializers.CharField(), source="definition.on")
    drafted_at = serializers.DateTimeField(source="rule.drafted_at", allow_null=True)


class RulesSerializer(serializers.Serializer[Any]):
    """All rules of the workspace, in the order in which they are asked."""

    results = RuleSerializer(many=True)


class WholeRuleSerializer(RuleSerializer):
    """One rule with what it says: ``live`` is what runs, ``draft`` what is worked on."""

    live = serializers.JSONField(source="rule.live.definition", allow_null=True, default=None)
    draft = serializers.JSONField(source="rule.draft", allow_null=True)


class NewRuleSerializer(serializers.Serializer[Any]):
    """A rule to make; it has a draft and answers nothing until it is published."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    account = serializers.IntegerField(
        required=False, allow_null=True, help_text="An account's id; without it, every account."
    )
    definition = serializers.JSONField(help_text="As docs/rules-json.md tells it.")


class DraftSerializer(serializers.Serializer[Any]):
    """What the draft says from now on."""

    definition = serializers.JSONField(help_text="As docs/rules-json.md tells it.")


class SwitchSerializer(serializers.Serializer[Any]):
    """Whether the rule may answer."""

    is_on = serializers.BooleanField()


class PositionSerializer(serializers.Serializer[Any]):
    """Its place in the order, from 1; what is too high means the end."""

    number = serializers.IntegerField(min_value=1, max_value=1_000_000)


class RulesFileSerializer(serializers.Serializer[Any]):
    """Rules as a file holds them (docs/rules-json.md)."""

    version = serializers.IntegerField(min_value=VERSION, max_value=VERSION)
    rules = serializers.ListField(child=serializers.JSONField())


class ImportedSerializer(serializers.Serializer[Any]):
    """What an import did, by the rules' names."""

    added = serializers.ListField(child=serializers.CharField())
    replaced = serializers.ListField(child=serializers.CharField())
    unchanged = serializers.ListField(child=serializers.CharField())
