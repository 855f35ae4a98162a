"""Who should see a doctor first, and what to be careful about in the treatment room.

For     the public check before booking, and asking the same questions again later.
Offers  `check` (pages, answers, `evaluate`, `should_ask_again`), `cautions` (health notes that travel with the person, and what
        they ask of a service), `hazards` (what a point, a technique or a current meets in a person) and `crisis` (does a
        text speak of self-harm).
Data    `rules.toml`, `cautions.toml`, `hazards.toml` and `crisis.toml`, versioned, each with author, source and review date; `tried.toml`,
        the answers and endings that a clinician checks (docs/check-rules.md).
Never   decides for a clinician, stores an answer, or treats a missing answer as "no".
"""
