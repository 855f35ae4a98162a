"""Two who want to write on SQLite: the second begins when the first has ended, and gives up in the end."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from needlepoint.people import models as people

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite"),
]


def test_the_second_writer_begins_when_the_first_has_ended():
    holds, ends, began = threading.Event(), [], []

    def first():
        try:
            with transaction.atomic():
                people.Clinic.objects.create(name="First")
                holds.set()
                time.sleep(0.15)
                ends.append(time.monotonic())
        finally:
            connection.close()

    writer = threading.Thread(target=first)
    writer.start()
    holds.wait()
    with transaction.atomic():
        began.append(time.monotonic())
        people.Clinic.objects.create(name="Second")
    writer.join()
    assert began[0] >= ends[0]
    assert people.Clinic.objects.count() == 2


def test_a_writer_gives_up_when_the_first_never_ends(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    holds, over = threading.Event(), threading.Event()

    def first():
        try:
            with transaction.atomic():
                holds.set()
                over.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=first)
    writer.start()
    holds.wait()
    try:
        with pytest.raises(OperationalError, match="locked"), transaction.atomic():
            pass
    finally:
        over.set()
        writer.join()
