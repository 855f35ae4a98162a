"""Make the virtual environment that everything else runs in.

Runs under any Python 3, old ones included, because the sentence about a too old Python has to reach the
person who has one. Needs nothing installed.
"""

import os
import subprocess
import sys

OLDEST = (3, 11)


def complaint(version, has_venv):
    """Say what is missing and how to get it, or return None.

    version   tuple of two ints, such as (3, 10)
    has_venv  whether the standard library's venv and ensurepip can be imported
    """
    if tuple(version) < OLDEST:
        return "This is Python %d.%d; Needlepoint needs 3.11 or newer. Try `make PYTHON=python3.12 run`." % (
            version[0],
            version[1],
        )
    if not has_venv:
        return (
            "This Python cannot make a virtual environment. "
            "On Debian or Ubuntu: apt install python3-venv. Then run the same command again."
        )
    return None


def _has_venv():
    try:
        import ensurepip
        import venv
    except ImportError:
        return False
    return bool(ensurepip and venv)


def main(arguments):
    if arguments[:1] == ["install"]:
        return subprocess.call(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "--only-binary",
                ":all:",
                "-r",
                arguments[1],
            ]
        )
    words = complaint(sys.version_info[:2], _has_venv())
    if words:
        sys.stderr.write(words + "\n")
        return 1
    target = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), ".venv")
    return subprocess.call([sys.executable, "-m", "venv", target])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
