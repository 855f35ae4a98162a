"""What each public page is called and what it is about, in one sentence: for search results, feeds and shared links.

A page's own template may say it better in {% block description %}; then that sentence stands on the page, and the one
here in the list for machines (/llms.txt).
"""

import dataclasses

from django.utils.translation import gettext_lazy

# What a page is, in the words of schema.org.
MEDICAL, PLAIN, CONTACT, ABOUT, QUESTIONS, LIST = (
    "MedicalWebPage",
    "WebPage",
    "ContactPage",
    "AboutPage",
    "FAQPage",
    "CollectionPage",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A page, or a kind of page of which there are several.

    title, description   in English until shown
    kind                 its type at schema.org
    parent               the name of the page above it; empty under the first one
    """

    title: str
    description: str
    kind: str = MEDICAL
    parent: str = ""


# By the name of their address; in the order in which a newcomer would read them.
KNOWN: dict[str, Known] = {
    "home": Known(
        gettext_lazy("Acupuncture for back pain"),
        gettext_lazy(
            "What needles may and may not do for a sore back, what a visit is like and what it costs. You can book here."
        ),
    ),
    "evidence": Known(
        gettext_lazy("Does it work?"),
        gettext_lazy(
            "What studies found about needles and back pain, for and against, and how sure each one is."
        ),
    ),
    "checked": Known(
        gettext_lazy("What people say, checked"),
        gettext_lazy(
            "Things people say about needles and backs. We looked each one up and say what we found."
        ),
        parent="evidence",
    ),
    "trials": Known(
        gettext_lazy("Every trial we have read"),
        gettext_lazy("All the studies of needles for backs that we know of, good news and bad, in one list."),
        parent="evidence",
    ),
    "pooled": Known(
        gettext_lazy("Trials side by side"),
        gettext_lazy(
            "Each trial as one line on a chart, and what they come to when they are taken together."
        ),
        parent="trials",
    ),
    "causes": Known(
        gettext_lazy("Why backs hurt"),
        gettext_lazy("What can make a back hurt, what often happens next, and when to see a doctor soon."),
    ),
    "problem": Known(
        gettext_lazy("Back problems"),
        gettext_lazy(
            "What often happens by itself, what needles may and may not add, what else helps, and when to worry."
        ),
        parent="causes",
    ),
    "what_helps": Known(
        gettext_lazy("What you can do yourself"),
        gettext_lazy("Simple things to do at home for a sore back, and how sure we are that each one helps."),
    ),
    "acupuncture": Known(
        gettext_lazy("What acupuncture is"),
        gettext_lazy(
            "What the needles are, how they are thought to work, how sure that is, and what the old books say."
        ),
    ),
    "visit": Known(
        gettext_lazy("Your visit"),
        gettext_lazy(
            "What happens at a visit, minute by minute. You talk, we look at your back, and you rest."
        ),
        PLAIN,
    ),
    "safety": Known(
        gettext_lazy("How safe it is"),
        gettext_lazy(
            "What can go wrong with needles, how often it does, and what we do so that it does not."
        ),
    ),
    "methods": Known(
        gettext_lazy("Cupping, gua sha and heat"),
        gettext_lazy("What else may be done at a visit, what it feels like, and what is known about it."),
    ),
    "prices": Known(
        gettext_lazy("Prices"),
        gettext_lazy("What each visit costs here, and what it costs to move one or to miss it."),
        PLAIN,
    ),
    "questions": Known(
        gettext_lazy("Questions and answers"),
        gettext_lazy("Short, plain answers to what people ask us about needles, backs, visits and prices."),
        QUESTIONS,
    ),
    "team": Known(
        gettext_lazy("Who treats you"),
        gettext_lazy("Who treats you here, which languages they speak, and the number of each licence."),
        ABOUT,
    ),
    "contact": Known(
        gettext_lazy("Find us"),
        gettext_lazy("When we are open, where we are, how to get in, and a number to call."),
        CONTACT,
    ),
    "articles": Known(
        gettext_lazy("Articles"),
        gettext_lazy("What we write about backs, needles and life at the clinic."),
        LIST,
    ),
    "article": Known(
        gettext_lazy("Article"), gettext_lazy("Written by people of this clinic."), PLAIN, parent="articles"
    ),
    "who_checked": Known(
        gettext_lazy("Who checked these pages"),
        gettext_lazy("Who checked what stands on these pages, when, and when it will be looked at again."),
        ABOUT,
    ),
}
UNKNOWN = Known("", "", PLAIN)


def known(view_name: str) -> Known:
    """Return what is known of a page by the full name of its address, such as 'frontdoor:visit'."""
    app, _, name = view_name.rpartition(":")
    return KNOWN.get(name, UNKNOWN) if app == "frontdoor" else UNKNOWN


def trail(name: str) -> tuple[str, ...]:
    """Return the names of the pages above one, the uppermost first; the first page of all is not among them."""
    found: list[str] = []
    above = KNOWN[name].parent if name in KNOWN else ""
    while above:
        found.insert(0, above)
        above = KNOWN[above].parent
    return tuple(found)
