"""What came of asking somebody back, in the words of staff."""

from django.utils.translation import gettext_lazy as _

from needlepoint.plans.rules.recalling import Attempt

# In the order of how often they are pressed; the last two take the person off the list.
OUTCOMES = {
    Attempt.NO_ANSWER: _("No answer"),
    Attempt.LEFT_MESSAGE: _("Left a message"),
    Attempt.WILL_CALL_BACK: _("Will call back"),
    Attempt.NOT_NOW: _("Not now, ask again in 4 weeks"),
    Attempt.WHEN_WORSE: _("Will come when it hurts"),
    Attempt.DO_NOT_CONTACT: _("Does not want to be asked again"),
}
