"""From automation to people: calling, routing, escalating, giving back (H-1 to H-7)."""
