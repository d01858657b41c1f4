"""What the program says, in Ukrainian and English.

Start with `texts` (`Words`).
"""
