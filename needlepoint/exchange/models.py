"""Where brought-in rows came from. Tables only."""

from django.db import models


class Batch(models.Model):
    """One file brought in, known by the hash of its bytes."""

    clinic = models.ForeignKey("people.Clinic", models.CASCADE, related_name="batches")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)  # PATIENTS, APPOINTMENTS
    headings = models.JSONField(default=list)  # as they stand in the file; what the cells of its rows are
    read_as = models.JSONField(
        default=dict
    )  # encoding, separator, order of dates, heading → what it was taken for
    rows_taken = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["clinic", "file_hash"], name="batch_by_its_file")]


class SourceRow(models.Model):
    """A row as it stood in the file, kept for ever, with what became of it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    content = models.TextField()  # the row's cells as JSON, untouched
    became = models.CharField(max_length=40, blank=True)  # 'patient:123', 'visit:456', or blank when refused
    source_key = models.CharField(max_length=80, blank=True)  # of the patient or visit it is about
    fingerprint = models.CharField(max_length=16, blank=True)  # changes when what the row says changes
    reasons = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["batch", "line"], name="rows_in_order")]
