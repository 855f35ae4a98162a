"""Writes docs/check-rules.md: the safety rules as a table that a clinician can read and disagree with."""

from collections.abc import Iterable

from needlepoint.config import tables
from needlepoint.knowledge.safety import cautions, check, rulebook, tried

ROUTES = {
    check.Route.EMERGENCY_NOW: "emergency now",
    check.Route.SAME_DAY: "doctor today",
    check.Route.DOCTOR_WITHIN_TWO_WEEKS: "doctor within two weeks",
    check.Route.DOCTOR_FIRST: "doctor's word first",
    check.Route.SUITABLE_WITH_CARE: "suitable, with care",
    check.Route.SUITABLE: "suitable",
}
STRENGTHS = {
    rulebook.Strength.STRONG: "strong",
    rulebook.Strength.MODERATE: "moderate",
    rulebook.Strength.WEAK: "weak alone",
    rulebook.Strength.CLUSTER: "weak alone, counted together",
    rulebook.Strength.CAUTION: "caution",
}
LEVELS = {
    cautions.Level.AVOID: "avoid",
    cautions.Level.SIGN_OFF: "decide, say why",
    cautions.Level.TAKE_CARE: "take care",
}

HOW = (
    "The most urgent rule decides. A missing answer is never a no. A rule only counts upward, so a worse answer cannot "
    'lead to a less urgent route. "Not sure" counts as in the column of that name. `{emergency_number}` and '
    "`{crisis_line}` are the clinic's own. Every ending also says:"
)
TRAVELS = (
    "A health note never decides who may book unless a rule above says so. It goes to the booking, the plan and the "
    "treatment room."
)


def page(written: str) -> str:
    """Return docs/check-rules.md; `written` says that it is generated."""
    book = rulebook.current()
    about = (
        f"Rules {book.rule_version}, wording {book.wording_version}, by {book.author}; {book.reviewer}; to be looked "
        f"at again by {book.review_by}. {_confirmed(book)}"
    )
    return "\n".join(
        (
            "# The rules of the suitability check\n",
            written,
            f"{about}\n",
            f"{book.source}\n",
            f"{HOW}\n",
            "\n".join(f"- {sentence}" for sentence in book.safety_net),
            "\n## The rules\n",
            _rules(book),
            "## What was tried\n",
            "Each row is a test: these answers, and no to everything else, lead there.\n",
            _tried(),
            "## What travels with the person\n",
            f"{TRAVELS}\n",
            _cautions(),
        )
    )


def _confirmed(book: rulebook.Rulebook) -> str:
    count = sum(rule.confirmed for rule in book.rules)
    return f"A clinician has confirmed {count} of {len(book.rules)} rules."


def _rules(book: rulebook.Rulebook) -> str:
    head = ("Condition", "What is answered", "Strength", "Leads to", "When not sure", "Why, as the person reads it",
            "Source", "Confirmed?")  # fmt: skip
    return tables.as_markdown(
        head,
        (
            (
                rule.condition,
                _counted(rule),
                STRENGTHS[rule.strength],
                ROUTES[rule.route],
                ROUTES[rule.route_if_unsure],
                " ".join((rule.reason, *rule.also)),
                rule.source,
                _yes(rule.confirmed),
            )
            for rule in book.rules
        ),
    )


def _counted(rule: rulebook.Rule) -> str:
    needed = f"{_listed(rule.with_all)}; **and** " if rule.with_all else ""
    if len(rule.signs) > 1:
        needed += f"{rule.at_least} or more of: "
    words = needed + _listed(rule.signs)
    return f"{words}; **and** one of: {_listed(rule.with_any)}" if rule.with_any else words


def _tried() -> str:
    return tables.as_markdown(
        ("Answered yes (or not sure)", "Leads to", "By the rule"),
        ((_said(row), ROUTES[row.route], _condition(row.rule_key)) for row in tried.rows()),
    )


def _said(row: tried.Row) -> str:
    words = _words()
    return (
        "; ".join(
            words[key] + (" (not sure)" if answer is check.Answer.NOT_SURE else "")
            for key, answer in row.said.items()
        )
        or "nothing"
    )


def _condition(rule_key: str) -> str:
    return next((rule.condition for rule in rulebook.current().rules if rule.key == rule_key), "none")


def _cautions() -> str:
    names = {one: one.value.capitalize().replace("_", " ") for one in cautions.Technique}
    head = ("Health note", *names.values(), "Service", "Source", "Confirmed?")
    return tables.as_markdown(
        head,
        (
            (
                one.label,
                *(_limit(one, technique) for technique in names),
                _service(one),
                one.source,
                _yes(one.confirmed),
            )
            for one in cautions.all_cautions()
        ),
    )


def _limit(one: cautions.Caution, technique: cautions.Technique) -> str:
    found = next((limit for limit in one.limits if limit.technique is technique), None)
    return f"{LEVELS[found.level]}: {found.note}" if found else ""


def _service(one: cautions.Caution) -> str:
    asked = {
        "longer first visit": one.longer_first_visit,
        "practitioner throughout": one.practitioner_throughout,
    }
    return ", ".join(words for words, is_asked in asked.items() if is_asked)


def _listed(keys: Iterable[str]) -> str:
    words = _words()
    return "; ".join(words[key] for key in keys)


def _words() -> dict[str, str]:
    """Answer key → what was asked, with what its page says before it where the label alone would not tell."""
    words = {}
    for one in check.pages():
        words |= {item.key: item.label for item in one.items} if one.is_ticks else {one.key: one.question}
    return words | {
        "leg_weaker": "A leg or foot loses strength more and more",
        "leg_weak_same": "A leg or foot is a little weak, the same for weeks",
    }


def _yes(is_so: bool) -> str:  # noqa: FBT001 the one thing it says
    return "yes" if is_so else "to be confirmed"
