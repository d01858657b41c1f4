"""Citation look-up: the work or provision that is meant, where the article cites it, what backs it.

Start with `cite`.
"""
