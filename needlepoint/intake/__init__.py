"""Intake: the forms before the first visit, finished on a phone by somebody who is tired.

Offers the questions in order, the answers kept so far, and what is still missing. Must not know plans or scores.
"""
