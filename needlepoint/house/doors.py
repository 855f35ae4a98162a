"""Every view has a door: open to everyone, or only for some. A view without one does not answer."""

import functools

DOOR = "np_door"
TAKES = "np_takes"
EVERYONE = "everyone"


def open_to_everyone(view):
    """Mark a page as public. A test lists the public pages by name, so that the list is reviewed."""

    @functools.wraps(view)
    def opened(request, *args, **kwargs):
        return view(request, *args, **kwargs)

    setattr(opened, DOOR, EVERYONE)
    return opened


def only(*roles):
    """Mark a page as meant for these roles. The middleware that knows who is asking checks it."""
    if not roles:
        raise AssertionError("only() needs at least one role")

    def mark(view):
        @functools.wraps(view)
        def opened(request, *args, **kwargs):
            return view(request, *args, **kwargs)

        setattr(opened, DOOR, frozenset(roles))
        return opened

    return mark


def door_of(view):
    """Return EVERYONE, a frozenset of roles, or None for a view that nobody gave a door."""
    return getattr(view, DOOR, None)


def takes(most: int):
    """Mark a page to which files are sent: up to so many bytes, from those for whom its door opens.

    It stands above the door, and `middleware.Manners` refuses more, unread.
    """

    def mark(view):
        setattr(view, TAKES, most)
        return view

    return mark


def taken_by(view, viewer, usual: int) -> int:
    """Return how many bytes a view takes from a viewer: the usual ones, unless it says more and their door opens."""
    door = door_of(view)
    may_send = isinstance(door, frozenset) and viewer is not None and bool(viewer.roles & door)
    return max(usual, getattr(view, TAKES, usual)) if may_send else usual
