"""Outcomes: scores over time, what counts as better, when to stop.

Offers check-ins, scores, trends and the response. Scoring itself is knowledge.instruments.
"""
