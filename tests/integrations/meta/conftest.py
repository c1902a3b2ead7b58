import pytest

from tests import factories
from tests.integrations.meta.payloads import SHOP


@pytest.fixture
def shop(db):
    """A connected account."""
    return factories.account(external_id=SHOP, username="bakery.demo")
