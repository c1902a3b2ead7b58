"""What connects Handoff to the world outside it."""
