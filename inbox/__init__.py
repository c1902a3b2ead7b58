"""Handoff: a shared inbox for Instagram direct messages, where people take over from automations."""
