"""The review: what it brings, what it refuses, and what it leaves when care ends."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from needlepoint.booking.queries import beforehand
from needlepoint.house import models as house
from needlepoint.outcomes import models as outcomes
from needlepoint.plans import models as plans
from needlepoint.plans.actions import letters as letter_deeds
from needlepoint.plans.wording import decided
from tests import cast, make
from tests.house.test_paper import unpacked
from tests.knowledge import reading

DAY = dt.timedelta(days=1)


def text(response, status=200):
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def pains(w, *values, patient=None, latest_days_ago=1):
    """Pain scores a week apart, the last one yesterday."""
    for place, value in enumerate(reversed(values)):
        outcomes.Score.objects.create(
            patient=patient or w.ada,
            instrument="PAIN",
            value=value,
            asked_at=w.now - (latest_days_ago + 7 * place) * DAY,
            by="test",
        )


def at_review(w, *values, **changes):
    """Ada's course of eight after its sixth visit, with these pain scores."""
    course = make.a_course(w, started_at=w.now - 60 * DAY, **changes)
    for week in range(6):
        make.a_visit(w, starts_at=w.now - 60 * DAY + week * 7 * DAY, state="COMPLETED")
    pains(w, *values)
    return course


def url_of(course):
    return reverse("desk:review", args=[course.code])


def decide(w, course, who=None, **sent):
    return cast.client_of(who or w.mei).post(url_of(course), sent)


# --- What it brings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((), "there are not two pain scores to compare"),
        ((7,), "there are not two pain scores to compare"),
        ((7, 7, 7), "Pain has not changed"),
        ((7, 8), "Pain is worse than at the start"),
        ((7, 6), "less than most people would notice"),
        ((7, 3), "Pain is better by an amount that matters"),
    ],
)
def test_the_page_says_first_what_the_scores_say(world, values, says):
    page = text(cast.client_of(world.mei).get(url_of(at_review(world, *values))))

    assert says in page
    assert ("Only to go on as planned" in page) is (values != (7, 3))
    assert "checked" not in page


def test_a_change_that_is_too_old_speaks_for_nobody(world):
    course = at_review(world)
    pains(world, 7, 3, latest_days_ago=30)

    assert "too old to speak for today" in text(cast.client_of(world.mei).get(url_of(course)))


def test_visits_money_and_lateness_lie_on_the_table(world):
    course = at_review(world, 7, 3, review_after=5)
    make.a_visit(world, starts_at=world.now - 3 * DAY, state="MISSED", fee_cents=4000)

    page = text(cast.client_of(world.mei).get(url_of(course)))

    for words in ("6 done, 1 missed", "$450 at today’s prices.", "$40 in fees", "About $150 more"):
        assert words in page
    assert "Review overdue by 1 visit" in page


def test_somebody_who_is_here_can_be_asked_at_once(world):
    course = at_review(world)
    visit = make.a_visit(world, starts_at="9:15", state="ARRIVED")

    assert reverse("outcomes:today", args=[visit.code]) in text(cast.client_of(world.mei).get(url_of(course)))


def test_a_review_costs_the_same_at_few_and_many_scores(world, django_assert_max_num_queries):
    course, client = at_review(world, 7, 3), cast.client_of(world.mei)
    client.get(url_of(course))
    with django_assert_max_num_queries(60) as few:
        client.get(url_of(course))
    pains(world, *[4] * 30, latest_days_ago=100)
    for place in range(30):
        make.an_effect(world, at=world.now - place * DAY)
    with django_assert_max_num_queries(len(few)):
        client.get(url_of(course))


# --- What it refuses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [(), (7,), (7, 7), (7, 8), (7, 6)])
def test_going_on_needs_a_reason_of_its_own_where_nothing_shows(world, values):
    course = at_review(world, *values)
    sent = {"decision": "CONTINUE", "because": ["WISH"], "next_review": "8", "words": "You read this"}

    page = text(decide(world, course, **sent), 422)

    assert "The scores do not show that it helps" in page
    assert "You read this" in page
    assert not plans.Review.objects.exists()

    assert decide(world, course, **sent, despite=["SETBACK"]).status_code == 302
    review = plans.Review.objects.get()
    assert review.scores["despite"] == ["SETBACK"]
    assert "Going on all the same: A setback with a known cause" in review.reason


def test_two_taps_decide_where_it_helps(world):
    course = at_review(world, 7, 5, 3)
    page = text(cast.client_of(world.mei).get(url_of(course)))
    assert 'name="next_review" value="8"' in page

    decide(world, course, decision="CONTINUE", because=["PAIN_BETTER"], next_review="8")

    review = plans.Review.objects.get()
    assert (review.decision, review.after_visit, review.scores["standing"]) == ("CONTINUE", 6, "BETTER")
    assert review.reason == "Pain clearly better."
    assert review.scores["pain"] == [7, 5, 3]
    assert house.AuditEntry.objects.get(what="review_decided").details["standing"] == "BETTER"


@pytest.mark.parametrize("decision", ["CONTINUE", "STOP"])
def test_a_button_pressed_twice_decides_once(world, decision):
    course = at_review(world, 7, 3)
    sent = {"decision": decision, "because": ["PAIN_BETTER"], "next_review": "8"}

    first, second = decide(world, course, **sent), decide(world, course, **sent)

    assert first.url == second.url
    assert plans.Review.objects.count() == 1
    assert plans.Letter.objects.count() == (decision == "STOP")
    assert house.AuditEntry.objects.filter(what="review_decided").count() == 1


def test_a_reason_that_the_scores_contradict_is_not_taken(world):
    course = at_review(world, 7, 7)

    page = text(decide(world, course, decision="STOP", because=["PAIN_BETTER"]), 422)

    assert "The scores changed while this page was open" in page
    assert not plans.Review.objects.exists()


def test_who_pays_is_told_yes_or_no(world):
    course = at_review(world, 7, 3, payer="MEDICARE")
    sent = {"decision": "CONTINUE", "because": ["PAIN_BETTER"], "next_review": "8"}

    assert "Answer yes or no" in text(decide(world, course, **sent), 422)
    assert decide(world, course, **sent, is_improving="YES").status_code == 302
    assert plans.Review.objects.get().is_improving is True


def test_the_review_is_the_practitioners_and_the_clinics(world):
    course = at_review(world, 7, 3)
    letters = reverse("desk:review_letters", args=[course.code])
    for url in (url_of(course), letters):
        assert cast.client_of(world.eve).get(url).status_code == 404
        assert cast.client_of(world.ruth).get(url).status_code == 403
        assert cast.client_of(world.mei).get(url.replace(course.code, "nobody")).status_code == 404
        assert cast.client_of(world.mei).put(url).status_code == 405
    assert "No summary was written" in text(cast.client_of(world.mei).get(letters))


# --- What it leaves ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "kind"), [("STOP", "DISCHARGE"), ("REFER", "REFERRAL")])
def test_care_that_ends_leaves_a_summary_and_asks_who_should_know(world, decision, kind):
    w, course = world, at_review(world, 7, 7)
    make.home_tasks(course, "WALK")
    doctor = make.a_carer(w)
    make.a_carer(w, name="Pat Holm", may_write=False)

    answer = decide(w, course, decision=decision, because=["NO_CHANGE"], words="We stop the needles.")

    assert answer.url == reverse("desk:review_letters", args=[course.code])
    letter = plans.Letter.objects.get()
    assert (letter.carer, letter.kind, letter.words) == (None, kind, "We stop the needles.")
    assert letter.review == plans.Review.objects.get()
    facts = dict(letter.facts)
    assert "6 visits" in facts["Your visits"]
    assert "Walk" in facts["Keep on doing at home"]
    page = text(cast.client_of(w.mei).get(answer.url))
    write = reverse("desk:new_letter", args=[doctor.code, kind.lower()])
    assert write in page
    assert "has not allowed us to write to them" in page
    # The letter to the doctor begins with what was decided and why.
    assert "Pain not changed." in text(cast.client_of(w.mei).get(write))
    cast.client_of(w.mei).post(write, {"words": "Please look at this."})
    assert plans.Letter.objects.get(carer=doctor).review == letter.review
    assert "Read the letter" in text(cast.client_of(w.mei).get(answer.url))


def test_visits_that_stay_in_the_calendar_are_named_when_care_has_ended(world):
    w, course = world, at_review(world, 7, 7)
    visit = make.a_visit(w, starts_at=w.now + 2 * DAY)
    letters = reverse("desk:review_letters", args=[course.code])
    cancel = reverse("booking:cancellation", args=[visit.code])
    assert cancel not in text(cast.client_of(w.mei).get(letters))  # the plan goes on

    decide(w, course, decision="STOP", because=["NO_CHANGE"])
    assert cancel in text(cast.client_of(w.mei).get(letters))

    make.a_course(w)  # with a new plan they are its own
    assert cancel not in text(cast.client_of(w.mei).get(letters))


def test_both_papers_are_tagged_and_say_that_they_are_accessible(world):
    w = world
    decide(w, at_review(w, 7, 7), decision="STOP", because=["NO_CHANGE"])
    for letter, about in (
        (plans.Letter.objects.get(), b"Your back care"),
        (make.a_letter(w), b"How it is going"),
    ):
        paper = reverse("desk:letter_paper", args=[letter.code])
        inside = unpacked(cast.client_of(w.mei).get(paper).content)
        for mark in (b"/Marked true", b"/StructTreeRoot", b"pdfuaid:part", b"/Lang", b"/S/H1", about):
            assert mark in inside.replace(b"/S /", b"/S/"), mark


def test_going_on_leaves_no_summary(world):
    decide(world, at_review(world, 7, 3), decision="SPACE_OUT", because=["PAIN_BETTER"])

    assert not plans.Letter.objects.exists()
    # Visits now and then never stand there without what is known of them.
    assert "extra visits did not clearly add" in text(cast.client_of(world.ada).get(reverse("portal:home")))


def test_the_patient_reads_the_decision_and_the_summary_in_their_language(world):
    w, course = world, at_review(world, 7, 3)
    w.ada.language = "es"
    w.ada.save()
    assert "They read Español" in text(cast.client_of(w.mei).get(url_of(course)))
    decide(w, course, decision="STOP", because=["AGREED_REACHED"])
    letter = plans.Letter.objects.get()

    client = cast.client_of(w.ada)
    page = text(client.get(f"/me/plan/{course.code}/?language=en"))
    paper = reverse("desk:letter_paper", args=[letter.code])
    assert "We stop here" in page
    assert "You can come back to us at any time" in page
    assert paper in page
    made = client.get(paper).content
    assert made.startswith(b"%PDF")
    assert paper in text(client.get(reverse("portal:home")))
    assert b"(es-US)" in made or b"es-US" in made
    assert client.get(f"{paper}?language=en").content == made
    for who in (w.bo, w.eve):
        assert cast.client_of(who).get(paper).status_code == 404


def test_a_summary_is_written_once_and_only_when_care_ends(world):
    w = world
    decide(w, at_review(w, 7, 3), decision="STOP", because=["PAIN_BETTER"])
    review, by = plans.Review.objects.get(), cast.viewer(w.mei)
    again = letter_deeds.write_summary(review=review, facts=[("a", "b")], by=by, now=w.now)

    assert again == plans.Letter.objects.get()
    with pytest.raises(letter_deeds.UnableToWrite, match="Only a practitioner"):
        letter_deeds.write_summary(review=review, facts=[], by=cast.viewer(w.ruth), now=w.now)
    review.decision = "CONTINUE"
    with pytest.raises(letter_deeds.UnableToWrite, match="when care ends"):
        letter_deeds.write_summary(review=review, facts=[], by=by, now=w.now)


def test_a_summary_is_handed_over_without_anybodys_permission(world):
    decide(world, at_review(world, 7, 3), decision="STOP", because=["PAIN_BETTER"])
    letter, client = plans.Letter.objects.get(), cast.client_of(world.mei)

    assert "Sent on" in text(client.post(f"/letters/{letter.code}/", {"how": "BY_HAND"}, follow=True))
    assert "To the patient" in text(client.get(reverse("desk:carers", args=[world.ada.code])))


def test_an_overdue_review_is_said_to_the_patient_and_stops_booking_by_habit(world):
    course = at_review(world, 7, 7)
    client, book = cast.client_of(world.ada), reverse("portal:course_visits", args=[course.code])

    home = text(client.get(reverse("portal:home")))
    assert "It is time to look back." in home
    assert book not in home

    decide(world, course, decision="CONTINUE", despite=["SETBACK"], next_review="8")
    home = text(client.get(reverse("portal:home")))
    assert "It is time to look back." not in home
    assert "We keep to the plan." in home
    assert book in home


def test_what_patients_read_of_a_decision_is_plain(world):
    care = decided.Care(
        decision="STOP",
        visits=6,
        first_on=world.today,
        latest_on=world.today + 30 * DAY,
        pain="Pain was 7 of 10 at the start and is 4 now.",
        activities=(("Walk", 2, 6),),
        home=("Walk",),
        recall_on=world.today,
        phone="555 0100",
    )
    with translation.override("en"):
        said = [decided.review_due(), decided.summary_title(), decided.summary_foot()]
        said += [f"{title}." for title in decided.TITLES.values()] + [
            str(one) for one in decided.WORDS.values()
        ]
        said.append(" ".join(f"{label}. {value}" for label, value in decided.summary(care)))
        for sentence in said:
            assert reading.grade(str(sentence)) <= 6, sentence


def test_the_day_says_who_is_owed_a_review(world):
    at_review(world, 7, 7, review_after=4)
    make.a_visit(world, starts_at="10:00")

    page = text(cast.client_of(world.ruth).get(reverse("desk:day")))

    assert "Review overdue by 2 visits" in page
    assert "review today" not in page


# --- Before more is booked -----------------------------------------------------------------------------------------------


def caveat(w, wished=1, *, is_staff=True, leaves=()):
    starts = [w.now + place * DAY for place in range(1, wished + 1)]
    return beforehand.caveat(w.ada.pk, starts, w.now, is_staff=is_staff, leaves=leaves)


def test_one_visit_is_booked_past_a_review_that_is_owed_and_the_next_one_not_silently(world):
    course = at_review(world, 7, 7)
    assert caveat(world) is None
    assert "review after visit 6 is owed" in caveat(world, 2).title
    assert caveat(world, 2, is_staff=False).title == "First we look back together"

    booked = make.a_visit(world, starts_at=world.now + DAY)
    assert caveat(world).key == "review-6"
    assert caveat(world, leaves=[booked.pk]) is None  # it only moves

    decide(world, course, decision="CONTINUE", despite=["SETBACK"], next_review="8")
    assert caveat(world) is None


def test_a_review_that_is_not_owed_says_nothing(world):
    assert caveat(world, 3) is None
    make.a_course(world)
    assert caveat(world, 3) is None


def test_what_a_payer_says_stands_beside_it(world):
    at_review(world, 7, 7, payer="MEDICARE")

    said = caveat(world, 12)

    assert said.key.startswith("review-6+")
    assert any("Medicare" in sentence for sentence in said.sentences)


def test_the_review_says_whether_thirty_per_cent_are_reached_beside_a_change_that_matters(world):
    """Two points count as a change that matters where they are not 30 %: whoever decides reads both."""
    course = at_review(world, 7, 5)

    page = text(cast.client_of(world.mei).get(url_of(course)))

    assert "2 points lower, by 29 % of the start. 30 % better or more: not yet." in page


def test_a_look_taken_early_keeps_the_review_that_was_agreed(world):
    course = make.a_course(world, started_at=world.now - 20 * DAY, visits_planned=9, review_after=6)
    make.a_visit(world, starts_at=world.now - 20 * DAY, state="COMPLETED")
    pains(world, 7, 4)

    page = text(cast.client_of(world.mei).get(url_of(course)))

    assert 'name="next_review" value="6"' in page
