"""Where somebody belongs, and what the pages about signing in say."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from needlepoint.people import models, rules


def address(name: str, *args) -> str:
    """Return the address of a page, or of the account page where this clinic does not have that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return reverse("people:account")


def home_of(viewer: rules.Viewer, clinic: models.Clinic | None = None) -> str:
    """Return the page on which this person's day begins; an owner's, until the clinic is open, is its set-up."""
    if viewer.is_owner and clinic is not None and clinic.opened_on is None:
        return address("desk:first_steps")
    if viewer.is_practitioner or viewer.is_desk:
        return address("desk:day")
    if viewer.is_owner:
        return address("desk:owner")
    return address("portal:home")


def page_of(link: models.PageLink) -> str:
    """Return what a link opens: the check-in it names, or the intake of the visit it names, or their page."""
    names = {
        rules.Purpose.CHECK_IN: "outcomes:check_in",
        rules.Purpose.INTAKE: "intake:resume",
        rules.Purpose.OFFER: "booking:offer",
    }
    if link.purpose in names and link.target:
        try:
            return reverse(names[link.purpose], args=[link.target])
        except NoReverseMatch:
            pass  # an old link to a page that has moved still opens their own
    return address("portal:home")


def hat_choices(hats: list[rules.Hat], chosen: str) -> list[dict]:
    """Return the ways of being here, worded, for the page that asks."""
    return [
        {
            "key": hat.key,
            "label": _("%(patient)s, patient of %(clinic)s")
            % {"patient": hat.patient_name, "clinic": hat.clinic_name}
            if hat.patient_name
            else _("Work at %(clinic)s") % {"clinic": hat.clinic_name},
            "kind": "main" if hat.key == chosen else "plain",
        }
        for hat in hats
    ]
