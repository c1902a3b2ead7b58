"""Comments beside their answers: what they still grant, moderation, broadcasts that end."""
