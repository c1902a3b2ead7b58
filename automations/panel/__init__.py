"""The handoff panel, and what is known of the contact beside it."""
