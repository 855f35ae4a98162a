"""What a textbook knows: instruments, points, safety rules, evidence, codes, dose, spans.

Data and pure functions. Knows no Django, no clock, no clinic, no patient.
"""
