"""Answers that a language model writes and that are checked against the words they cite.

Start with `write` (the writer); `model` is the seam to any model, with its fake beside it, `open`
the way from the settings to one. Nothing here imports LlamaIndex before a model is asked.
"""
