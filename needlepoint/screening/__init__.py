"""Screening: the safe gate in front of the calendar.

Offers the public check, its outcome, and whether this visitor or patient may book. Rules are knowledge.safety.
Must not know bookings: it says who may come in, never when.
"""
