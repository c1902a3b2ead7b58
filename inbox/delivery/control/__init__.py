"""Asking another connected app for the control of a conversation."""
