"""Booking: hours, rooms, starts, visits.

Offers the starts that are really free, and actions that book, move, cancel and receive a visit without ever doubling
a practitioner, a room or a patient. Must not know notes, plans or scores.
"""
