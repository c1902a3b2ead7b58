"""The inbox's pages and what is made or removed under a thread."""
