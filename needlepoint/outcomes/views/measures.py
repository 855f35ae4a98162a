"""Every measure of one person, and what comes on paper."""
