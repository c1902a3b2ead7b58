"""Pages of webhooks: leads read them, admins change them."""
