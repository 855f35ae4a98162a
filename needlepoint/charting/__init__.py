"""Charting: the note of one visit, the needles in and out, reactions, the signature.

Offers a note that cannot close while a needle is unaccounted for, and that a signature locks. Must not know scores.
"""
