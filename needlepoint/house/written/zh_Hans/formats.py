"""Days as Chinese writes them."""

WRITTEN = {
    "l j F Y": "Y年n月j日 l",
    "l j F": "n月j日 l",
    "D j M Y": "Y年n月j日 D",
    "D j M": "n月j日 D",
    "j F Y": "Y年n月j日",
    "j M Y": "Y年n月j日",
    "j F": "n月j日",
    "j M": "n月j日",
    "F Y": "Y年n月",
}


def __getattr__(name: str) -> str:
    """Return how the pattern of that name is written here, which is how Django asks for it."""
    try:
        return WRITTEN[name]
    except KeyError:
        raise AttributeError(name) from None
