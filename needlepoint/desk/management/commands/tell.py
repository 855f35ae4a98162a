"""manage.py tell: put the demo story into the database."""

import datetime as dt
import pathlib

from django.core.management import base

from needlepoint.desk import story
from needlepoint.house import clock


class Command(base.BaseCommand):
    help = "Tell the demo story around now, in place of the one told before. Demo mode only."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=pathlib.Path, help="a story file; demo/one-week.yaml when left out"
        )
        parser.add_argument(
            "--now",
            type=dt.datetime.fromisoformat,
            help="tell it around this moment, such as 2026-11-23T09:30-05:00",
        )
        parser.add_argument(
            "--times", type=int, default=1, help="how many times as many people; 50 is for measuring"
        )

    def handle(self, *args, **options):
        now = options["now"] or clock.now()
        if now.tzinfo is None:
            raise base.CommandError("--now needs its offset from UTC, such as 2026-11-23T09:30-05:00.")
        try:
            told = story.tell(now=now, times=options["times"], path=options["file"])
        except (story.UnableToTell, story.UnableToReadStory) as sentence:
            raise base.CommandError(str(sentence)) from sentence
        wall = clock.local(now, told.zone)
        self.stdout.write(f"Told: it is {wall:%A, %H:%M} at Willow Street, by the clock of {told.zone}.")
