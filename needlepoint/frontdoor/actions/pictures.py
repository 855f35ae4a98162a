"""Deeds about the clinic's own pictures. What is sent is made anew before anything is written."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from needlepoint.frontdoor import developing, models
from needlepoint.frontdoor.actions import logos
from needlepoint.frontdoor.wording import guarding
from needlepoint.house import audit
from needlepoint.people import models as people

Kind = models.Picture.Kind

BYTES_MOST = 12_000_000  # of what is sent; a photo of today's phones has 2 to 8 million
PICTURES_MOST = 60  # of one clinic
LONGEST = {Kind.LOGO: 480, Kind.PERSON: 720, Kind.PHOTO: 1400, Kind.ARTICLE: 1400}  # pixels
ALT_MOST = 200
ONE_OF_EACH = {Kind.LOGO: "clinic", Kind.PERSON: "practitioner"}  # a new one takes the place of the last


class UnableToKeepPicture(Exception):
    """Nothing was kept; the sentence is for whoever sent it. `field` is 'picture' or 'alt'."""

    def __init__(self, sentence: str, field: str = "picture") -> None:
        self.field = field
        super().__init__(sentence)


def add_picture(
    *,
    clinic: people.Clinic,
    kind: str,
    alt: str,
    content: bytes,
    by: audit.Actor,
    now: dt.datetime,
    practitioner: people.Practitioner | None = None,
) -> models.Picture:
    """Keep a picture, made anew: upright, at most as large as its kind is shown, without what a camera writes beside it.

    kind          of models.Picture.Kind. A clinic has one logo and each practitioner one photo: a new one replaces it
    alt           what it shows, for whoever does not see it
    content       the file as it was sent: JPEG, PNG, WebP or GIF
    practitioner  of the same clinic, for a photo of somebody who treats
    raises        UnableToKeepPicture
    costs         up to a second of work, before the transaction begins
    """
    kind = Kind(kind)
    alt = _alt(alt)
    if (kind == Kind.PERSON) != (practitioner is not None):
        raise ValueError("a photo of a person, and no other picture, names who it shows")
    if practitioner is not None and practitioner.clinic_id != clinic.pk:
        raise ValueError("the practitioner works in another clinic")
    made = _developed(content, kind)
    with transaction.atomic():
        people.Clinic.objects.select_for_update().get(pk=clinic.pk)  # two at once are counted one by one
        kept = models.Picture.objects.filter(clinic=clinic)
        if kind in ONE_OF_EACH:
            for last in kept.filter(kind=kind, practitioner=practitioner):
                last.delete()
        if kept.count() >= PICTURES_MOST:
            raise UnableToKeepPicture(
                _("You have %(n)s pictures, which is as many as we keep. Delete one first.")
                % {"n": PICTURES_MOST}
            )
        last = kept.filter(kind=kind).order_by("position").last()
        picture = models.Picture.objects.create(
            clinic=clinic,
            practitioner=practitioner,
            kind=kind,
            alt=alt,
            mime=made.mime,
            width=made.width,
            height=made.height,
            content=made.content,
            position=last.position + 1 if last else 0,
            made_at=now,
        )
        audit.record("picture_added", by=by, now=now, thing=f"picture:{picture.code}", clinic=clinic.pk)
        if kind == Kind.LOGO:
            logos.show_logo(clinic)
    return picture


def describe_picture(*, picture: models.Picture, alt: str, by: audit.Actor, now: dt.datetime) -> None:
    """Say anew what a picture shows.

    raises   UnableToKeepPicture
    """
    alt = _alt(alt)
    with transaction.atomic():
        if names := audit.changed(picture, {"alt": alt}):
            picture.save(update_fields=names)
            _record("picture_described", picture, by=by, now=now)


def move_picture(*, picture: models.Picture, is_earlier: bool, by: audit.Actor, now: dt.datetime) -> None:
    """Show a picture one place earlier, or later, among those of its kind. At the end of the row nothing happens."""
    with transaction.atomic():
        people.Clinic.objects.select_for_update().get(pk=picture.clinic_id)
        row = list(
            models.Picture.objects.filter(clinic_id=picture.clinic_id, kind=picture.kind).defer("content")
        )
        at = row.index(picture)
        to = at - 1 if is_earlier else at + 1
        if not 0 <= to < len(row):
            return
        row[at], row[to] = row[to], row[at]
        for position, one in enumerate(row):
            if one.position != position:
                one.position = position
                one.save(update_fields=["position"])
        _record("picture_moved", picture, by=by, now=now)


def delete_picture(*, picture: models.Picture, by: audit.Actor, now: dt.datetime) -> None:
    """Delete a picture for good. Pages and articles that showed it go on without it."""
    with transaction.atomic():
        _record("picture_deleted", picture, by=by, now=now)
        picture.delete()
        if picture.kind == Kind.LOGO:
            logos.show_logo(picture.clinic)


def _record(what: str, picture: models.Picture, *, by: audit.Actor, now: dt.datetime) -> None:
    audit.record(what, by=by, now=now, thing=f"picture:{picture.code}", clinic=picture.clinic_id)


def _alt(alt: str) -> str:
    alt = " ".join(alt.split())
    if not alt:
        raise UnableToKeepPicture(
            _("Say what it shows, for people who cannot see it: “The waiting room, with two chairs”."), "alt"
        )
    if len(alt) > ALT_MOST:
        raise UnableToKeepPicture(
            _("Say it in at most %(most)s letters; it is read aloud.") % {"most": ALT_MOST}, "alt"
        )
    if found := guarding.faults(alt):
        raise UnableToKeepPicture(" ".join(found), "alt")
    return alt


def _developed(content: bytes, kind: str) -> developing.Developed:
    if len(content) > BYTES_MOST:
        raise UnableToKeepPicture(
            _("This file is larger than %(n)s megabytes. Send it smaller, or take a screenshot of it.")
            % {"n": BYTES_MOST // 1_000_000}
        )
    try:
        return developing.developed(content, longest=LONGEST[kind], is_drawing=kind == Kind.LOGO)
    except developing.UnableToRead as unread:
        raise UnableToKeepPicture(_why(unread.why)) from unread


def _why(why: str) -> str:
    return {
        developing.OTHER_KIND: _(
            "We cannot read this kind of picture. Save it as JPEG or PNG and send it again."
        ),
        developing.TOO_MANY_PIXELS: _("This picture has more points than we can take in. Send it smaller."),
        developing.TOO_SMALL: _("This picture is too small to be seen: it needs %(n)s points on each side.")
        % {"n": developing.SIDE_LEAST},
        developing.BROKEN: _(
            "This picture cannot be read to its end. Perhaps it was not whole: send it again."
        ),
    }.get(why, _("This file is not a picture that we can read. Send a JPEG, PNG, WebP or GIF."))
