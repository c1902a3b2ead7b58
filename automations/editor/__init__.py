"""The recipe editor: draft, preview, checker, publish."""
