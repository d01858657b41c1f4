"""Fitting and measuring the reader: which passage answers, which sentences, is a statement carried.

`python -m dzherelo.evals.training.data` prepares the texts, `.train` fits, `.measure` measures
beside what the program does without the reader, `.export` writes the file that is shipped.
"""
