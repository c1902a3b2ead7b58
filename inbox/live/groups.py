"""The names of groups; built here and nowhere else."""

from __future__ import annotations


def workspace(workspace_id: int) -> str:
    """Every open tab of a workspace: rows of the list."""
    return f"workspace.{workspace_id}"


def member(member_id: int) -> str:
    """Every open tab of a person: what concerns only them."""
    return f"member.{member_id}"


def thread(thread_id: int) -> str:
    """The tabs that show a thread: its items, header and composer."""
    return f"thread.{thread_id}"
