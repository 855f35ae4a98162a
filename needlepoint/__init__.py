"""Needlepoint: back-pain care at an acupuncture clinic, from the first question to the last visit.

Folders follow the patient. A later step may know an earlier one, never the reverse: `.importlinter` states the
order once and `make test` checks it.
"""
