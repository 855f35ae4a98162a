"""The words of carers and letters. A patient reads them too: what was written about them is theirs to see."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from needlepoint.plans.rules import letters as rules

KINDS = {
    rules.Kind.DOCTOR: _("Family doctor"),
    rules.Kind.SPECIALIST: _("Specialist or hospital"),
    rules.Kind.PHYSIO: _("Physical therapist"),
    rules.Kind.CHIROPRACTOR: _("Chiropractor or osteopath"),
    rules.Kind.MASSAGE: _("Massage therapist"),
    rules.Kind.MIND: _("Psychologist or counselor"),
    rules.Kind.CARE_AT_HOME: _("Nurse or carer at home"),
    rules.Kind.OTHER: _("Somebody else"),
}
ABOUT = {
    rules.About.START: _("Care has begun"),
    rules.About.PROGRESS: _("How it is going"),
    rules.About.REFERRAL: _("Please see this patient"),
    rules.About.DISCHARGE: _("Care has ended"),
}
HOW = {
    rules.How.POST: _("By post"),
    rules.How.BY_HAND: _("The patient took it along"),
    rules.How.FAX: _("By fax"),
    rules.How.SECURE_MAIL: _("By secure mail"),
}


def bar(which: rules.Bar) -> str:
    """Say why a letter may not be written or sent."""
    return {
        rules.Bar.NO_PERMISSION: gettext(
            "The patient has not said that we may write to this person. Ask them first, and record the answer."
        ),
        rules.Bar.CARER_ENDED: gettext("This person no longer looks after the patient."),
        rules.Bar.NOTHING_SAID: gettext("Choose at least one fact, or write a few words."),
        rules.Bar.NO_REQUEST: gettext("Write what you ask them to do, and why."),
        rules.Bar.ALREADY_SENT: gettext("This letter is already marked as sent."),
    }[which]
