"""Handoff: a shared inbox for Instagram messages, where people take over from automations."""
