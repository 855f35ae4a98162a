"""What the tests of bringing in share: files made of text, and the command as a person would type it."""

import io
import pathlib
import textwrap

from django.core.management import call_command

DATA = pathlib.Path(__file__).parent / "data"


def a_file(folder, name, text, *, encoding="utf-8"):
    """Write an export. Lines are dedented; the first is the headings."""
    path = folder / name
    path.write_bytes(textwrap.dedent(text).lstrip("\n").encode(encoding))
    return path


def bring_in(*paths, **options):
    """Run the command; return what it printed."""
    out = io.StringIO()
    call_command("bring-in", *map(str, paths), stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()
