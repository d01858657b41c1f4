"""What answers: a question becomes statements with citations, or an honest refusal.

Start with `build` (settings in, assistant out) and `types` (what it hands out).
"""
