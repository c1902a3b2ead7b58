"""Pages of admins and leads: connected accounts, settings, the audit log."""
