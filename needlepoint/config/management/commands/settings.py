"""Print every setting: its value here, where that came from, what it is for."""

from django.conf import settings
from django.core.management.base import BaseCommand

from needlepoint.config import tables


class Command(BaseCommand):
    help = "Print every setting with its value here and where that came from. Secrets stay hidden."
    requires_system_checks = []

    def handle(self, *args, **options):
        rows = [
            (setting.name, tables.shown_value(setting), setting.source, setting.sentence)
            for setting in settings.ENV.declared.values()
        ]
        self.stdout.write(tables.as_text(("Setting", "Value here", "From", "What it is for"), rows))
