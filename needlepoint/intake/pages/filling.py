"""What the pages show on which a form is filled in, already worded."""

import dataclasses

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.translation import gettext as _

from needlepoint.house import clock
from needlepoint.intake import access, models, queries, rules
from needlepoint.intake.wording import answers as wording
from needlepoint.intake.wording import bodymap
from needlepoint.knowledge.instruments import distress
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import definition
from needlepoint.knowledge.safety import crisis
from needlepoint.people import rules as people_rules

FORM = "answers"  # the id of the one form on a screen, which the buttons for languages belong to


@dataclasses.dataclass(frozen=True)
class Screen:
    """One screen of a form."""

    title: str
    lead: str
    at: int
    of: int
    has_back: bool
    filled_in_for: str  # the patient's name when somebody else types, else ""
    phone: str
    needs_help: bool  # somebody wrote here of harming themselves
    is_emergency: bool  # somebody marked here a sign that cannot wait
    form_id: str = FORM


@dataclasses.dataclass(frozen=True)
class Choice:
    """An item that two windows answered differently."""

    key: str
    question: str
    name: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Conflicts:
    """The page that asks which of two answers is right. `sent` goes along, so that nothing has to be typed again."""

    title: str
    choices: tuple[Choice, ...]
    sent: tuple[tuple[str, str], ...]
    url: str
    is_asked_again: bool


@dataclasses.dataclass(frozen=True)
class Agreement:
    """The first page: may the answers be kept?"""

    title: str
    code: str
    practitioner: str
    when: str
    screens: int
    is_own: bool
    filled_in_for: str
    phone: str
    is_first_visit: bool


@dataclasses.dataclass(frozen=True)
class Part:
    """One screen on the page that shows all answers. Rows are (question, answer); places on a body are a picture."""

    title: str
    rows: tuple
    change_url: str
    pictures: tuple[bodymap.Picture, ...] = ()


@dataclasses.dataclass(frozen=True)
class Strain:
    """What somebody reads who told us that they are under great strain."""

    title: str
    sentences: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Overview:
    """All answers in one view."""

    code: str
    title: str
    practitioner: str
    when: str
    is_finished: bool
    is_ready: bool
    may_read: bool
    is_own: bool
    needs_help: bool
    is_emergency: bool
    strain: Strain | None
    filled_in_for: str
    parts: tuple


# --- Addresses ---------------------------------------------------------------------------------------------------------


def code_of(intake: models.Intake) -> str:
    """The code in the addresses of a form: the visit's for the one before it, so that a link may be sent before it begins."""
    return intake.visit.code if intake.visit_id and intake.form == rules.FIRST_VISIT else intake.code


def screen_url(intake: models.Intake, screen: definition.Screen | None) -> str:
    """The address of a screen, or of the page of all answers when there is none left."""
    code = code_of(intake)
    return (
        reverse("intake:step", args=[code, screen.key]) if screen else reverse("intake:answers", args=[code])
    )


def resume_url(intake: models.Intake, form: definition.Form, answers: said.Answers) -> str:
    """Where somebody goes on: the agreement, the first screen still open, or all answers when none is."""
    if queries.is_finished(intake):
        return screen_url(intake, None)
    if intake.agreed_at is None:
        return reverse("intake:agreement", args=[code_of(intake)])
    return screen_url(intake, rules.first_open(form, answers))


def after_url(
    intake: models.Intake, form: definition.Form, answers: said.Answers, key: str, *, is_own: bool
) -> str:
    """Where somebody goes after a screen; after the last one of a first visit a patient, to what they agree to."""
    following = rules.after(form, answers, key)
    if following is not None:
        return screen_url(intake, following)
    keys = [screen.key for screen in rules.visible_screens(form, answers)]
    is_last = bool(keys) and keys[-1] == key
    # Nobody signs for somebody else: whoever fills it in for them goes on to the end.
    return (consents_url(intake) if is_last and is_own else "") or screen_url(intake, None)


def support_url(intake: models.Intake, key: str) -> str:
    """The page that says where help is; it goes on to what comes after a screen."""
    return reverse("intake:support", args=[code_of(intake)], query={"after": key})


def consents_url(intake: models.Intake) -> str:
    """The page on which techniques are agreed to, or "" for a form without one."""
    if intake.form != rules.FIRST_VISIT:
        return ""
    try:
        return reverse("intake:consents", args=[code_of(intake)])
    except NoReverseMatch:
        return ""


# --- Pages -------------------------------------------------------------------------------------------------------------


def _filled_in_for(intake: models.Intake, viewer: people_rules.Viewer) -> str:
    return intake.patient.name if viewer.is_staff else ""


def screen(intake, form: definition.Form, here: definition.Screen, answers, viewer) -> Screen:
    place = rules.progress(form, answers, here.key)
    mine = {item.key: answers[item.key] for item in here.items if item.key in answers}
    return Screen(
        title=_(here.title),
        lead=_(here.lead) if here.lead else "",
        at=place.at,
        of=place.of,
        has_back=place.at > 1,
        filled_in_for=_filled_in_for(intake, viewer),
        phone=intake.clinic.phone,
        needs_help=_needs_help(mine),
        is_emergency=rules.has_numb_saddle(mine),
    )


@dataclasses.dataclass(frozen=True)
class Support:
    """The page that says where help is. Both may be so."""

    is_emergency: bool
    needs_help: bool
    next_url: str


def support(answers: said.Answers, *, next_url: str) -> Support:
    """What of it is kept says which help is meant; words that were not kept yet were of self-harm."""
    is_emergency = rules.has_numb_saddle(answers)
    return Support(is_emergency, _needs_help(answers) or not is_emergency, next_url)


def _needs_help(answers: said.Answers) -> bool:
    return any(crisis.speaks_of_self_harm(text) for text in rules.texts_of(answers))


def agreement(intake: models.Intake, viewer: people_rules.Viewer) -> Agreement:
    form = queries.definition_of(intake)
    return Agreement(
        title=_(form.title),
        code=code_of(intake),
        practitioner=_practitioner(intake),
        when=_when(intake),
        screens=len(rules.visible_screens(form, {})),
        is_own=viewer.is_patient,
        filled_in_for=_filled_in_for(intake, viewer),
        phone=intake.clinic.phone,
        is_first_visit=intake.form == rules.FIRST_VISIT,
    )


def conflicts(intake, here: definition.Screen, found, sent, *, is_asked_again: bool) -> Conflicts:
    """Lay both answers beside each other.

    found  item → actions.Conflict
    sent   what was posted, as Django reads it
    """
    items = {item.key: item for item in here.items}
    own = {f"{key}-{part}" for key in found for part in ("seen", "choice")} | {"csrfmiddlewaretoken"}
    carried = [(name, value) for name in sent if name not in own for value in sent.getlist(name)]
    return Conflicts(
        title=_("Which answer is right?"),
        choices=tuple(
            Choice(
                key,
                _(items[key].question),
                f"{key}-choice",
                wording.answer_lines(items[key], one.mine),
                wording.answer_lines(items[key], one.theirs),
            )
            for key, one in found.items()
        ),
        sent=(*carried, *((f"{key}-seen", str(one.revision)) for key, one in found.items())),
        url=screen_url(intake, here),
        is_asked_again=is_asked_again,
    )


def overview(intake: models.Intake, viewer: people_rules.Viewer) -> Overview:
    """Costs 2 queries."""
    form, is_finished = queries.definition_of(intake), queries.is_finished(intake)
    answers = queries.answers_of(intake)
    may_read = access.may_read_answers(viewer, is_finished=is_finished)
    return Overview(
        code=code_of(intake),
        title=_(form.title),
        practitioner=_practitioner(intake),
        when=_when(intake),
        is_finished=is_finished,
        is_ready=rules.first_open(form, answers) is None,
        may_read=may_read,
        is_own=viewer.is_patient,
        needs_help=viewer.is_patient and _needs_help(answers),
        is_emergency=viewer.is_patient and rules.has_numb_saddle(answers),
        strain=_strain(form, answers) if viewer.is_patient and is_finished else None,
        filled_in_for=_filled_in_for(intake, viewer),
        parts=_parts(intake, form, answers, viewer, may_change=not is_finished) if may_read else (),
    )


def _strain(form, answers) -> Strain | None:
    if not distress.distress(form, answers):
        return None
    return Strain(_(distress.HEADING), tuple(_(sentence) for sentence in distress.MESSAGE))


def _practitioner(intake) -> str:
    return intake.visit.practitioner.name if intake.visit and intake.visit.practitioner else ""


def _when(intake) -> str:
    return moment(intake.visit.starts_at, intake.clinic) if intake.visit else ""


def moment(at, clinic) -> str:
    """A day and time as people say it where the clinic is."""
    local = clock.local(at, clinic.time_zone)
    return _("%(day)s at %(time)s") % {
        "day": formats.date_format(local, "l j F"),
        "time": clock.time_words(local, clinic.country),
    }


def _parts(intake, form, answers, viewer, *, may_change):
    return tuple(
        Part(
            _(screen.title),
            tuple(
                (_(item.question), wording.answer_words(item, answers.get(item.key)) or _("Not answered yet"))
                for item in rules.items_asked(form, screen, answers)
                if not _is_drawn(item, answers)
            ),
            screen_url(intake, screen) if may_change else "",
            tuple(
                bodymap.picture(answers[item.key], for_staff=viewer.is_staff)
                for item in rules.items_asked(form, screen, answers)
                if _is_drawn(item, answers)
            ),
        )
        for screen in rules.visible_screens(form, answers)
    )


def _is_drawn(item: definition.Item, answers: said.Answers) -> bool:
    """Say whether an answer is shown as places on a body."""
    given = answers.get(item.key)
    return item.kind is definition.Kind.BODY and given is not None and given.state is said.State.ANSWERED
