"""Sets the stage: accounts, people, posts, events, faults and time; for tests and the phone."""
