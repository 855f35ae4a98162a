"""The audit record shows it when somebody changed it behind our back.

Each entry carries a mark: an HMAC over its words, by a key that is not in the database. The due-work loop then ties what
was written since into a chain of seals, one chain for each clinic; a seal follows another at most once, so the chain
never forks, however many loops run. The head of each chain is written to a file outside the database every hour.

`verify` finds an entry that was changed, added, moved or taken out, a seal that was, and a chain that was cut off. What
it cannot find: an entry taken out in the seconds before it was sealed, and seals taken out with all their entries from
the end of the chain before the hour's line was written. Whoever may write in both places can undo both; copy the file.
"""

import datetime as dt
import hashlib
import hmac
import itertools
import json
import pathlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db import models as db

from needlepoint.house import models

NOBODY = 0  # the chain of what belongs to no clinic
BEGINNING = "0" * 64
AT_ONCE = 1_000  # entries in one seal
SOON = dt.timedelta(minutes=10)  # longer without a seal, and the loop is not running
ANCHORS = "audit-anchors.jsonl"
_noted: dict[pathlib.Path, str] = {}  # so that the file is not read in every round


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"needlepoint audit mark\0" + secret.encode()).digest()


def _written(entry: models.AuditEntry) -> bytes:
    """Return everything an entry says, in one order and one spelling on both engines."""
    said = [
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.clinic_id,
        entry.what,
        entry.who,
        entry.roles,
        entry.patient_id,
        entry.thing,
        entry.request_id,
        entry.details,
    ]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mark_of(entry: models.AuditEntry, secret: str | None = None) -> str:
    """Return the mark of an entry, 64 hex digits."""
    return hmac.new(_key(secret or settings.SECRET_KEY), _written(entry), hashlib.sha256).hexdigest()


def _has_its_mark(entry: models.AuditEntry) -> bool:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(entry.mark, mark_of(entry, secret)) for secret in secrets)


def digest_of(seal: models.AuditSeal, held: Iterable[models.AuditEntry]) -> str:
    """Return what a seal over these entries must say, 64 hex digits. Entries come in the order of their numbers."""
    head = [
        seal.clinic_id,
        seal.number,
        seal.previous,
        seal.entries,
        seal.made_at.astimezone(dt.UTC).isoformat(),
    ]
    found = hashlib.sha256(json.dumps(head).encode())
    for entry in held:
        found.update(hashlib.sha256(f"{entry.pk}\0{entry.mark}\0".encode() + _written(entry)).digest())
    return found.hexdigest()


# --- Sealing --------------------------------------------------------------------------------------------------------


def seal_due(now: dt.datetime) -> int:
    """Seal what was recorded since, clinic by clinic. Returns 0: nobody waits for it, so the loop may rest."""
    waiting = models.AuditEntry.objects.filter(seal__isnull=True)
    for clinic_id in list(waiting.values_list("clinic_id", flat=True).distinct()):
        try:
            with transaction.atomic():
                _seal(clinic_id, now)
        except IntegrityError:
            continue  # another loop was first, with the same entries
    return 0


def _seal(clinic_id: int | None, now: dt.datetime) -> None:
    rows = models.AuditEntry.objects.filter(seal__isnull=True, clinic_id=clinic_id)
    held = list(rows.order_by("pk")[:AT_ONCE])
    if not held:
        return
    chain = NOBODY if clinic_id is None else clinic_id
    last = models.AuditSeal.objects.filter(clinic_id=chain).last()
    seal = models.AuditSeal(
        clinic_id=chain,
        number=last.number + 1 if last else 1,
        previous=last.digest if last else BEGINNING,
        entries=len(held),
        made_at=now,
    )
    seal.digest = digest_of(seal, held)
    seal.save(force_insert=True)
    models.AuditEntry.objects.filter(pk__in=[one.pk for one in held]).update(seal=seal)


# --- Anchors ----------------------------------------------------------------------------------------------------------


def heads() -> list[dict[str, object]]:
    """Return the last seal of each chain, as a line of the file outside the database says it."""
    last = models.AuditSeal.objects.filter(number=_last_number()).order_by("clinic_id")
    return [{"clinic": one.clinic_id, "number": one.number, "digest": one.digest} for one in last]


def _last_number() -> db.Subquery:
    same = models.AuditSeal.objects.filter(clinic_id=db.OuterRef("clinic_id")).order_by("-number")
    return db.Subquery(same.values("number")[:1])


def anchor_due(now: dt.datetime) -> int:
    """Write the heads of all chains to the file outside the database, once an hour. Returns 0, as `seal_due`."""
    path = pathlib.Path(settings.DATA) / ANCHORS
    hour = f"{now.astimezone(dt.UTC):%Y-%m-%dT%H}"
    if _noted.get(path) == hour or any(line.get("at") == hour for line in anchors(path)):
        _noted[path] = hour
        return 0
    found = heads()
    if found:
        with path.open("a", encoding="utf-8") as out:
            for one in found:
                out.write(json.dumps({"at": hour, **one}) + "\n")
    return 0


def anchors(path: pathlib.Path) -> Iterator[Mapping[str, object]]:
    """Yield the lines of the file, oldest first. A torn line, of a machine that lost its power, is left out."""
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if isinstance(said, dict) and said.keys() >= {"at", "clinic", "number", "digest"}:
            yield said


# --- Verifying --------------------------------------------------------------------------------------------------------


def verify(now: dt.datetime, said: Iterable[Mapping[str, object]]) -> list[str]:
    """Return every fault as a sentence; none when the record is whole. Reads each row once.

    said   what `anchors` read
    """
    faults = []
    digests: dict[tuple[int, int], str] = {}
    expected: dict[int, tuple[int, str]] = defaultdict(lambda: (1, BEGINNING))
    held_by, found = _held_in_order(), 0
    for seal in models.AuditSeal.objects.order_by("clinic_id", "number").iterator():
        digests[seal.clinic_id, seal.number] = seal.digest
        number, previous = expected[seal.clinic_id]
        where = f"Clinic {seal.clinic_id}, seal {seal.number}"
        if seal.number != number:
            faults.append(f"{where}: {seal.number - number} before it are missing.")
        if seal.previous != previous:
            faults.append(f"{where}: it does not follow the seal before it.")
        held = held_by(seal)
        found += len(held)
        faults += _faults_within(seal, held, where)
        expected[seal.clinic_id] = (seal.number + 1, seal.digest)
    if lost := models.AuditEntry.objects.filter(seal_id__isnull=False).count() - found:
        faults.append(f"{lost} entries stand under a seal that is gone.")
    faults += _faults_of_unsealed(now)
    for one in said:
        if digests.get((one["clinic"], one["number"])) != one["digest"]:
            faults.append(
                f"Clinic {one['clinic']}, seal {one['number']}: at {one['at']} the file outside the database"
                " noted another one, or it is gone."
            )
    return faults


def _held_in_order() -> Callable[[models.AuditSeal], list[models.AuditEntry]]:
    """Return what gives the entries of each seal, when seals are asked about in the order of clinic and number."""
    rows = models.AuditEntry.objects.filter(seal__isnull=False)
    rows = rows.order_by("seal__clinic_id", "seal__number", "pk").iterator(chunk_size=AT_ONCE)
    groups = itertools.groupby(rows, key=lambda entry: entry.seal_id)
    waiting: list[tuple[int, list[models.AuditEntry]]] = []

    def held(seal: models.AuditSeal) -> list[models.AuditEntry]:
        if not waiting:
            waiting.extend((number, list(group)) for number, group in itertools.islice(groups, 1))
        if waiting and waiting[0][0] == seal.pk:
            return waiting.pop()[1]
        return []

    return held


def _faults_within(seal: models.AuditSeal, held: list[models.AuditEntry], where: str) -> Iterator[str]:
    for entry in held:
        if not _has_its_mark(entry):
            yield f"{where}: entry {entry.pk} is not what was recorded."
    if len(held) != seal.entries:
        yield f"{where}: it holds {len(held)} entries, and was made over {seal.entries}."
    if digest_of(seal, held) != seal.digest:
        yield f"{where}: it does not fit its entries."


def _faults_of_unsealed(now: dt.datetime) -> Iterator[str]:
    for entry in models.AuditEntry.objects.filter(seal__isnull=True).order_by("pk").iterator():
        if not _has_its_mark(entry):
            yield f"Entry {entry.pk}, not sealed yet, is not what was recorded."
        elif entry.at < now - SOON:
            yield f"Entry {entry.pk} of {entry.at:%Y-%m-%d %H:%M} UTC was never sealed: does the due-work loop run?"
