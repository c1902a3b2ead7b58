"""Rules that answer by themselves, and the way out to a person."""
