"""From what was found to an answer: candidate sentences, whether one answers, and how it is said.

Start with `candidates`, `abstention`, `compose`.
"""
