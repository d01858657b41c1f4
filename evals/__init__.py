"""What is measured: a gold set, measures as values, controls, run folders and reports; speed.

Calls the assistant as anyone would, never the user interface. The front door for other programs
is `dzherelo.evals.api` (evaluate, run_folders), beside `runs`, `compare` and `report`.
"""
