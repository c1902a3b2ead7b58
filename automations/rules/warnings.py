"""What the checker says of the rules of a list, with what it has to know loaded once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from automations.definition import RuleDefinition
from automations.definition.checker import Finding, Surroundings, check
from automations.models import Rule

# Told elsewhere on the page: by the banner of what is stopped, and beside the rule's name.
_SAID_ALREADY = frozenset({"automations_off", "schedule_over"})


def warnings_of(
    workspace_id: int, rules: Sequence[Rule], definitions: Mapping[int, RuleDefinition]
) -> dict[int, list[Finding]]:
    """The findings about each of ``rules`` that answers, by its id.

    A rule that hides one below says nothing here: the one that is hidden does.
    """
    answering = [rule for rule in rules if rule.is_on and rule.live_id]
    if not answering:
        return {}
    around = Surroundings.load(workspace_id)
    return {
        rule.pk: [
            finding
            for finding in check(definitions[rule.pk], around.of(rule, looks_down=False))
            if _is_told(finding, rule)
        ]
        for rule in answering
    }


def _is_told(finding: Finding, rule: Rule) -> bool:
    """A disconnected account is a matter of the rules that are for it alone."""
    if finding.code == "account_disconnected":
        return rule.account_id is not None
    return finding.code not in _SAID_ALREADY
