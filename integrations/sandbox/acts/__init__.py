"""What people and the business do, as events that happened some time ago."""
