"""Whoever changes the audit record behind our back is found out."""

import dataclasses
import datetime as dt
import random

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from needlepoint.house import audit, models, seals

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 14, 30, 0, 123456, tzinfo=dt.UTC)


@dataclasses.dataclass
class Somebody:
    clinic_id: int | None = 1
    request_id: str = "r1"
    who: str = "user:7"
    role_names: str = "DESK"


def recorded(count=30, *, clinics=(1, 2, None)):
    """Record so many deeds, sealed after every tenth."""
    for number in range(count):
        with transaction.atomic():
            by = Somebody(clinics[number % len(clinics)])
            audit.record(
                "visit_booked",
                by=by,
                now=NOW,
                patient=number,
                thing=f"visit:{number}",
                details={"né": [number]},
            )
        if number % 10 == 9:
            seals.seal_due(NOW)


def faults(said=()):
    return seals.verify(NOW, said)


def test_a_record_that_nobody_touched_is_whole_and_each_clinic_has_a_chain_of_its_own():
    recorded(33)
    assert faults() == []
    made = models.AuditSeal.objects.values_list("clinic_id", "number", "entries")
    assert list(made) == [
        (0, 1, 3),
        (0, 2, 3),
        (0, 3, 4),
        (1, 1, 4),
        (1, 2, 3),
        (1, 3, 3),
        (2, 1, 3),
        (2, 2, 4),
        (2, 3, 3),
    ]
    assert models.AuditEntry.objects.filter(seal__isnull=True).count() == 3


def test_a_seal_is_followed_once_whoever_tries():
    recorded(30)
    last = models.AuditSeal.objects.filter(clinic_id=1).last()
    twin = models.AuditSeal(
        clinic_id=1, number=last.number + 1, previous=last.previous, entries=0, made_at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def _edit(chance):
    one = chance.choice(list(models.AuditEntry.objects.all()))
    field, value = chance.choice(
        [("what", "note_signed"), ("who", "user:8"), ("patient_id", 999), ("at", NOW + dt.timedelta(microseconds=1)),
         ("details", {}), ("clinic_id", 3), ("request_id", "r2"), ("thing", ""), ("roles", "OWNER"), ("mark", "0" * 64)]
    )  # fmt: skip
    models.AuditEntry.objects.filter(pk=one.pk).update(**{field: value})


def _delete(chance):
    chance.choice(list(models.AuditEntry.objects.filter(seal__isnull=False))).delete()


def _add(chance):
    seal = chance.choice([None, *models.AuditSeal.objects.all()])
    models.AuditEntry.objects.create(
        at=NOW, clinic_id=1, what="visit_booked", who="user:7", mark="0" * 64, seal=seal
    )


def _swap(chance):
    one, other = chance.sample(list(models.AuditEntry.objects.filter(seal__isnull=False)), 2)
    models.AuditEntry.objects.filter(pk=one.pk).update(what=other.what, thing=other.thing, mark=other.mark)


def _move(chance):
    one = chance.choice(list(models.AuditEntry.objects.filter(seal__isnull=False)))
    models.AuditEntry.objects.filter(pk=one.pk).update(
        seal=chance.choice(list(models.AuditSeal.objects.exclude(pk=one.seal_id)))
    )


def _unseal(chance):
    seal = chance.choice(list(models.AuditSeal.objects.all()))
    seal.held.update(seal=None)


def _cut(chance):
    """Take out the end of a chain, entries and all."""
    clinic = chance.choice([0, 1, 2])
    seal = models.AuditSeal.objects.filter(clinic_id=clinic).last()
    seal.held.all().delete()
    seal.delete()


TAMPERINGS = (_edit, _delete, _add, _swap, _move, _unseal, _cut)


@pytest.mark.parametrize("tampering", TAMPERINGS)
@pytest.mark.parametrize("times", [3, pytest.param(140, marks=pytest.mark.slow)])
def test_tampering_is_found_each_time(tampering, times):
    recorded(30)
    said = [{"at": "2026-11-23T14", **one} for one in seals.heads()]
    chance = random.Random(tampering.__name__)
    for _ in range(times):
        with transaction.atomic():
            tampering(chance)
            assert faults(said)
            transaction.set_rollback(True)
    assert faults(said) == []


def test_every_fault_is_said_and_not_only_the_first():
    recorded(30)
    first, second = models.AuditEntry.objects.filter(clinic_id=1)[:2]
    models.AuditEntry.objects.filter(pk__in=[first.pk, second.pk]).update(what="nothing")
    said = " ".join(faults())
    assert f"entry {first.pk} is" in said and f"entry {second.pk} is" in said


def test_an_entry_is_known_by_a_secret_that_was_in_use_before(settings):
    recorded(10)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another one, longer than fifty letters, made yesterday",
    )
    assert faults() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert len(faults()) == 10


def test_an_entry_that_no_loop_sealed_is_named():
    recorded(1)
    assert seals.verify(NOW + 2 * seals.SOON, ()) == [
        f"Entry {models.AuditEntry.objects.get().pk} of 2026-11-23 14:30 UTC was never sealed: does the due-work loop run?"
    ]


def test_the_heads_are_written_outside_once_an_hour_and_a_torn_line_is_left_out(settings, tmp_path):
    settings.DATA = tmp_path
    recorded(30)
    for minutes in (0, 20, 40, 41):
        seals.anchor_due(NOW + dt.timedelta(minutes=minutes))
    path = tmp_path / seals.ANCHORS
    path.write_text(path.read_text() + '{"at": "2026-1')
    assert [(one["at"], one["clinic"], one["number"]) for one in seals.anchors(path)] == [
        (hour, clinic, 3) for hour in ("2026-11-23T14", "2026-11-23T15") for clinic in (0, 1, 2)
    ]


def test_the_command_says_that_all_is_well_and_fails_when_it_is_not(settings, tmp_path, capsys):
    settings.DATA = tmp_path
    recorded(5)
    call_command("audit", "verify")
    assert "The record is whole: 5 entries under 3 seals" in capsys.readouterr().out
    models.AuditEntry.objects.first().delete()
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    assert "FAULT Clinic 1, seal 1" in capsys.readouterr().out
