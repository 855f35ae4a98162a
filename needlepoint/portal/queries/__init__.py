"""What a patient's own pages ask, each page in a fixed number of queries."""

from needlepoint.portal.queries.course_visits import (
    CourseBooking,
    course_booking,
)
from needlepoint.portal.queries.home import (
    Form,
    Home,
    check_of,
    forms_ahead,
    home_of,
    patient_of,
    programme_of,
    visits_ahead,
)

__all__ = [
    "CourseBooking",
    "Form",
    "Home",
    "check_of",
    "course_booking",
    "forms_ahead",
    "home_of",
    "patient_of",
    "programme_of",
    "visits_ahead",
]
