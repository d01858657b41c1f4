"""A question that leans on those before it, made to stand alone.

Start with `condense`.
"""
