"""The measures a patient answers, and what counts as better.

For     pain, own activities and overall change; questionnaires with a licence come later as packs.
Offers  `catalogue` (what each one asks, its range and source) and `scores` (change and verdict).
Never   holds another author's sentences, averages two instruments, or compares floats.
"""
