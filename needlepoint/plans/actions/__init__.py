"""Deeds of plans: assess, agree, decide, ask back. Each is one transaction with one audit entry."""
