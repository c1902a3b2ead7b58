"""What happens in the demo, in the order in which it happened: last week, yesterday, today."""
