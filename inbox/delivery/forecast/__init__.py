"""When each waiting message is expected to go, and which will miss its window (L-10)."""

from inbox.delivery.forecast.outlook import Expected, Forecast, expected

__all__ = ["Expected", "Forecast", "expected"]
