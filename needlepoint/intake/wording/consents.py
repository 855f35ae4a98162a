"""The words of consents: the texts as read in a language, and how a decision stands."""

import datetime as dt
import hashlib

from django.utils import formats, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.house import clock
from needlepoint.intake.rules import consents as rules
from needlepoint.knowledge.consents import texts
from needlepoint.people import models as people
from needlepoint.people.actions import consents as deeds

ANSWERS = {
    rules.Answer.YES: _("Yes"),
    rules.Answer.NO: _("No"),
    rules.Answer.TALK: _("Talk about it first"),
}
STANDINGS = {
    rules.Standing.NOT_ASKED: _("Not answered yet"),
    rules.Standing.YES: _("Yes"),
    rules.Standing.NO: _("No"),
    rules.Standing.TALK: _("Talk about it first"),
    rules.Standing.TAKEN_BACK: _("Taken back"),
}
TONES = {
    rules.Standing.NOT_ASKED: "quiet",
    rules.Standing.YES: "good",
    rules.Standing.NO: "soon",
    rules.Standing.TALK: "soon",
    rules.Standing.TAKEN_BACK: "danger",
}
SIGNERS = {
    rules.Signer.SELF: _("I am the patient"),
    rules.Signer.PARENT: _("I am a parent"),
    rules.Signer.GUARDIAN: _("I am the legal guardian"),
}
# The same on a page that staff fill in from a sheet of paper.
SIGNERS_TOLD = {
    rules.Signer.SELF: _("The patient"),
    rules.Signer.PARENT: _("A parent"),
    rules.Signer.GUARDIAN: _("The legal guardian"),
}
SIGNED_AS = {
    rules.Signer.PARENT: _("%(name)s, a parent"),
    rules.Signer.GUARDIAN: _("%(name)s, the legal guardian"),
}
HOW = {
    rules.How.ONLINE: _("On this website"),
    rules.How.KIOSK: _("On the clinic’s tablet"),
    rules.How.PAPER: _("On paper"),
    rules.How.SPOKEN: _("By word of mouth"),
}


def words_of(kind: str, language: str) -> deeds.Words:
    """Give a current text as it reads in a language. Raises texts.UnknownConsent."""
    text = texts.text_of(kind)
    with translation.override(language):
        return deeds.Words(
            kind=text.kind,
            version=text.version,
            language=language,
            name=gettext(text.name),
            parts=tuple(
                (gettext(part.heading), tuple(gettext(sentence) for sentence in part.sentences))
                for part in text.parts
            ),
        )


def read_mark(language: str) -> str:
    """Give what only all current texts in this language have: a signature goes with the words above it."""
    marks = "".join(words_of(text.kind, language).fingerprint for text in texts.all_texts())
    return hashlib.sha256(marks.encode()).hexdigest()[:16]


def name_of(kind: str) -> str:
    """Give what a technique is called; a kind that has no text keeps its key, in words."""
    return gettext(texts.text_of(kind).name) if texts.is_known(kind) else kind.replace("_", " ").capitalize()


def standing_of(consent: people.Consent | None) -> rules.Standing:
    """Give how the latest decision about a technique stands; none: it was never asked."""
    if consent is None:
        return rules.Standing.NOT_ASKED
    return rules.standing(
        is_given=consent.is_given,
        is_to_talk=consent.is_to_talk,
        is_taken_back=consent.is_given and consent.withdrawn_at is not None,
    )


def is_outdated(consent: people.Consent) -> bool:
    """Say whether the text has changed since it was signed; what was said aloud has no version of ours."""
    return (
        consent.how != rules.How.SPOKEN
        and texts.is_known(consent.kind)
        and consent.wording_version != texts.text_of(consent.kind).version
    )


def signer_words(consent: people.Consent) -> str:
    """'Ada Reyes', 'Grace Lin, a parent', or nothing where nobody signed."""
    signed_as = SIGNED_AS.get(consent.signed_as)
    return str(signed_as) % {"name": consent.signed_name} if signed_as else consent.signed_name


def day_words(at: dt.datetime, zone: str) -> str:
    """'23 November 2026', in the clinic's zone."""
    return formats.date_format(clock.local(at, zone), "j F Y")


def moment_words(at: dt.datetime, clinic: people.Clinic) -> str:
    """'23 November 2026, 9:30 am', in the clinic's zone."""
    local = clock.local(at, clinic.time_zone)
    return gettext("%(day)s, %(time)s") % {
        "day": formats.date_format(local, "j F Y"),
        "time": clock.time_words(local, clinic.country),
    }


def line(consent: people.Consent | None, zone: str) -> str:
    """'Yes, 23 November 2026': how a decision stands, in a list."""
    how_it_stands = standing_of(consent)
    if consent is None:
        return str(STANDINGS[how_it_stands])
    at = consent.withdrawn_at if how_it_stands is rules.Standing.TAKEN_BACK else consent.decided_at
    return gettext("%(answer)s, %(day)s") % {"answer": STANDINGS[how_it_stands], "day": day_words(at, zone)}
