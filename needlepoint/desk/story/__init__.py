"""The demo story: one week of life around now, and the half year before it, told from readable YAML.

For     `manage.py tell`, `make run` in demo mode, and the bench, which tells it fifty times as large.
Offers  `tell(now=…, times=1, path=None)` and `latest_told()`.
Never   runs in clinic mode, and never replaces rows that no story told.
"""

from needlepoint.desk.story.reading import UnableToReadStory
from needlepoint.desk.story.telling import Told, UnableToTell, is_current, latest_told, tell

__all__ = ["Told", "UnableToReadStory", "UnableToTell", "is_current", "latest_told", "tell"]
