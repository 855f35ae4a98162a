"""What each public page is called and what it is about, in one sentence: for search results, feeds and shared links.

Pages of which there are several, such as one for each problem, say it of themselves in {% block description %}.
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
        gettext_lazy(
            "Twelve kinds of back pain in plain words: what usually happens, what acupuncture may and may not add, what else helps, and when to worry."
        ),
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
        gettext_lazy(
            "Walking, exercise, heat, sitting, sleep and stress with back pain: how to do it, when to stop, and how sure it is that it helps."
        ),
    ),
    "acupuncture": Known(
        gettext_lazy("What acupuncture is"),
        gettext_lazy(
            "What acupuncture is, how it is thought to work and how sure that is, and what traditional theory says."
        ),
    ),
    "visit": Known(
        gettext_lazy("Your visit"),
        gettext_lazy(
            "A visit minute by minute: what happens, what needles feel like, what to bring and how you may feel afterwards."
        ),
        PLAIN,
    ),
    "safety": Known(
        gettext_lazy("How safe it is"),
        gettext_lazy(
            "How often something goes wrong with acupuncture, drawn as people, what we do about it, and when to call."
        ),
    ),
    "methods": Known(
        gettext_lazy("Cupping, gua sha and heat"),
        gettext_lazy(
            "What cups, scraping and heat are, what is known about them, the marks they leave, and when not to have them."
        ),
    ),
    "prices": Known(
        gettext_lazy("Prices"),
        gettext_lazy(
            "What a visit and a whole course cost here, how many visits there usually are, and what moving a visit costs."
        ),
        PLAIN,
    ),
    "questions": Known(
        gettext_lazy("Questions and answers"),
        gettext_lazy(
            "What people ask before their first visit: does it hurt, is it safe, how many visits, what does it cost. Each answer says what it rests on."
        ),
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
        gettext_lazy("Short articles by the people who work here, about care for your back."),
        LIST,
    ),
    "article": Known(
        gettext_lazy("Article"), gettext_lazy("Written by people of this clinic."), PLAIN, parent="articles"
    ),
    "who_checked": Known(
        gettext_lazy("Who checked these pages"),
        gettext_lazy(
            "Each claim on these pages, who checked it, when its sources were last read and when it must be looked at again."
        ),
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
