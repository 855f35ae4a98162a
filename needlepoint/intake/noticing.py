"""What staff read when a patient told us something that a person must look at: whoever treats reads what, the desk reads who."""

import dataclasses
from collections.abc import Iterable, Mapping

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.intake import models
from needlepoint.people import rules as people_rules

Kind = models.Notice.Kind


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """One notice as one role reads it. `seen_url` is "" for whoever may not say that they have seen it."""

    name: str
    url: str
    title: str
    words: str
    tone: str
    seen_words: str
    seen_url: str


def notices(
    found: Iterable[models.Notice], viewer: people_rules.Viewer, names: Mapping[str, str] | None = None
) -> tuple[Notice, ...]:
    """Word what `queries.notices` found. Seen ones are for practitioners only.

    names  who looked, by how a notice keeps them
    """
    if viewer.is_practitioner:
        return tuple(_for_practitioner(one, names or {}) for one in found)
    return tuple(_for_others(one) for one in found if one.seen_at is None)


def _for_practitioner(notice: models.Notice, names: Mapping[str, str]) -> Notice:
    is_crisis = notice.kind == Kind.CRISIS
    day = _day(notice.raised_at, notice)
    return Notice(
        name=notice.patient.name,
        url=_patient_url(notice),
        title=_("Wrote of hurting themselves or of not wanting to live")
        if is_crisis
        else _("Under great strain by their own answers"),
        words=_(
            "Told us on %(day)s, %(where)s. They were shown the crisis line at once. Call them before anything else, "
            "and ask directly."
        )
        % {"day": day, "where": _where(notice)}
        if is_crisis
        else _("Told us on %(day)s, %(where)s. Ask how they are, and whether they have somebody to talk to.")
        % {"day": day, "where": _where(notice)},
        tone="danger" if is_crisis else "soon",
        seen_words=_("Seen by %(name)s on %(day)s.")
        % {
            "name": names.get(notice.seen_by, _("a practitioner")),
            "day": _day(notice.seen_at, notice),
        }
        if notice.seen_at
        else "",
        seen_url="" if notice.seen_at else reverse("intake:notice_seen", args=[notice.code]),
    )


def _for_others(notice: models.Notice) -> Notice:
    """The desk learns that somebody must act and by when, never what was told."""
    is_crisis = notice.kind == Kind.CRISIS
    who = notice.practitioner_name or _("a practitioner")
    return Notice(
        name=notice.patient.name,
        url=_patient_url(notice),
        title=_("Please ask %(who)s to call them now") % {"who": who}
        if is_crisis
        else _("%(who)s should look at their page before the visit") % {"who": who},
        words=_(
            "Say it in private, and do not wait for a break. If nobody can call now, call any practitioner."
        )
        if is_crisis
        else _("They told us something that only a practitioner reads."),
        tone="danger" if is_crisis else "soon",
        seen_words="",
        seen_url="",
    )


def _patient_url(notice: models.Notice) -> str:
    try:
        return reverse("desk:patient", args=[notice.patient.code])
    except NoReverseMatch:
        return ""


def _day(moment, notice: models.Notice) -> str:
    local = clock.local(moment, notice.patient.clinic.time_zone)
    return formats.date_format(local, "j F")


def _where(notice: models.Notice) -> str:
    return {
        "intake": _("in a form"),
        "check": _("in the safety questions"),
        "check-in": _("after a visit"),
        "visit": _("about a visit"),
        "text": _("in a text message"),
    }.get(notice.told_in.partition(":")[0], _("in writing"))
