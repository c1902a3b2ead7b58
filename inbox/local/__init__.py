"""Everything `make run` needs on one machine: embedded servers, generated keys, a supervisor.

Nothing in this package imports Django, so the supervisor stays small and starts at once.
Settings read from it through :func:`inbox.local.state.environment` only.
"""
