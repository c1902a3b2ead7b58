"""Meta's JSON, read into plain values. Pure: no database, no network, and it never raises."""
