"""Statistics on plain numbers: none yet beyond what `instruments.scores` does.

For     forecasts, pooled trial results and clinic measures, which arrive with the pages that show them.
Offers  nothing so far; a trend line needs only the scores themselves.
Never   knows a patient, a clinic or where a number came from.
"""
