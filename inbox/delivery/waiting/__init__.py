"""The queue page: what waits to be sent, why, until when, and what will be too late (L-10)."""
