"""Turning lives into rows, in bulk, as the actions would have left them one by one."""

import datetime as dt
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator

from needlepoint.booking import models as booking
from needlepoint.booking.rules import states, ticks
from needlepoint.charting import models as charting
from needlepoint.desk.story import (
    aftermath,
    agreed,
    answering,
    asked,
    between,
    bulk,
    casting,
    charted,
    checking,
    counted,
    foretelling,
    leaving,
    lives,
    returning,
    standing,
    written,
)
from needlepoint.house import models as house
from needlepoint.house import seals
from needlepoint.intake import models as intake
from needlepoint.intake.wording import consents as consents_wording
from needlepoint.knowledge.consents import texts
from needlepoint.knowledge.instruments import catalogue, scores
from needlepoint.knowledge.questions import answers as said
from needlepoint.knowledge.questions import reading
from needlepoint.outcomes import models as outcomes
from needlepoint.people import models as people
from needlepoint.people.actions import consents as consent_deeds
from needlepoint.plans import models as plans
from needlepoint.plans.rules import reviewing

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
RETENTION_MINUTES = 20
AUDITED_DAYS = 14


class Writer:
    """Writes one clinic and everybody in it. Codes come from the seed, so that links last the day."""

    def __init__(self, company: casting.Company, *, now: dt.datetime) -> None:
        self.company, self.story, self.diary, self.now = company, company.story, company.diary, now
        self.random = random.Random(f"{company.seed} words")

    def code(self, *name: object) -> str:
        """Return the code of a thing: the same all day for the same thing, so that a link outlives a retelling."""
        return bulk.code_for(self.company.seed, *name)

    def write(self) -> people.Clinic:
        self._clinic()
        self._patients()
        self._courses()
        self._visits()
        self._ticks()
        self._before_the_first_visit()
        self._scores()
        self._notes()
        self._reviews_and_recalls()
        written.write(self.clinic, self.story, code=self.code, now=self.now)
        counted.write(self.clinic, today=self.diary.date_of(self.now))
        foretelling.write(self.clinic, now=self.now)
        returning.write(self.clinic, code=self.code, desk_who=self.desk_who, now=self.now)
        self._audit()
        return self.clinic

    # --- The clinic -------------------------------------------------------------------------------------------------

    def _clinic(self) -> None:
        home = self.story.clinic
        self.clinic = people.Clinic.objects.create(
            code=self.code("clinic"), name=home.name, time_zone=self.diary.zone_name, country=bulk.COUNTRY, currency=bulk.CURRENCY,
            phone=home.phone, email=home.email, address=home.address, directions=home.directions.strip(),
            hours_words=home.hours_words, welcome=home.welcome.strip(),
            opened_on=self.diary.date_of(self.now) - bulk.OPEN_FOR,
        )  # fmt: skip
        self.services = bulk.services(self.clinic, self.story.services, seed=self.company.seed)
        self.rooms = booking.Room.objects.bulk_create(
            booking.Room(clinic=self.clinic, code=self.code("room", place), name=name, position=place)
            for place, name in enumerate(self.company.rooms, start=1)
        )
        self.users = {}
        for one in self.story.staff:
            self.users[one.who] = user = bulk.user(one.email, one.name, seed=self.company.seed)
            people.Membership.objects.create(user=user, clinic=self.clinic, role=one.role)
        self.practitioners = people.Practitioner.objects.bulk_create(
            people.Practitioner(
                clinic=self.clinic, user=self.users.get(one.who), code=self.code("practitioner", one.who), name=one.name,
                credential=one.credential, about=one.about.strip(), languages=one.languages, **charted.training(place),
                **standing.licence(place, today=self.diary.date_of(self.now)),
            )
            for place, one in enumerate(self.company.practitioners)
        )  # fmt: skip
        bulk.hours(self.practitioners, home.opens, home.closes)
        standing.write(self.clinic, opens=home.opens, closes=home.closes)
        desk = next((one.who for one in self.story.staff if one.role == "DESK"), None)
        self.desk_who = f"user:{self.users[desk].pk}" if desk else "system"

    def _patients(self) -> None:
        rows = []
        for life in self.company.lives:
            user = None
            if life.has_account:
                user = bulk.user(life.email, f"{life.given} {life.family}", seed=self.company.seed)
            checked = min((visit.starts_at for visit in life.visits), default=self.now)
            rows.append(
                people.Patient(
                    clinic=self.clinic, user=user, code=self.code("patient", life.number), given_name=life.given, family_name=life.family,
                    birth_date=life.born, phone=life.phone, email=life.email, cautions=life.cautions,
                    cautions_checked_on=self.diary.date_of(min(checked, self.now)), may_contact=life.may_contact,
                    made_at=min(checked - 5 * DAY, self.now - 2 * DAY),
                )
            )  # fmt: skip
        self.patients = people.Patient.objects.bulk_create(rows, batch_size=bulk.BATCH)
        activities = [
            outcomes.Activity(patient=patient, words=words, position=place, made_at=patient.made_at + DAY)
            for life, patient in self._everybody()
            if life.baseline
            for place, words in enumerate(life.activities, start=1)
        ]
        self.activities = defaultdict(list)
        for row in outcomes.Activity.objects.bulk_create(activities, batch_size=bulk.BATCH):
            self.activities[row.patient_id].append(row)

    def _everybody(self) -> Iterator[tuple[lives.Life, people.Patient]]:
        return zip(self.company.lives, self.patients, strict=True)

    # --- Courses ----------------------------------------------------------------------------------------------------

    def _courses(self) -> None:
        treated = [(life, patient, life.course) for life, patient in self._everybody() if life.course]
        episodes = plans.Episode.objects.bulk_create(
            (self._episode(life, patient) for life, patient, _course in treated), batch_size=bulk.BATCH
        )
        rows = [
            plans.Course(
                code=self.code("course", life.number), clinic=self.clinic, patient=patient, episode=episode,
                practitioner=self.practitioners[life.practitioner], phase=course.phase,
                visits_planned=course.terms.visits_planned, days_between=course.terms.days_between,
                review_after=course.terms.review_after, better_means=course.better_means,
                points=agreed.points(course.back.points), **agreed.meant(self.clinic.setting, self._luck(life)),
                techniques=[], home=course.home, words=course.words, state=course.state.value,
                started_at=life.visits[0].starts_at, ended_at=course.ended_at,
            )
            for (life, patient, course), episode in zip(treated, episodes, strict=True)
        ]  # fmt: skip
        self.courses = {
            row.patient_id: row for row in plans.Course.objects.bulk_create(rows, batch_size=bulk.BATCH)
        }
        agreed.write_goals((life, self.courses[patient.pk]) for life, patient, _course in treated)
        between.write(
            self.courses.values(),
            moment=self.diary.moment,
            zone=self.diary.zone_name,
            now=self.now,
            seed=self.company.seed,
            named={patient.pk for life, patient in self._everybody() if life.who},
        )

    def _episode(self, life: lives.Life, patient: people.Patient) -> plans.Episode:
        first, back = life.visits[0].starts_at, life.course.back
        sides = {side for _code, side in back.points} & {"LEFT", "RIGHT"}
        side = sides.pop() if sides else "BOTH"
        return plans.Episode(
            code=self.code("episode", life.number), clinic=self.clinic, patient=patient, practitioner=self.practitioners[life.practitioner],
            onset_on=self.diary.date_of(first) - life.course.onset_days * DAY, phase=life.course.phase,
            site=back.site, side=side, kind=back.kind,
            red_flags_asked=True, assessed_at=first, **agreed.found(back, side, self._luck(life)),
        )  # fmt: skip

    def _luck(self, life: lives.Life) -> random.Random:
        """What is drawn beside the story's own dice, so that telling more of a plan changes nothing else."""
        return random.Random(f"{self.company.seed}:agreed:{life.number}")

    # --- Visits and what they hold ----------------------------------------------------------------------------------

    def _visits(self) -> None:
        self.told = [(life, patient, visit) for life, patient in self._everybody() for visit in life.visits]
        rows = booking.Visit.objects.bulk_create(
            (self._visit(life, patient, visit) for life, patient, visit in self.told), batch_size=bulk.BATCH
        )
        self.rows = {id(visit): row for (_life, _patient, visit), row in zip(self.told, rows, strict=True)}
        facts = (
            booking.Fact(visit=self.rows[id(visit)], kind=kind, at=at, by=self.desk_who)
            for _life, _patient, visit in self.told
            for kind, at in self._facts(visit, self.rows[id(visit)])
        )
        bulk.in_batches(booking.Fact, facts)

    def _visit(self, life: lives.Life, patient: people.Patient, visit: lives.Visit) -> booking.Visit:
        pattern = self.diary.patterns[visit.kind]
        ahead = (3 + visit.starts_at.minute % 9) * DAY
        return booking.Visit(
            clinic=self.clinic, code=self.code("visit", life.number, life.visits.index(visit)), patient=patient, practitioner=self.practitioners[visit.practitioner],
            room=self.rooms[visit.room], service=self.services[visit.kind], starts_at=visit.starts_at,
            ends_at=visit.starts_at + pattern.patient_minutes * MINUTE, state=visit.state, is_review=visit.is_review,
            booked_at=min(visit.starts_at - ahead, self.now - DAY),
        )  # fmt: skip

    def _facts(self, visit: lives.Visit, row: booking.Visit) -> Iterator[tuple[str, dt.datetime]]:
        yield "BOOKED", row.booked_at
        if visit.state in {"ARRIVED", "COMPLETED"}:
            yield "ARRIVED", visit.arrived_at or visit.starts_at - 3 * MINUTE
        if visit.state == "COMPLETED":
            yield "COMPLETED", row.ends_at
        if visit.state == "MISSED":
            yield "MISSED", row.starts_at + 20 * MINUTE
        if visit.state == "CANCELLED":
            yield "CANCELLED", row.starts_at - 2 * DAY

    def _ticks(self) -> None:
        """Hold the time of every standing visit from today on, as booking would."""
        masks: dict[tuple[dt.date, str], int] = defaultdict(int)
        claims = []
        for _life, _patient, visit in self.told:
            row, day = self.rows[id(visit)], self.diary.date_of(visit.starts_at)
            if day < self.company.teller.today or visit.state in states.RELEASED:
                continue
            for resource, mask in bulk.masks(self.diary, visit.kind, row).items():
                masks[day, resource] |= mask
                claims += [
                    booking.Claim(clinic=self.clinic, resource=resource, local_date=day, tick=tick, visit=row)
                    for tick in ticks.listed(mask)
                ]
        bulk.occupy(self.clinic, masks, claims)

    # --- Check, intake, consents --------------------------------------------------------------------------------------

    def _before_the_first_visit(self) -> None:
        told, consents = [], []
        self.read = {
            kind: consent_deeds.kept_text(consents_wording.words_of(kind, "en"), self.now - 400 * DAY)
            for kind in ("NEEDLING", "HEAT")
        }
        for life, patient in self._everybody():
            if not life.visits:
                continue
            first = life.visits[0]
            booked_at = self.rows[id(first)].booked_at
            row, answers = self._intake(life, patient, first, booked_at)
            told.append((row, answers))
            consents += self._consents(row)
        checking.write(self._everybody(), self.rows, clinic=self.clinic, code=self.code, now=self.now)
        bulk.in_batches(intake.Intake, (row for row, _answers in told))
        answering.write(told)
        bulk.in_batches(people.Consent, consents)

    def _consents(self, row: intake.Intake) -> list[people.Consent]:
        """Keeping the answers is agreed to first, the techniques at the end."""
        decided = [("KEEP_ANSWERS", reading.form(row.form).version, row.agreed_at)]
        if row.finished_at:
            decided += [(kind, texts.text_of(kind).version, row.finished_at) for kind in ("NEEDLING", "HEAT")]
        return [
            people.Consent(
                code=self.code("consent", kind, row.code),
                patient=row.patient,
                kind=kind,
                wording_version=version,
                text=self.read.get(kind),
                is_given=True,
                decided_at=at,
                signed_name=row.patient.name,
            )
            for kind, version, at in decided
        ]

    def _intake(
        self, life: lives.Life, patient: people.Patient, first: lives.Visit, booked_at: dt.datetime
    ) -> tuple[intake.Intake, dict[str, said.Given]]:
        pain, own = life.baseline or (6, [4, 3, 5])
        words = life.activities or self.story.activities[:3]
        answers = answering.given(
            self.random,
            pain=pain,
            activities=list(itertools.zip_longest(words, own[: len(words)])),
            began_on=self.diary.date_of(first.starts_at) - life.course.onset_days * DAY
            if life.course
            else None,
            words=self.random.choice(self.story.sentences.first),
        )
        is_finished = life.intake == "finished"
        row = intake.Intake(
            code=self.code("intake", patient.code), clinic=self.clinic, visit=self.rows[id(first)], patient=patient,
            state="FINISHED" if is_finished else "OPEN", started_at=booked_at + 10 * MINUTE,
            agreed_at=booked_at + 10 * MINUTE, finished_at=booked_at + 22 * MINUTE if is_finished else None,
        )  # fmt: skip
        return row, answers

    # --- Scores -----------------------------------------------------------------------------------------------------

    def _scores(self) -> None:
        plan = []  # (check-in row, pain, own, overall)
        for life, patient, visit in self.told:
            row = self.rows[id(visit)]
            if visit is life.visits[0] and (life.baseline or life.intake == "finished"):
                pain, own = life.baseline or (6, [])
                at = row.booked_at + 22 * MINUTE
                plan.append((self._check_in(patient, row, "BASELINE", at, at), pain, own, None))
            if visit.state == "COMPLETED" and visit.is_asked:
                plan.append(self._after(patient, row, visit))
                if visit.is_review and visit.scores and visit.overall:
                    at = row.starts_at - 1 * DAY
                    plan.append(
                        (self._check_in(patient, row, "REVIEW", at, at), *visit.scores, visit.overall)
                    )
        silent = asked.quieten([row for row, *_ in plan])
        rows = outcomes.CheckIn.objects.bulk_create((row for row, *_ in plan), batch_size=bulk.BATCH)
        scores = (
            outcomes.Score(
                patient_id=row.patient_id, check_in=row, instrument=key, activity=activity, value=value,
                asked_at=row.answered_at, by=f"patient:{row.patient_id}",
            )
            for row, pain, own, overall in plan
            if row.answered_at
            for key, activity, value in self._answers(row.patient_id, pain, own, overall)
        )  # fmt: skip
        bulk.in_batches(outcomes.Score, scores)
        pain = {row.pk: given for row, given, *_ in plan}
        asked.write(rows, pain, silent, now=self.now, seed=self.company.seed)

    def _after(self, patient, row, visit):
        """The questions of the morning after a visit; the latest may still be waiting for an answer."""
        morning = self.diary.moment(self.diary.date_of(row.starts_at) + DAY, 10 * 60)
        answered = morning + (20 + row.starts_at.minute * 7) * MINUTE
        if visit.scores is None or answered > self.now:
            return self._check_in(patient, row, "AFTER_VISIT", morning, None), None, [], None
        return self._check_in(patient, row, "AFTER_VISIT", morning, answered), *visit.scores, None

    def _check_in(self, patient, row, kind, due_at, answered_at) -> outcomes.CheckIn:
        return outcomes.CheckIn(
            code=self.code(kind, row.code), clinic=self.clinic, patient=patient, visit=row, kind=kind, due_at=due_at,
            answered_at=answered_at, made_at=min(due_at, max(row.booked_at, row.starts_at), self.now),
        )  # fmt: skip

    def _answers(self, patient_id, pain, own, overall):
        if pain is not None:
            yield catalogue.PAIN.key, None, pain
        for activity, value in zip(self.activities[patient_id], own, strict=False):
            yield catalogue.ACTIVITY.key, activity, value
        if overall is not None:
            yield catalogue.GLOBAL_CHANGE.key, None, overall

    # --- Notes ------------------------------------------------------------------------------------------------------

    def _notes(self) -> None:
        noted = [(patient, visit) for _life, patient, visit in self.told if visit.note]
        made = charted.with_settings((self._note(*one) for one in noted), seed=self.company.seed)
        rows = charting.Note.objects.bulk_create(made, batch_size=bulk.BATCH)
        pairs = list(zip(rows, (visit for _patient, visit in noted), strict=True))
        needlings = (
            charting.Needling(
                note=row,
                point_code=code,
                side=side,
                needles_in=_needles(side),
                is_carried=(visit.number or 1) > 1,
                **charted.of_point(row, code),
            )
            for row, visit in pairs
            for code, side in visit.points
        )
        bulk.in_batches(charting.Needling, needlings)
        counts = (
            charting.NeedleCount(
                note=row,
                kind=kind,
                needles=sum(_needles(side) for _code, side in visit.points),
                at=at,
                by=row.practitioner.name,
            )
            for row, visit in pairs
            for kind, at in (("IN", row.needles_in_at), ("OUT", row.needles_out_at))
            if at
        )
        bulk.in_batches(charting.NeedleCount, counts)
        reactions = (
            charting.Reaction(
                note=row, clinic_id=row.clinic_id, patient_id=row.patient_id, category=visit.reaction.category, grade=visit.reaction.grade, words=visit.reaction.words.strip(),
                what_was_done=visit.reaction.what_was_done.strip(), at=row.needles_out_at, by=row.practitioner.name,
            )
            for row, visit in pairs
            if visit.reaction
        )  # fmt: skip
        bulk.in_batches(charting.Reaction, reactions)
        charted.write_parts(rows)
        aftermath.write(rows, now=self.now, seed=self.company.seed)
        leaving.write(rows, now=self.now, seed=self.company.seed)

    def _note(self, patient: people.Patient, visit: lives.Visit) -> charting.Note:
        row, practitioner = self.rows[id(visit)], self.practitioners[visit.practitioner]
        needles_in_at = (
            visit.needles_in_at or visit.starts_at + (33 if visit.kind == "FIRST" else 14) * MINUTE
        )
        retention = RETENTION_MINUTES
        came_out_early = visit.reaction is not None and visit.reaction.is_faint
        stayed = 6 if came_out_early else retention + 1
        is_signed, is_resting = visit.note == "signed", visit.note == "resting"
        course = self.courses.get(patient.pk)
        return charting.Note(
            visit=row, clinic=self.clinic, patient=patient, practitioner=practitioner, course=course, number=visit.number,
            state="SIGNED" if is_signed else "OPEN", told=visit.told, done="" if is_resting else visit.done,
            response="" if is_resting else visit.response, position=self._position(patient, course), needle_size="0.25 × 40 mm",
            retention_minutes=retention, needles_in_at=needles_in_at,
            needles_out_at=None if is_resting else needles_in_at + stayed * MINUTE,
            came_out_early=came_out_early, opened_at=visit.starts_at + 2 * MINUTE,
            signed_at=row.ends_at if is_signed else None, signed_by=practitioner.name if is_signed else "",
        )  # fmt: skip

    def _position(self, patient: people.Patient, course: plans.Course | None) -> str:
        if "pregnant" in patient.cautions or course is None:
            return "SIDE"
        return "PRONE" if any(point["side"] == "BOTH" for point in course.points) else "SIDE"

    # --- Reviews, recalls, audit ----------------------------------------------------------------------------------------

    def _reviews_and_recalls(self) -> None:
        reviews, recalls = [], []
        for life, patient in self._everybody():
            if life.course is None:
                continue
            course = self.courses[patient.pk]
            reviews += [self._review(life, course, decision) for decision in life.course.decisions]
            recalls += [
                plans.Recall(
                    code=self.code("recall", patient.code, place), clinic=self.clinic, patient=patient, course=course, due_on=recall.due_on,
                    reason=recall.reason, state=recall.state, made_at=recall.made_at, attempts=self._attempts(recall),
                )
                for place, recall in enumerate(life.recalls)
            ]  # fmt: skip
        bulk.in_batches(plans.Review, reviews)
        bulk.in_batches(plans.Recall, recalls)

    def _review(self, life: lives.Life, course: plans.Course, decision: lives.Decision) -> plans.Review:
        seen = life.done[: decision.done]
        pain = [life.baseline[0], *(visit.scores[0] if visit.scores else None for visit in seen)]
        own = [
            {
                "words": words,
                "values": [
                    life.baseline[1][place],
                    *(visit.scores[1][place] if visit.scores else None for visit in seen),
                ],
            }
            for place, words in enumerate(life.activities)
        ]
        return plans.Review(
            course=course, after_visit=decision.done, decision=decision.decision.value,
            reason=_reason(decision.decision.value, pain), scores={"pain": pain, "activities": own, "sentence": "", "due_after": decision.done, "because": _because(decision.decision.value, pain)},
            decided_at=decision.after.starts_at + 45 * MINUTE, practitioner=self.practitioners[life.practitioner],
        )  # fmt: skip

    def _attempts(self, recall: lives.Recall) -> list[dict[str, str]]:
        """Each try, a few days apart, as plans.actions writes it."""
        outcomes_said = ("LEFT_MESSAGE", "NO_ANSWER", "NOT_NOW")
        tries = (
            (recall.made_at + (place + 1) * 4 * DAY, said)
            for place, said in enumerate(outcomes_said[: recall.attempts])
        )
        return [
            {"at": at.isoformat(), "by": self.desk_who, "outcome": said}
            for at, said in tries
            if at < self.now
        ]

    def _audit(self) -> None:
        """The record of the last two weeks: who booked, who signed."""
        since = self.now - AUDITED_DAYS * DAY
        entries = []
        for _life, patient, visit in self.told:
            row = self.rows[id(visit)]
            deeds = [("visit_booked", row.booked_at, self.desk_who)]
            if visit.note == "signed":
                who = self.practitioners[visit.practitioner].user_id
                deeds.append(("note_signed", row.ends_at, f"user:{who}" if who else "system"))
            entries += [
                house.AuditEntry(
                    at=at,
                    clinic_id=self.clinic.pk,
                    what=what,
                    who=who,
                    patient_id=patient.pk,
                    thing=f"visit:{row.code}",
                )
                for what, at, who in deeds
                if at >= since
            ]
        entries.sort(key=lambda entry: entry.at)
        for entry in entries:
            entry.mark = seals.mark_of(entry)
        bulk.in_batches(house.AuditEntry, entries)


def _needles(side: str) -> int:
    return 2 if side == "BOTH" else 1


def _because(decision: str, pain: list[int | None]) -> list[str]:
    """What was tapped: what the scores say, and what goes with the decision."""
    first, latest = (
        None if one is None else scores.score(catalogue.PAIN.key, one) for one in (pain[0], pain[-1])
    )
    said = {
        scores.Verdict.BETTER_IMPORTANT: reviewing.Because.PAIN_BETTER,
        scores.Verdict.BETTER_SMALL: reviewing.Because.LITTLE_BETTER,
        scores.Verdict.NO_CHANGE: reviewing.Because.NO_CHANGE,
        scores.Verdict.WORSE: reviewing.Because.WORSE,
    }.get(scores.change(first, latest).verdict, reviewing.Because.NO_SCORE)
    tapped = {said.value}
    if decision == "REFER":
        tapped.add(reviewing.Because.OTHER_CAUSE.value)
    elif decision == "STOP":
        is_reached = said is reviewing.Because.PAIN_BETTER
        tapped.add((reviewing.Because.AGREED_REACHED if is_reached else reviewing.Because.WISH).value)
    return sorted(tapped)


def _reason(decision: str, pain: list[int | None]) -> str:
    latest = pain[-1]
    moved = (
        f"Pain {pain[0]} at first, {latest} now."
        if latest is not None
        else f"Pain {pain[0]} at first, no answer lately."
    )
    told = {
        "CONTINUE": "The line goes the right way; as planned.",
        "CHANGE": "Not enough yet. Other points and a shorter rest, then look again.",
        "SPACE_OUT": "Holds between visits, so further apart.",
        "STOP": "We agreed to stop here.",
        "REFER": "Needles do not carry this one; letter to the doctor.",
    }
    return f"{moved} {told[decision]}"
