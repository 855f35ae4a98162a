"""What the clinic promises, tried for real: processes are killed, mail goes down, a stranger starts from nothing.

Each module here has `run() -> list[dict]`: rows of name, value, unit, against, ok. `python -m prove` runs them all
and prints a table; `python -m prove serve mail` runs some; LONG=1 asks for the long version.
"""
