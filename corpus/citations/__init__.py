"""Citations as they are written: markers, reference lists, pinpoints, reference styles.

Start with `pinpoints` (found in a text and resolved to passages), `references`, `formats`.
"""
