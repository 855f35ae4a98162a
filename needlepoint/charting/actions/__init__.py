"""Deeds of the treatment room. Each is one transaction with one audit entry.

Every deed reads its note again under lock: two tablets may press the same button.
"""
