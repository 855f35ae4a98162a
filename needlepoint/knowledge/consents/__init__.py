"""What people read before they agree to a technique, one versioned text for each.

For     signing on a phone or on paper, taking back, and the treatment room.
Offers  `texts` (the texts, and which caution speaks against which).
Data    `consents.toml`; `versions.txt` keeps the fingerprint of every version that was ever shown.
Never   stores a decision, or changes a sentence under an old version.
"""
