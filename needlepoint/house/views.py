"""Is the clinic up; and what people see when something is wrong."""

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needlepoint.house.doors import open_to_everyone


@open_to_everyone
@require_safe
def up(request):
    """Answer 200 when the clinic can serve, which means that the database can be read."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    return HttpResponse("Needlepoint is up.\n", content_type="text/plain")


@open_to_everyone
@require_safe
def patterns(request):
    """Every component in every state; the page that screenshots are taken of. Demo only."""
    if not (settings.IS_DEMO or settings.IS_TEST):
        raise Http404
    from needlepoint.house.design import patterns as shown

    return render(request, shown.template_for(request.GET.get("show", "")), shown.page())


def bad_request(request, exception=None):
    request.GET = QueryDict()  # reading the question may be what went wrong
    return render(request, "400.html", status=400)


def not_allowed(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def broken(request):
    return HttpResponse(_broken_page(), status=500)


def form_expired(request, reason=""):
    return render(request, "403_csrf.html", status=403)


def _broken_page():
    """The page for a fault of ours uses no context, which may be what broke."""
    from django.template import loader

    return loader.get_template("500.html").template.render(_empty_context())


def _empty_context():
    from django.template import Context

    return Context({})
