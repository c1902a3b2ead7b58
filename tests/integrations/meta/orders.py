"""For tests that the order of arrival, repeats and the cut into batches make no difference (F-5).

CONVERGENCE_EXAMPLES asks for more histories than the usual run makes.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from inbox.accounts.models import Account
from tests import factories
from tests.integrations.meta.payloads import RECEIVED, SHOP, drain, store

Body = Any
Batches = list[list[Body]]

some_histories = settings(
    max_examples=int(os.environ.get("CONVERGENCE_EXAMPLES", "50")),
    phases=[Phase.explicit, Phase.generate],
    report_multiple_bugs=False,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def histories(draw: Any, items: st.SearchStrategy[Body], most: int = 10) -> tuple[list, Batches]:
    """Items in one order, and in another with repeats, cut into batches."""
    found = draw(st.lists(items, min_size=1, max_size=most))
    repeats = draw(st.lists(st.sampled_from(found), max_size=most // 2))
    shuffled = draw(st.permutations(found + repeats))
    cuts = draw(st.lists(st.integers(0, len(shuffled)), max_size=4))
    marks = [0, *sorted(cuts), len(shuffled)]
    return found, [shuffled[a:b] for a, b in pairwise(marks) if a < b]


def make_no_difference(history: tuple[list, Batches], read: Callable[[Account], Any]) -> None:
    """What ``read`` finds is the same after the items at once, in batches, and one by one."""
    found, batches = history
    expected = _after([found], read)
    assert _after(batches, read) == expected
    one_by_one = [[one] for batch in reversed(batches) for one in reversed(batch)]
    assert _after(one_by_one, read) == expected


class _Undone(Exception):
    """Ends a transaction that was only to be looked at."""


def _after(batches: Batches, read: Callable[[Account], Any]) -> Any:
    """What is there after these batches, in a database that knew nothing before."""
    try:
        with transaction.atomic():
            shop = factories.account(external_id=SHOP, automations_on=False)
            for number, batch in enumerate(batches):
                store(*batch, received_at=RECEIVED + timedelta(seconds=number))
                drain()
            found = read(shop)
            raise _Undone
    except _Undone:
        return found
