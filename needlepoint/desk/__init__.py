"""Desk: the staff's day, a patient's page, search, review, recall, the owner's view; composed of steps 1 to 9."""
