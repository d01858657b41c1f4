"""What is measured: a gold set, measures as values, a stock pipeline as control, speed.

Calls the assistant through two methods, `search` and `ask`; never the user interface.
"""
