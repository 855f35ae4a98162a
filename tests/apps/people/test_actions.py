"""Deeds about people."""

import datetime as dt
import threading

import pytest
from django import db
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from needlepoint.house import models as house
from needlepoint.house import prepared
from needlepoint.people import actions, models, queries, rules
from tests import cast

pytestmark = pytest.mark.django_db

GRETA = {
    "given_name": "Greta",
    "family_name": "Holm",
    "birth_date": dt.date(1972, 3, 9),
    "phone": "+12125550177",
    "email": "Greta@Mail.example ",
}


def register(w, **changes):
    return actions.register_patient(
        clinic=w.clinic, by=cast.viewer(w.ruth), now=w.now, **{**GRETA, **changes}
    )


def facts():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", flat=True))


# --- Registering -----------------------------------------------------------------------------------------------------


def test_a_new_patient_gets_a_row_and_an_account_to_sign_in_with(world):
    greta = register(world)

    assert (greta.name, greta.email, greta.clinic_id) == ("Greta Holm", "greta@mail.example", world.clinic.pk)
    assert greta.user.email == "greta@mail.example"
    assert not greta.user.has_usable_password()
    [entry] = house.AuditEntry.objects.all()
    assert (entry.what, entry.patient_id, entry.who) == (
        "patient_registered",
        greta.pk,
        f"user:{world.ruth.pk}",
    )
    assert "Greta" not in str(entry.details)


def test_the_same_person_again_is_the_same_patient_and_what_we_hold_stays(world):
    greta = register(world)

    again = register(world, email="GRETA@mail.example", family_name="holm", phone="+19995550000")

    assert again.pk == greta.pk
    assert models.Patient.objects.get(pk=greta.pk).phone == "+12125550177"
    assert facts() == ["patient_registered"]


def test_a_family_may_share_an_address_without_sharing_a_record(world):
    greta = register(world)

    twin = register(world, given_name="Gustav")
    child = register(world, given_name="Ulla", birth_date=dt.date(2010, 1, 1))

    assert len({greta.pk, twin.pk, child.pk}) == 3
    assert greta.user_id == twin.user_id == child.user_id


def test_another_clinic_has_its_own_record_of_the_same_person(world):
    greta = register(world)

    there = actions.register_patient(
        clinic=world.other_clinic, by=cast.viewer(world.eve), now=world.now, **GRETA
    )

    assert there.pk != greta.pk
    assert there.user_id == greta.user_id


def test_someone_without_an_address_is_found_by_phone(world):
    first = register(world, email="")

    again = register(world, email="")
    other = register(world, email="", phone="+12125550178")

    assert (again.pk, first.user) == (first.pk, None)
    assert other.pk != first.pk


def test_a_patient_from_an_import_gets_her_account_when_she_books(world):
    brought_in = models.Patient.objects.create(
        clinic=world.clinic, made_at=world.now, **{**GRETA, "email": "greta@mail.example"}
    )

    assert register(world).pk == brought_in.pk
    brought_in.refresh_from_db()
    assert brought_in.user.email == "greta@mail.example"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("email", ["new@mail.example", "ada@mail.example", ""])
def test_two_tabs_that_register_one_person_at_once_make_one(world, email):
    if db.connection.vendor == "sqlite" and "mode=memory" in str(db.connection.settings_dict["NAME"]):
        pytest.skip(
            "threads need a database file or a server; PYTEST_SQLITE_FILE or NEEDLEPOINT_DATABASE_URL gives one"
        )
    ready, found, faults = threading.Barrier(8), [], []

    def tab():
        try:
            ready.wait()
            found.append(register(world, email=email).pk)
        except Exception as fault:  # noqa: BLE001 a thread's fault would be lost
            faults.append(fault)
        finally:
            db.connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(8)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()

    assert faults == []
    assert len(found) == 8
    assert len(set(found)) == 1
    assert models.Patient.objects.filter(family_name="Holm").count() == 1
    assert models.User.objects.filter(email=email).count() == (1 if email else 0)


def test_addresses_are_kept_in_lower_case_by_the_database_too(world):
    with pytest.raises(db.IntegrityError, match="an_address_is_kept_in_lower_case"):
        models.User.objects.create(email="Ada@mail.example", name="Ada")


# --- Consent and cautions ------------------------------------------------------------------------------------------------


def consent(w, is_given, version="2026-11"):
    return actions.decide_consent(
        patient=w.ada,
        kind="NEEDLING",
        wording_version=version,
        is_given=is_given,
        by=cast.viewer(w.ada),
        now=w.now,
    )


def test_a_consent_keeps_its_words_and_its_moment(world):
    given = consent(world, is_given=True)

    assert (given.kind, given.wording_version, given.is_given, given.decided_at) == (
        "NEEDLING",
        "2026-11",
        True,
        world.now,
    )
    assert facts() == ["consent_given"]


def test_the_same_answer_twice_is_one_consent(world):
    assert consent(world, is_given=True).pk == consent(world, is_given=True).pk
    assert facts() == ["consent_given"]


def test_no_after_yes_ends_the_yes_and_keeps_both(world):
    given = consent(world, is_given=True)

    declined = consent(world, is_given=False)

    given.refresh_from_db()
    assert given.withdrawn_at == world.now
    assert (declined.is_given, declined.withdrawn_at) == (False, None)
    assert facts() == ["consent_given", "consent_declined"]


def test_new_words_need_a_new_yes(world):
    assert consent(world, is_given=True).pk != consent(world, is_given=True, version="2027-01").pk


def carry(w, cautions, on, **more):
    return actions.carry_cautions(
        patient=w.ada, cautions=cautions, on=on, by=cast.viewer(w.ada), now=w.now, **more
    )


def test_cautions_of_the_latest_check_are_on_the_patient(world):
    carry(world, ["pacemaker", "blood_thinner", "pacemaker"], world.today)

    held = models.Patient.objects.get(pk=world.ada.pk)
    assert (held.cautions, held.cautions_checked_on) == (["blood_thinner", "pacemaker"], world.today)
    assert world.ada.cautions == held.cautions


def test_an_older_check_changes_no_cautions(world):
    carry(world, ["pacemaker"], world.today)

    carry(world, [], world.today - dt.timedelta(days=1))

    assert models.Patient.objects.get(pk=world.ada.pk).cautions == ["pacemaker"]
    assert facts() == ["cautions_carried"]


def test_answers_of_nobody_proven_add_cautions_and_take_none_away(world):
    carry(world, ["blood_thinners"], world.today)

    carry(world, ["epilepsy"], world.today, may_remove=False)

    assert models.Patient.objects.get(pk=world.ada.pk).cautions == ["blood_thinners", "epilepsy"]


# --- Nothing by halves -----------------------------------------------------------------------------------------------------


def test_a_deed_that_fails_leaves_neither_row_nor_audit_entry(world, monkeypatch):
    def broken(*_args, **_more):
        raise db.OperationalError("disk full")

    monkeypatch.setattr(prepared.Entry, "store", broken)
    before = models.User.objects.count()

    with pytest.raises(db.OperationalError):
        register(world)
    with pytest.raises(db.OperationalError):
        consent(world, is_given=True)
    with pytest.raises(db.OperationalError):
        actions.make_link(patient=world.ada, purpose="PORTAL", now=world.now)

    assert not models.Patient.objects.filter(family_name="Holm").exists()
    assert models.User.objects.count() == before
    assert not models.Consent.objects.exists()
    assert not models.PageLink.objects.exists()


# --- Staff and clinics -----------------------------------------------------------------------------------------------------


def test_a_practitioner_is_added_with_role_and_row_however_often(world):
    for _ in range(2):
        user = actions.add_staff(
            clinic=world.clinic,
            email="Noor@Willow.example",
            name="Noor Aziz",
            role="PRACTITIONER",
            credential="L.Ac.",
            by=cast.viewer(world.ivo),
            now=world.now,
        )

    assert list(user.memberships.values_list("clinic", "role")) == [(world.clinic.pk, "PRACTITIONER")]
    assert user.practitioners.get().credential == "L.Ac."
    assert cast.viewer(user).is_practitioner


def test_a_patients_role_is_not_staff(world):
    with pytest.raises(ValueError, match="PATIENT is not a role of staff"):
        actions.add_staff(
            clinic=world.clinic,
            email="a@b.example",
            name="A",
            role="PATIENT",
            by=rules.System(),
            now=world.now,
        )


def test_a_bad_address_adds_nobody(world):
    with pytest.raises(ValidationError):
        actions.add_staff(
            clinic=world.clinic, email="not one", name="A", role="DESK", by=rules.System(), now=world.now
        )


def test_a_first_clinic_opens_from_the_command_line_and_says_what_next(db, capsys):
    call_command("open-clinic", name="Elm Yard", owner_email="Olu@elm.example", time_zone="Europe/London")

    clinic = models.Clinic.objects.get()
    owner = models.User.objects.get()
    assert (clinic.name, clinic.time_zone) == ("Elm Yard", "Europe/London")
    assert list(owner.memberships.values_list("clinic", "role")) == [(clinic.pk, "OWNER")]
    said = capsys.readouterr().out
    assert "Elm Yard is there, and not open to the public yet." in said
    assert "/clinic/first-steps/" in said
    assert facts()[:2] == ["clinic_opened", "staff_added"]


def test_a_clinic_that_cannot_open_says_every_fault_at_once(db):
    with pytest.raises(CommandError) as said:
        call_command("open-clinic", name=" ", owner_email="olu", time_zone="Mars/Base")

    assert "needs a name" in str(said.value)
    assert "olu is not an e-mail address" in str(said.value)
    assert "Mars/Base is not a time zone" in str(said.value)
    assert not models.Clinic.objects.exists()


def test_a_colleague_is_added_from_the_command_line(world, capsys):
    call_command(
        "add-person",
        role="desk",
        email="Tomi@willow.example",
        name="Tomi Oja",
        clinic="willow street acupuncture",
    )

    assert queries.user_with_email("tomi@willow.example").memberships.get().role == "DESK"
    assert "Tomi Oja is desk at Willow Street Acupuncture" in capsys.readouterr().out


def test_with_several_clinics_the_command_asks_which(world):
    with pytest.raises(CommandError, match="Willow Street Acupuncture, Harbour Needles"):
        call_command("add-person", role="desk", email="tomi@willow.example", name="Tomi Oja")


def test_before_the_first_clinic_the_command_says_how_to_make_one(db):
    with pytest.raises(CommandError, match="open-clinic makes the first"):
        call_command("add-person", role="desk", email="tomi@willow.example", name="Tomi Oja")


def test_a_lost_second_factor_is_forgotten_from_the_command_line(world, capsys):
    call_command("forget-second-factor", email="RUTH@willow.example")

    assert "Ruth Abara is asked for a new second factor" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Nobody signs in as"):
        call_command("forget-second-factor", email="nobody@willow.example")
