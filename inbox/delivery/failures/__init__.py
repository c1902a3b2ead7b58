"""What did not go: counted by reason, account, rule and day, and led to its threads (F-1, F-2)."""
