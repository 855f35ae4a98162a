"""Answers to the check, found by where they lead and never by their names: the questions are data and may change."""

import functools

from needlepoint.knowledge.safety import check, rulebook
from needlepoint.screening import models, queries, rules

Route = check.Route
YES, NO, NOT_SURE = check.Answer.YES, check.Answer.NO, check.Answer.NOT_SURE


def all_no() -> dict[str, check.Answer]:
    return {key: NO for page in check.pages() for key in page.answer_keys}


@functools.cache
def key_leading_to(route: Route) -> str:
    """Return an answer that alone leads to a route when everything else is no."""
    for key in all_no():
        if check.evaluate({**all_no(), key: YES}).route is route:
            return key
    raise LookupError(route)


def answers_leading_to(route: Route) -> dict[str, check.Answer]:
    """Return a whole check that leads to a route."""
    return all_no() if route is Route.SUITABLE else {**all_no(), **_leading(route)}


@functools.cache
def _leading(route: Route) -> dict[str, check.Answer]:
    try:
        return {key_leading_to(route): YES}
    except LookupError:
        for rule in rulebook.current().rules:
            given = dict.fromkeys((*rule.signs, *rule.with_any[:1]), YES)
            if check.evaluate({**all_no(), **given}).route is route:
                return given
        raise


def session_with(answers, *, finished_at=None, **more) -> dict:
    held = {"answers": rules.written(answers), **more}
    if finished_at is not None:
        held["finished_at"] = finished_at.isoformat()
    return {queries.SESSION_KEY: held}


def put_in(client, answers, **more):
    """Give a browser answers; returns the browser."""
    session = client.session
    session.update(session_with(answers, **more))
    session.save()
    return client


def kept(patient, route: Route, *, at, **more) -> models.Check:
    """Put a check on a patient's record."""
    fields = {"rule_version": "1", "wording_version": "en-1", "cautions": [], **more}
    return models.Check.objects.create(
        clinic=patient.clinic, patient=patient, route=route.value, finished_at=at, **fields
    )


def decided(check_made, route: Route, *, at) -> models.RouteOverride:
    """Let staff have decided differently over a check."""
    return models.RouteOverride.objects.create(
        check_made=check_made, route=route.value, reason="Placeholder", by="Dr Mei Tanaka", at=at
    )
