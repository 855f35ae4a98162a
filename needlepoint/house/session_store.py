"""Sessions in the database, as Django keeps them; only the question that every request asks has its SQL ready."""

import datetime as dt

from django.contrib.sessions.backends import db

from needlepoint.house import clock, prepared


def _sessions():
    # The table is there once the apps are loaded, which is later than this module.
    return db.SessionStore.get_model_class().objects


_living = prepared.Question(
    lambda *, key, now: _sessions().filter(session_key=key, expire_date__gt=now), key=str, now=dt.datetime
)


class SessionStore(db.SessionStore):
    """Django's, reading faster."""

    def _get_session_from_db(self):
        moment = dt.datetime.fromtimestamp(clock.ticking(), tz=dt.UTC)  # sessions end in real time
        found = _living.first(key=self.session_key, now=moment)
        if found is None:
            self._session_key = None
        return found
