"""Who comes back in the told clinic: Dan, who was asked back and has booked, and whose back is worse again today; and
somebody whose course is over, who answered the questions and may come.
"""

import datetime as dt
from collections.abc import Callable

from needlepoint.booking import models as booking
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.plans import models as plans
from needlepoint.screening import models as screening

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
DAN = ("Dan", "Okafor")
FLARE = screening.Check.Reason.FLARE


def write(clinic: people.Clinic, *, code: Callable[..., str], desk_who: str, now: dt.datetime) -> None:
    """Write them. Costs about 15 queries at any size."""
    dan = people.Patient.objects.filter(clinic=clinic, given_name=DAN[0], family_name=DAN[1]).first()
    if dan is not None:
        _asked_back(dan, code=code, desk_who=desk_who, now=now)
        _flare(dan, code("flare", dan.code), now=now, ago=40 * MINUTE, pain=8, days=1,
               words="Two hours in the van yesterday. This morning I could not stand up straight.")  # fmt: skip
    _answered(clinic, code=code, now=now)


def _asked_back(
    patient: people.Patient, *, code: Callable[..., str], desk_who: str, now: dt.datetime
) -> None:
    """He missed a visit, was called twice and booked today's visit: when that is cancelled he is on the list again."""
    coming = booking.Visit.objects.filter(patient=patient, state="BOOKED", starts_at__gte=now)
    visit = coming.order_by("starts_at").first()
    course = plans.Course.objects.filter(patient=patient, state="ACTIVE").first()
    if visit is None or course is None:
        return
    told = ((5, "NO_ANSWER"), (3, "WILL_CALL_BACK"))
    plans.Recall.objects.create(
        code=code("recall asked back", patient.code), clinic_id=patient.clinic_id, patient=patient, course=course,
        due_on=(now - 5 * DAY).date(), reason="NO_NEXT_VISIT", state="BOOKED", visit=visit,
        made_at=now - 6 * DAY, closed_at=now - 2 * DAY,
        attempts=[{"at": (now - days * DAY).isoformat(), "by": desk_who, "outcome": said} for days, said in told],
    )  # fmt: skip


def _answered(clinic: people.Clinic, *, code: Callable[..., str], now: dt.datetime) -> None:
    """Somebody on the recall list told us by themselves, and answered: a start is to be found."""
    waiting = plans.Recall.objects.filter(
        clinic=clinic, state="OPEN", course__state="FINISHED", patient__may_contact=True
    ).exclude(patient__phone="")
    recall = waiting.select_related("patient").order_by("due_on", "pk").first()
    if recall is None:
        return
    patient = recall.patient
    before = screening.Check.objects.filter(patient=patient).order_by("-finished_at").first()
    if before is None:
        return
    flare = _flare(patient, code("flare", patient.code), now=now, ago=3 * 60 * MINUTE, pain=6, days=3,
                   words="It came back while gardening.", course=recall.course)  # fmt: skip
    answers = list(before.answers.all())
    kept = before  # the same answers as the last time, given anew
    kept.pk, kept.code = None, code("check of a flare", patient.code)
    kept.reason, kept.finished_at = FLARE, flare.reported_at + 3 * MINUTE
    kept.save(force_insert=True)
    for answer in answers:
        answer.pk, answer.check_made = None, kept
    screening.CheckAnswer.objects.bulk_create(answers)
    outcomes.Flare.objects.filter(pk=flare.pk).update(state="OPEN", safety_check=kept)


def _flare(patient, code: str, *, now, ago, pain, days, words, course=None) -> outcomes.Flare:
    at = now - ago
    screening.CheckWanted.objects.create(patient=patient, reason=FLARE, at=at)
    course = course or plans.Course.objects.filter(patient=patient, state="ACTIVE").first()
    return outcomes.Flare.objects.create(
        code=code, clinic_id=patient.clinic_id, patient=patient, course=course, pain=pain, words=words,
        since=(now - days * DAY).date(), reported_at=at, by=f"patient:{patient.pk}",
    )  # fmt: skip
