"""What a patient can do at home for a sore back: tasks in plain words, and drawings of the moves.

For     the plan, the page the patient reads, the sheet they take home.
Offers  `tasks` (what is known of each task, and whom it does not suit) and `figures` (a move as SVG).
"""
