"""What a clinic may not publish of its own, and what it may write instead. Every form whose words visitors read asks here.

def clean_words(self):
    return guarding.cleaned(self.cleaned_data["words"])
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from needlepoint.knowledge.evidence import words

MOST_AT_ONCE = 5


def faults(text: str) -> tuple[str, ...]:
    """Return a sentence for each word that promises too much, in the order of the text; each word once."""
    named: dict[str, words.Found] = {}
    for one in words.find(text):
        named.setdefault(one.word.casefold(), one)
    return tuple(
        _("Please leave out “%(word)s”. %(instead)s") % {"word": one.word, "instead": _(one.instead)}
        for one in list(named.values())[:MOST_AT_ONCE]
    )


def cleaned(text: str) -> str:
    """Return the text as it is, for the clean method of a form.

    raises   ValidationError with a sentence for each word
    """
    if found := faults(text):
        raise ValidationError(list(found))
    return text
