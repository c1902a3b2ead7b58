"""The pages around the rules."""
