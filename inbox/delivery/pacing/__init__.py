"""When the next call of an account may go: all its limits, kept in Redis, taken atomically.

Losing Redis loses speed, never a limit: permits are counted in the database too, and rebuilt from
the attempts when Redis knows of fewer (L-9).
"""

from inbox.delivery.pacing.limits import Limits
from inbox.delivery.pacing.permits import (
    CALL_LASTS,
    Permits,
    Wanted,
    give_back,
    landed,
    people_of_the_day,
    take,
)
from inbox.delivery.pacing.rebuild import is_automated, name_of
from inbox.delivery.pacing.standing import Standing
from inbox.delivery.pacing.usage import Usage, heed

__all__ = [
    "CALL_LASTS",
    "Limits",
    "Permits",
    "Standing",
    "Usage",
    "Wanted",
    "give_back",
    "heed",
    "is_automated",
    "landed",
    "name_of",
    "people_of_the_day",
    "take",
]
