"""How many visits count for whoever pays, and what to say before one more is booked."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from needlepoint.booking import models as booking
from needlepoint.booking.queries import beforehand
from needlepoint.house import clock, prepared
from needlepoint.knowledge.payers import terms as payers
from needlepoint.people import models as people
from needlepoint.plans import models
from needlepoint.plans.rules import ceilings
from needlepoint.plans.wording import ceilings as wording
from needlepoint.plans.wording import counting

SOON_ENOUGH = dt.timedelta(days=100)  # a later day than that is no help to somebody in pain
HOLDS = (booking.Visit.State.COMPLETED, booking.Visit.State.ARRIVED, booking.Visit.State.BOOKED)


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """Everything a payer counts of one patient.

    days     the local day of every visit held or booked in a course that this payer pays for, in order, and since the
             latest of all courses where it is one of these
    signed   what was signed at reviews of those courses
    doubts   what stands against the payer paying for this pain at all
    """

    payer: payers.Payer
    terms: payers.Terms
    today: dt.date
    days: tuple[dt.date, ...]
    signed: tuple[ceilings.Signed, ...]
    doubts: tuple[ceilings.Doubt, ...] = ()

    @property
    def standing(self) -> ceilings.Standing:
        return ceilings.standing(self.days, self.signed, self.terms, on=self.today)

    @property
    def visits(self) -> tuple[ceilings.Counted, ...]:
        return ceilings.counted(self.days, self.signed, self.terms)

    @property
    def is_next_over(self) -> bool:
        """Whether one more visit today would be over."""
        return bool(ceilings.over(self.days, [self.today], self.signed, self.terms))

    @property
    def next_within(self) -> dt.date:
        return ceilings.next_within(self.days, self.signed, self.terms, from_on=self.today)


def payers_of(clinic: people.Clinic) -> tuple[payers.Payer, ...]:
    """Return the payers to choose from in a clinic; none where no payer of its country is known. Costs nothing."""
    return payers.of_country(clinic.country)


def last_payer(patient: people.Patient) -> str:
    """Return who paid for the patient's latest plan, blank for nobody. Costs 1 query."""
    latest = models.Course.objects.filter(patient=patient).order_by("-started_at", "-pk")
    return latest.values_list("payer", flat=True).first() or ""


def count_of(course: models.Course | None, now: dt.datetime) -> Count | None:
    """Return what the payer of a course counts; None without a course or a payer who counts.

    Costs 3 queries, none for None. The course comes with its patient's clinic and its episode.
    """
    if course is None or not course.payer:
        return None
    clinic = course.patient.clinic
    count = _count(course.patient_id, course.payer, clinic.time_zone, now, leaves=())
    if count is None:
        return None
    episode = course.episode
    doubts = ceilings.doubts(
        count.terms,
        on=count.today,
        onset_on=episode.onset_on,
        kind=episode.kind,
        codes=[episode.diagnosis_code, *episode.second_codes],
        cautions=course.patient.cautions,
    )
    return dataclasses.replace(count, doubts=doubts)


def before_a_booking(
    patient_id: int,
    starts: Collection[dt.datetime],
    now: dt.datetime,
    *,
    is_staff: bool,
    leaves: Collection[int] = (),
) -> beforehand.Caveat | None:
    """Return what to say before visits are booked that the payer would not pay for; see booking.queries.beforehand.

    Costs 1 query; 3 more for a patient whose latest plan has a payer.
    """
    paid = _paid.first(patient_id=patient_id)
    if paid is None or not paid[0]:
        return None
    payer, zone, phone = paid
    count = _count(patient_id, payer, zone, now, leaves=leaves)
    if count is None:
        return None
    wished = [clock.local(start, zone).date() for start in starts]
    over = ceilings.over(count.days, wished, count.signed, count.terms)
    if not over:
        return None
    day = None
    if all(one.why is not ceilings.Why.NOT_IMPROVING for one in over):
        day = ceilings.next_within(count.days, count.signed, count.terms, from_on=min(wished))
        if day - min(wished) > SOON_ENOUGH:
            day = None
    if is_staff:
        return counting.caveat(count.payer, count.terms, over, wished=wished, day=day)
    return wording.caveat(count.payer, count.terms, over, wished=wished, day=day, phone=phone)


# Of the latest plan, ended ones too: whoever pays goes on counting when a plan is over.
_paid = prepared.Question(
    lambda patient_id: (
        models.Course.objects.filter(patient_id=patient_id)
        .order_by("-started_at", "-pk")
        .values_list("payer", "clinic__time_zone", "clinic__phone")[:1]
    ),
    patient_id=int,
)


def _count(
    patient_id: int, key: str, zone: str, now: dt.datetime, *, leaves: Collection[int]
) -> Count | None:
    """Return the count without doubts; None for a payer that nobody knows any more. Costs 3 queries."""
    payer, today = payers.payer(key), clock.local(now, zone).date()
    terms = payers.terms_of(payer, today) if payer else None
    if payer is None or terms is None:
        return None
    every = list(
        models.Course.objects.filter(patient_id=patient_id)
        .order_by("started_at", "pk")
        .values_list("pk", "payer", "started_at", "ended_at")
    )
    courses = [pk for pk, payer_key, _began, _ended in every if payer_key == key]
    # Until another plan says otherwise, what comes after the latest one is paid for as it was.
    spans = [
        (began, None if pk == every[-1][0] else ended)
        for pk, payer_key, began, ended in every
        if payer_key == key
    ]
    visits = booking.Visit.objects.filter(
        patient_id=patient_id,
        state__in=HOLDS,
        starts_at__gte=min((began for began, _ended in spans), default=now),
    )
    starts = visits.exclude(pk__in=list(leaves)).values_list("starts_at", flat=True)
    days = [
        clock.local(at, zone).date()
        for at in starts
        if any(began <= at and (ended is None or at <= ended) for began, ended in spans)
    ]
    signed = models.Review.objects.filter(course_id__in=courses, is_improving__isnull=False).order_by(
        "decided_at", "pk"
    )
    return Count(
        payer=payer,
        terms=terms,
        today=today,
        days=tuple(sorted(days)),
        signed=tuple(
            ceilings.Signed(clock.local(at, zone).date(), is_improving)
            for at, is_improving in signed.values_list("decided_at", "is_improving")
        ),
    )
