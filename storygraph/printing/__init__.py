"""What the command line prints: progress, summaries, tables, explanations, JSON.

Results in a notebook read the same (`results.py`).
Results go to stdout, progress and errors to stderr. Text from inputs passes `terminal.safe`
and is printed as text, never as markup. NO_COLOR and pipes turn colours off.
"""
