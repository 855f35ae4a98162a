"""One server to one data folder: two would each believe that the SQLite file and the due work are theirs."""

import errno
import os
import pathlib
import time

from needlepoint.config import env

try:
    import fcntl
except ImportError:  # not Linux or macOS, where `serve` does not run either
    fcntl = None

FILE = "serving.lock"
LEFTOVERS_SECONDS = 3.0


def take(folder: pathlib.Path) -> int:
    """Lock the folder for this process and the children it forks; return the open file.

    The system lets go of the lock when the last of them is gone, however they went. So a held lock whose first
    process is dead means that its children are about to follow: that is waited for.
    raises  UnableToStart when somebody else serves the folder
    """
    handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    give_up = time.monotonic() + LEFTOVERS_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EACCES}:
                raise env.UnableToStart(
                    f"The folder {folder} cannot be locked ({error.strerror}), so nothing would stop a second server "
                    "from using it. Put NEEDLEPOINT_DATA on a local disk."
                ) from error
            pid, address = _read(handle)
            if _is_alive(pid) or time.monotonic() > give_up:
                raise env.UnableToStart(
                    f"Another Needlepoint already serves {folder}"
                    + (f" at {address} (process {pid})" if address else "")
                    + ". Open that address, or stop it first. "
                    "For a second clinic on this machine set NEEDLEPOINT_DATA to another folder."
                ) from error
            time.sleep(0.02)
        else:
            return handle


def sign(handle: int, address: str) -> None:
    """Write who serves, and where, for the next one who asks."""
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()} {address}\n".encode(), 0)


def holder(folder: pathlib.Path) -> str | None:
    """Return the address of the server that holds the folder, or None when nobody does."""
    try:
        handle = os.open(folder / FILE, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(handle)[1]
    else:
        return None
    finally:
        os.close(handle)


def _read(handle: int) -> tuple[int, str]:
    words = os.pread(handle, 200, 0).decode(errors="replace").split()
    return (int(words[0]), words[1]) if len(words) > 1 and words[0].isdigit() else (0, "")


def _is_alive(pid: int) -> bool:
    if not pid:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
