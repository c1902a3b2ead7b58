"""Words that mean the same everywhere: a person please, stop, a complaint (H-1, H-2, P-3)."""
