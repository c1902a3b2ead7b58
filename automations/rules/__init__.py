"""The list of rules: their order, what they did, their history, and new ones from templates."""
