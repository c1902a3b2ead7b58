"""Workspaces, their members, and the Instagram accounts they have connected."""
