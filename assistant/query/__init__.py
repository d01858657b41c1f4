"""A question as it stands: what it asks for, which places it names, whether it is small talk.

Start with `question`.
"""
