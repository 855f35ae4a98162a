"""Bring in what another system exported, after a rehearsal that writes nothing."""

import pathlib
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from needlepoint.exchange import actions, files, pages, queries
from needlepoint.exchange.rules import columns, dates
from needlepoint.house import clock
from needlepoint.people import rules as people_rules


class Command(BaseCommand):
    help = (
        "Bring in patients and appointments from CSV files of another system. Without --yes it only says what would "
        "happen. All files of one run come in together or not at all, and running it twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE")
        parser.add_argument(
            "--clinic", default="", metavar="CODE", help="needed when there are several clinics"
        )
        parser.add_argument(
            "--mapping", type=pathlib.Path, metavar="FILE.toml", help="what their headings and states mean"
        )
        parser.add_argument("--kind", choices=[kind.lower() for kind in columns.Kind])
        parser.add_argument(
            "--dates",
            choices=list(dates.Order),
            help="how 03/04/2026 is meant, when the file does not prove it",
        )
        parser.add_argument(
            "--make-practitioners", action="store_true", help="enter practitioners we do not know by name"
        )
        parser.add_argument(
            "--remind", action="store_true", help="promise reminders for the coming visits; none otherwise"
        )
        parser.add_argument("--yes", action="store_true", help="take the rows")

    def handle(self, **options):
        clinic = self._clinic(options["clinic"])
        try:
            told, sources = _look_through(options)
            judged = self._bring_in(clinic, told, sources, options)
        except (files.UnableToReadFile, actions.UnableToBringIn) as unable:
            raise CommandError(f"{unable}\nNothing was written.") from unable
        self.stdout.write("\n".join(pages.report(judged, is_real=options["yes"])))

    def _bring_in(self, clinic, told, sources, options):
        now, bar = clock.now(), Bar(self.stderr)
        folder = pathlib.Path(settings.DATA)
        if not options["yes"]:
            return queries.rehearsed(
                clinic,
                sources,
                told=told,
                may_make_practitioners=options["make_practitioners"],
                folder=folder,
                now=now,
                progress=bar,
            )
        return actions.bring_in(
            clinic=clinic,
            sources=sources,
            wish=actions.Wish(told, options["make_practitioners"], options["remind"]),
            folder=folder,
            by=people_rules.System(clinic.pk),
            now=now,
            progress=bar,
        )

    @staticmethod
    def _clinic(code):
        found = queries.clinics_with(code)
        if len(found) == 1:
            return found[0]
        there_are = ", ".join(f"{each.code} ({each.name})" for each in queries.clinics_with(""))
        raise CommandError(
            f"Say which clinic with --clinic. There is: {there_are}"
            if there_are
            else "There is no clinic yet: `manage.py open-clinic` opens one."
        )


def _look_through(options):
    """Look every file through, so that all that stands in the way is said at once."""
    told = files.read_mapping(options["mapping"])
    kind = columns.Kind(options["kind"].upper()) if options["kind"] else None
    order = dates.Order(options["dates"]) if options["dates"] else None
    sources, faults = [], []
    for path in options["files"]:
        try:
            sources.append(files.look_through(path, told=told, kind=kind, order=order))
        except files.UnableToReadFile as unable:
            faults.append(str(unable))
    if faults:
        raise files.UnableToReadFile("\n".join(faults))
    return told, sources


class Bar:
    """A line on standard error that grows, when a person watches."""

    CELLS = 30

    def __init__(self, stderr) -> None:
        self._out = stderr
        self._is_watched = bool(getattr(stderr, "isatty", lambda: False)())
        self._began = time.monotonic()
        self._shown_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        is_last = done >= total
        if not self._is_watched or (now - self._shown_at < 0.1 and not is_last):  # noqa: PLR2004
            return
        self._shown_at = now
        share = done / total if total else 1
        per_second = done / max(now - self._began, 0.001)
        full = "█" * round(share * self.CELLS)
        self._out.write(
            f"\r{full:░<{self.CELLS}} {share:4.0%}  {done:,} of {total:,} rows, {per_second:,.0f} a second",
            style_func=str,  # not in the red of errors
            ending="\n" if is_last else "",
        )
        self._out.flush()
