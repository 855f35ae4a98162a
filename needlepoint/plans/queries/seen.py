"""One thing by its code, for a viewer who may read it."""

from django.http import Http404

from needlepoint.people import rules as people_rules
from needlepoint.plans import access, models


def episode_seen_by(viewer: people_rules.Viewer, code: str) -> models.Episode:
    """Return one episode the viewer may read. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    episodes = access.episodes_seen_by(viewer).select_related("patient__clinic", "practitioner")
    return _or_404(episodes.filter(code=code).first())


def course_seen_by(viewer: people_rules.Viewer, code: str) -> models.Course:
    """Return one course the viewer may read. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    courses = access.courses_seen_by(viewer).select_related("patient__clinic", "practitioner", "episode")
    return _or_404(courses.filter(code=code).first())


def recall_seen_by(viewer: people_rules.Viewer, code: str) -> models.Recall:
    """Return one recall the viewer may see. Costs 1 query. Raises Http404 alike for unknown and for unseen."""
    recalls = access.recalls_seen_by(viewer).select_related("patient__clinic", "course")
    return _or_404(recalls.filter(code=code).first())


def _or_404(row):
    if row is None:
        raise Http404
    return row
