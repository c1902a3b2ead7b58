"""The demo: a small shop whose threads show every state a screen can show.

Nothing in it is written into tables by hand. Customers act in the sandbox, whose webhooks arrive
as Instagram's do; members act through the functions that the screens call; and time is let pass
by moving everything stored into the past.
"""
