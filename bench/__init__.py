"""How long things take, measured the same way each time.

Each module here has `run() -> list[dict]`: rows of name, value, unit, against, ratio. `python -m bench` runs them all
and prints a table; `python -m bench pages` runs some.
"""
