"""What pages say of an episode, and of a day."""

import datetime as dt

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needlepoint.house import clock
from needlepoint.knowledge import dose
from needlepoint.plans import models, rules, wording


def day(moment: dt.datetime, zone: str) -> str:
    return formats.date_format(clock.local(moment, zone), "j F Y")


def phase_words(onset_on: dt.date, on: dt.date, scheme: dose.Scheme = dose.DEFAULT) -> str:
    """Say how long it has lasted and what that is called: 'Chronic: 29 weeks.'"""
    phase = dose.phase(onset_on, on, scheme)
    weeks = (on - onset_on).days // rules.DAYS_IN_WEEK
    lasted = ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks}
    return _("%(phase)s: %(lasted)s") % {"phase": wording.PHASES[phase], "lasted": lasted}


def episode_words(episode: models.Episode) -> str:
    """'Low back, left. Sciatica. M54.32'"""
    site = str(wording.SITES.get(episode.site, episode.site))
    side = wording.SIDES.get(episode.side)
    where = f"{site}, {str(side).lower()}" if side else site
    parts = [where, str(wording.KINDS.get(episode.kind, episode.kind)), episode.diagnosis_code]
    return " · ".join(part for part in parts if part)
