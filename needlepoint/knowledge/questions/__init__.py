"""Questions as data: what a form asks, in which order, and when; and what an answer is made of.

For     the intake, check-ins and questionnaires that a clinic loads: one engine asks and shows them all.
Offers  `definition` (forms, screens, items, conditions), `answers` (what was said), `reading` (TOML into a form).
Data    one TOML file for each form in the box, with a version; a changed sentence is a new version.
Never   holds another author's sentences, stores an answer, or takes a missing answer for "no".
"""
