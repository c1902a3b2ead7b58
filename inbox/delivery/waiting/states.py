"""What an account's lane is doing, in one word and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inbox.accounts.models import Account
from inbox.accounts.stops import Switch
from inbox.delivery.forecast import Forecast
from inbox.delivery.models import Lane, Reason
from inbox.threads.timed import Timed


@dataclass(frozen=True, slots=True)
class State:
    """``kind`` is one of: stopped, disconnected, held, unknown, full, sending, idle."""

    kind: str
    icon: str
    word: str
    sentence: Timed
    detail: str | SafeString = ""


def state_of(
    account: Account,
    lane: Lane | None,
    forecast: Forecast,
    switches: tuple[Switch, Switch],
    now: datetime,
    *,
    depth: int,
    automated: int,
) -> State:
    """The most lasting cause first. ``switches``: the account's and the workspace's."""
    if account.status == Account.Status.DISCONNECTED:
        return _disconnected(account)
    if stopped := next((each for each in switches if not each.is_on), None):
        return _stopped(stopped)
    if lane and lane.held_until and lane.held_until > now:
        return _held(lane)
    if forecast.standing is None:
        return _unknown()
    if automated and forecast.next_slot and (forecast.next_slot - now).total_seconds() > 2:
        words = _("Full for now: the next automated message goes at {time}.")
        return State("full", "hourglass", _("Waiting for room"), Timed(words, forecast.next_slot))
    if depth:
        return State("sending", "up", _("Sending"), Timed(_("Messages go as the limits allow.")))
    return State("idle", "check-circle", _("Nothing waits"), Timed(_("All has gone out.")))


def _disconnected(account: Account) -> State:
    words = _("Nothing can go until it is connected again. What waits is held, not lost.")
    word = _("Disconnected")
    return State("disconnected", "plug-off", word, Timed(words), account.status_detail)


def _stopped(switch: Switch) -> State:
    words = (
        _("Automations of this account are paused. People's replies still go.")
        if switch.account
        else _("All automations of the workspace are stopped. People's replies still go.")
    )
    return State("stopped", "moon", _("Automations paused"), Timed(words), switch.story)


def _held(lane: Lane) -> State:
    words = (
        _("Waiting until {time} because Instagram asked. Nothing has failed.")
        if lane.held_because in ("", Reason.RATE_LIMITED)
        else _("Waiting until {time} because Instagram has a problem. Then it is tried again.")
    )
    return State("held", "clock", _("Waiting"), Timed(words, lane.held_until), lane.held_words)


def _unknown() -> State:
    words = _(
        "The store of the limits does not answer, so nothing goes: better late than too fast."
    )
    return State("unknown", "cloud-off", _("Not known"), Timed(words))
