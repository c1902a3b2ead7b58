"""The people who wrote."""
