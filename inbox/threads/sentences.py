"""What an event of the timeline says, in one sentence.

What a kind keeps in ``detail``, every key optional:
ASSIGNED    ``name`` and ``member`` (to whom), ``team_name`` and ``team``
HANDED_OFF  ``reason`` (a slug of ``automations.models.Handoff.Reason``), ``words`` (the contact's
            own that caused it), ``rule`` (the name of the rule whose step it was)
ESCALATED   ``to``: the name of who is asked next, or ``leads``, and ``reason`` as above; or else
            ``why``: "window", and ``state``: the one that is about to end
RUN_ENDED   ``rule`` (its name), ``why`` (a slug of ``automations.models.Run.Ended``), ``detail``
OPTED_OUT, OPTED_BACK  ``words``: the contact's own
ASSIGNED, RETURNED  ``by``: the program that did it; with neither that nor a member a rule did
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inbox.threads import control
from inbox.threads.models import TimelineEvent

Kind = TimelineEvent.Kind


def sentence_of(event: TimelineEvent) -> str:
    """The line for people, in the reader's language."""
    return _SENTENCES[Kind(event.kind)](event)


def called(reason: str) -> str:
    """Why a person was called, within a sentence; "" for what is no reason."""
    return str(_CALLED.get(reason, ""))


_CALLED: dict[str, str | Promise] = {
    "asked": gettext_lazy("they asked for a person"),
    "not_answered": gettext_lazy("no rule matched twice"),
    "rule": gettext_lazy("a rule’s step"),
    "complaint": gettext_lazy("a complaint or refund"),
    "sensitive": gettext_lazy("a legal, medical or money matter"),
    "high_value": gettext_lazy("high value"),
    "sends_failing": gettext_lazy("sends are failing"),
    "passed_on": gettext_lazy("a colleague passed it on"),
    "circling": gettext_lazy("two machines were talking in circles"),
}
_ENDED: dict[str, str | Promise] = {
    "handed_off": gettext_lazy("a person takes over"),
    "person_took": gettext_lazy("a person took the conversation"),
    "opted_out": gettext_lazy("they opted out"),
    "timed_out": gettext_lazy("no answer came in time"),
    "refused": gettext_lazy("what it had to say could not be sent"),
    "resolved": gettext_lazy("the conversation was resolved"),
    "circled": gettext_lazy("it went in a circle"),
}
_SKIPPED: dict[str, str | Promise] = {
    "person_has_it": gettext_lazy("a person has this conversation"),
    "asked_for_a_person": gettext_lazy("they asked for a person"),
    "switched_off": gettext_lazy("automations are switched off"),
    "opted_out": gettext_lazy("they opted out of automated messages"),
    "all_sent": gettext_lazy("they have had every wording of it"),
}


def _done(words: str | Promise) -> Callable[[TimelineEvent], str]:
    """For what a member does, in words with one ``%(who)s``."""

    def sentence(event: TimelineEvent) -> str:
        return str(words) % {"who": _who(event) or _("Somebody")}

    return sentence


def _who(event: TimelineEvent) -> str:
    return event.member.name if event.member else str(event.detail.get("by", ""))


def _reopened(event: TimelineEvent) -> str:
    if event.member is None:
        return _("Reopened by their message")
    return _("%(who)s reopened this") % {"who": _who(event)}


def _returned(event: TimelineEvent) -> str:
    if who := _who(event):
        return _("%(who)s gave this back to automation") % {"who": who}
    return _("Given back to automation")


def _rule_skipped(event: TimelineEvent) -> str:
    detail = event.detail
    rule, why = detail.get("rule"), str(detail.get("why", ""))
    words = {
        "rule": (rule.get("name") if isinstance(rule, dict) else rule) or _("unnamed"),
        "why": str(_SKIPPED.get(why) or detail.get("detail") or ""),
    }
    if words["why"]:
        return _("Rule “%(rule)s” stayed silent: %(why)s") % words
    return _("Rule “%(rule)s” stayed silent") % words


def _referral(event: TimelineEvent) -> str:
    detail = event.detail
    if title := detail.get("ad_title"):
        return _("Came from the ad “%(title)s”") % {"title": title}
    if ref := detail.get("ref"):
        return _("Came by the link “%(ref)s”") % {"ref": ref}
    return _("Came by a link")


def _assigned(event: TimelineEvent) -> str:
    """Who gave it to whom; nobody gave it where a rule did."""
    who, detail = _who(event), event.detail
    words = {"who": who, "name": detail.get("name", ""), "team": detail.get("team_name", "")}
    if words["name"]:
        given = _("%(who)s gave this to %(name)s") if who else _("Given to %(name)s")
    else:
        given = (
            _("%(who)s gave this to the team %(team)s") if who else _("Given to the team %(team)s")
        )
    return given % words


def _handed_off(event: TimelineEvent) -> str:
    detail = event.detail
    why = called(str(detail.get("reason", "")))
    named = {"why": why, "words": detail.get("words", ""), "rule": detail.get("rule", "")}
    if not why:
        return _("Handed to a person")
    if named["words"]:
        return _("Handed to a person: %(why)s (“%(words)s”)") % named
    if named["rule"]:
        return _("Handed to a person: %(why)s, “%(rule)s”") % named
    return _("Handed to a person: %(why)s") % named


def _escalated(event: TimelineEvent) -> str:
    detail = event.detail
    if detail.get("why") == "window":
        return _window_ends(str(detail.get("state", "")))
    to = str(detail.get("to") or "")
    if to in ("", "leads"):
        return _("Nobody took it: the leads are asked")
    return _("Nobody took it: %(name)s is asked") % {"name": to}


def _window_ends(state: str) -> str:
    if state == "human_agent":
        return _("The time to answer as a person is about to end, and nobody has")
    return _("The free-reply window is about to end, and nobody has answered")


def _run_ended(event: TimelineEvent) -> str:
    """A flow that stopped before its end, and why."""
    detail = event.detail
    why = str(_ENDED.get(str(detail.get("why", "")), ""))
    words = {"rule": detail.get("rule") or _("unnamed"), "why": why or detail.get("detail", "")}
    if why and detail.get("detail"):
        words["why"] = _("%(why)s (%(detail)s)") % {"why": why, "detail": detail["detail"]}
    if words["why"]:
        return _("The flow of “%(rule)s” ended: %(why)s") % words
    return _("The flow of “%(rule)s” ended") % words


def _opt_in(event: TimelineEvent) -> str:
    topic = event.detail.get("topic") or _("notifications")
    return _("Opted in: %(topic)s") % {"topic": topic}


def _opted_out(event: TimelineEvent) -> str:
    """P-3: they want nothing automated any more."""
    if words := event.detail.get("words"):
        return _("Opted out of automated messages: “%(words)s”") % {"words": words}
    return _("Opted out of automated messages")


def _opted_back(event: TimelineEvent) -> str:
    if words := event.detail.get("words"):
        return _("Opted in again: “%(words)s”") % {"words": words}
    return _("Opted in again")


_SENTENCES: dict[Kind, Callable[[TimelineEvent], str]] = {
    Kind.TAKEN: _done(gettext_lazy("%(who)s took this conversation")),
    Kind.RELEASED: _done(gettext_lazy("%(who)s gave this conversation back")),
    Kind.RESOLVED: _done(gettext_lazy("%(who)s resolved this")),
    Kind.REOPENED: _reopened,
    Kind.ASSIGNED: _assigned,
    Kind.HANDED_OFF: _handed_off,
    Kind.ESCALATED: _escalated,
    Kind.RETURNED: _returned,
    Kind.OPTED_OUT: _opted_out,
    Kind.OPTED_BACK: _opted_back,
    Kind.RUN_ENDED: _run_ended,
    Kind.RULE_SKIPPED: _rule_skipped,
    Kind.REFERRAL: _referral,
    Kind.OPT_IN: _opt_in,
    Kind.CONTROL: control.sentence,
    Kind.UNKNOWN: _done(
        gettext_lazy("Something happened that this inbox does not know. It was kept.")
    ),
}
