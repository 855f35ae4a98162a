"""Walls and wiring: what three steps need today and what has no clinic word in it.

Offers the clock, random codes, the audit record, the outbox, forms, the design system and the due-work loop.
Must not know any step of the journey, nor who patients are.
"""
