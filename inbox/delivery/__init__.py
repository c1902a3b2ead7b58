"""The only way out: guard, outbox, pacing, lanes."""
