"""Trying rules before use, and the trace of what happened (K-9, K-10)."""
