"""Days as Spanish writes them."""

WRITTEN = {
    "l j F Y": r"l j \d\e F \d\e Y",
    "l j F": r"l j \d\e F",
    "j F Y": r"j \d\e F \d\e Y",
    "j F": r"j \d\e F",
    "F Y": r"F \d\e Y",
}


def __getattr__(name: str) -> str:
    """Return how the pattern of that name is written here, which is how Django asks for it."""
    try:
        return WRITTEN[name]
    except KeyError:
        raise AttributeError(name) from None
