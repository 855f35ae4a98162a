"""Deeds about people. Each is one transaction with one audit entry."""
