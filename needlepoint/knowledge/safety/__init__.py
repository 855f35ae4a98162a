"""Who should see a doctor first, and what to be careful about in the treatment room.

For     the public check before booking, and asking the same questions again later.
Offers  `check` (pages, answers, `evaluate`) and `cautions` (health notes that travel with the person).
Data    `rules.toml` and `cautions.toml`, versioned, each with author, source and review date.
Never   decides for a clinician, stores an answer, or treats a missing answer as "no".
"""
