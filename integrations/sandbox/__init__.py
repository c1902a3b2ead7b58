"""A pretend Instagram: an ASGI site and store of its own that speaks HTTP and nothing else.

It keeps Meta's rules by itself, so that a mistake of ours is refused here as it would be there.
It imports nothing of the product, and the product imports nothing of it.
"""
