"""Questions about intakes; each starts from the viewer and says what it costs."""

from needlepoint.intake.queries.filling import intake_for, intake_of, is_finished

__all__ = ["intake_for", "intake_of", "is_finished"]
