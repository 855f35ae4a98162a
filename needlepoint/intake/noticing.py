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
CAN_WAIT = frozenset({Kind.SIGN, Kind.DISTRESS, Kind.AFTER})  # until the visit


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
    title, sentence = _told()[notice.kind]
    day = _day(notice.raised_at, notice)
    return Notice(
        name=notice.patient.name,
        url=_patient_url(notice),
        title=title,
        words=sentence % {"day": day, "where": _where(notice)},
        tone=_tone(notice),
        seen_words=_("Seen by %(name)s on %(day)s.")
        % {
            "name": names.get(notice.seen_by, _("a practitioner")),
            "day": _day(notice.seen_at, notice),
        }
        if notice.seen_at
        else "",
        seen_url="" if notice.seen_at else reverse("intake:notice_seen", args=[notice.code]),
    )


def _told() -> dict[str, tuple[str, str]]:
    """What a practitioner reads of each kind: the title, and a sentence with the day and the place."""
    return {
        Kind.CRISIS: (
            _("Wrote of hurting themselves or of not wanting to live"),
            _(
                "Told us on %(day)s, %(where)s. They were shown the crisis line at once. Call them before anything else, "
                "and ask directly."
            ),
        ),
        Kind.RED_FLAG: (
            _("Marked numbness between the legs"),
            _(
                "Told us on %(day)s, %(where)s. Call them now. Ask since when, and about bladder, bowels, sex and both "
                "legs. If any of it is new, they go to an emergency department today."
            ),
        ),
        Kind.SIGN: (
            _("Told of cancer, thin bones or a weak leg"),
            _(
                "Told us on %(day)s, %(where)s. Read it and what the check says, and ask before the first needle: a "
                "doctor may have to look first."
            ),
        ),
        Kind.AFTER_NOW: (
            _("Told of a sign after a visit that cannot wait"),
            _(
                "Told us on %(day)s, %(where)s. They were told to get emergency help at once. Call them now, and read it "
                "under “Unwanted effects” on their page."
            ),
        ),
        Kind.AFTER: (
            _("Something bothered them after a visit"),
            _(
                "Told us on %(day)s, %(where)s. Read it under “Unwanted effects” on their page, and ask how they are."
            ),
        ),
        Kind.DISTRESS: (
            _("Under great strain by their own answers"),
            _("Told us on %(day)s, %(where)s. Ask how they are, and whether they have somebody to talk to."),
        ),
    }


def _tone(notice: models.Notice) -> str:
    return "soon" if notice.kind in CAN_WAIT else "danger"


def _for_others(notice: models.Notice) -> Notice:
    """The desk learns that somebody must act and by when, never what was told."""
    is_urgent = notice.kind not in CAN_WAIT
    who = notice.practitioner_name or _("a practitioner")
    return Notice(
        name=notice.patient.name,
        url=_patient_url(notice),
        title=_("Please ask %(who)s to call them now") % {"who": who}
        if is_urgent
        else _("%(who)s should look at their page before the visit") % {"who": who},
        words=_(
            "Say it in private, and do not wait for a break. If nobody can call now, call any practitioner."
        )
        if is_urgent
        else _("They told us something that only a practitioner reads."),
        tone=_tone(notice),
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
        "reaction": _("after a visit"),
        "text": _("in a text message"),
    }.get(notice.told_in.partition(":")[0], _("in writing"))
