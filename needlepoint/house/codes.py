"""Public names of things: short, random, safe to read aloud in a URL; integers stay inside."""

import secrets

# No vowels, so no words; no 0/1/l, so no doubt on the phone.
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 12  # 57 bits: names things, never opens them. What opens things is a token.


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_token() -> str:
    """Return 256 random bits for a link. Only its hash is stored."""
    return secrets.token_urlsafe(32)


def new_short_token() -> str:
    """Return 144 random bits, for a link that must fit into a text message and opens little."""
    return secrets.token_urlsafe(18)
