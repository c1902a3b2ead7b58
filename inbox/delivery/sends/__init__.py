"""What people do with a message that is on its way, or did not make it."""
