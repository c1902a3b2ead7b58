"""Files that people send: checked, kept, offered to the platform, and removed in time."""
