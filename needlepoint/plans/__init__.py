"""Plans: the episode of back pain as assessed, and the course of care agreed for it.

Offers dose by phase, goals, points intended, review dates, decisions at review, recall. Must not know notes or
scores: a page that shows both a plan and its scores lives in the desk.
"""
