"""The acupuncture points: names, places in words, hazards, and what trials needled.

For     charting by code, searching as somebody types, and checking points against a person's cautions.
Offers  `atlas` (points by code, search, cautions, uses), `places` (where a point lies, in sentences), `sourced` (hazards and
        uses with whose word they are), `figure` (the points drawn) and `presets` (points used in published trials).
Data    CSV files in `data/`, described and credited in `data/README.md`; words in `places.toml` and `sourced.toml`.
Never   gives a safe depth, or claims that a point works because a trial used it.
"""
