"""What a letter about somebody is about, said to them."""

from django.utils.translation import gettext_lazy as _

from needlepoint.plans.rules import letters as rules

ABOUT = {
    rules.About.START: _("Your care has begun"),
    rules.About.PROGRESS: _("How it is going for you"),
    rules.About.REFERRAL: _("We ask them to see you"),
    rules.About.DISCHARGE: _("Your care has ended"),
}
