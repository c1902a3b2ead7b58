"""Rules, as programs read and write them."""
