"""From stored deliveries to threads: claimed in batches, applied as a whole, in any order."""
