"""The owner writes for visitors: drafts, a look before anybody sees them, publishing and taking back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needlepoint.desk.forms import articles as forms
from needlepoint.desk.pages import articles as pages
from needlepoint.frontdoor.actions import articles as deeds
from needlepoint.frontdoor.queries import articles as queries
from needlepoint.frontdoor.queries import pictures as picture_queries
from needlepoint.frontdoor.wording import markup
from needlepoint.house import clock, codes, languages
from needlepoint.people import access
from needlepoint.people import actions as people_actions

Role = access.Role
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
WRONG = 422


@access.only(Role.OWNER)
@require_safe
def articles(request):
    rows = pages.rows(queries.articles_of(request.viewer), request.clinic.time_zone)
    return render(request, "desk/articles.html", {"rows": rows})


@access.only(Role.OWNER)
@reads_and_writes
def new_article(request):
    """Write a new one; `look` shows what was typed as visitors would see it and keeps nothing."""
    initial = {
        "key": codes.new_code(),
        "language": languages.known(request.GET.get("language")) or languages.ENGLISH,
        "slug": request.GET.get("slug", "")[:80],
        "written_by": request.viewer.name,
    }
    return _written(request, None, initial)


@access.only(Role.OWNER)
@reads_and_writes
def article(request, code):
    kept = queries.article_for(request.viewer, code)
    return _written(request, kept, forms.Article.initial_of(kept))


def _written(request, kept, initial):
    """Show or keep an article. What was typed stays on the page whatever happens."""
    typed = request.POST if request.method == "POST" else None
    pictures = picture_queries.pictures_of(request.viewer)
    form = forms.Article(typed, initial=initial, article=kept, pictures=pictures)
    if form.is_bound and "look" not in request.POST and (stored := _stored(request, form, kept)):
        return _after(request, stored)
    page = pages.editor(kept, *_around(request, kept))
    shown = {"form": form, "page": page, "pictures": pages.groups(pictures)}
    if form.is_bound and "look" in request.POST:
        shown |= _looked_at(request, form, kept, pictures)
        form.leave_unchecked()
    return render(request, "desk/article.html", shown, status=WRONG if form.errors else 200)


def _stored(request, form, kept):
    if not form.is_valid():
        return None
    told = {"by": request.viewer, "now": clock.now()}
    try:
        if kept is None:
            return deeds.write_article(clinic=request.clinic, **form.changes(), **told)
        return deeds.change_article(article=kept, **form.changes(), **told)
    except people_actions.UnableToSet as refused:
        form.refuse(refused.faults)
    except deeds.UnableToWrite as refused:
        form.add_error(None, str(refused))
    return None


def _after(request, stored):
    """Keep, and publish if that was the button."""
    if "publish" not in request.POST:
        messages.success(request, gettext("Kept."))
        return redirect("desk:article", stored.code)
    return _published(request, stored)


def _published(request, stored):
    try:
        deeds.publish_article(article=stored, by=request.viewer, now=clock.now())
    except people_actions.UnableToSet:
        messages.warning(
            request, gettext("Your words are kept, and no visitor sees them yet: the list below says why.")
        )
    else:
        messages.success(request, gettext("Visitors can read it now."))
    return redirect("desk:article", stored.code)


def _around(request, kept):
    """The languages there are of an article, and what keeps it from visitors."""
    if kept is None:
        return (), ()
    versions = {one.language for one in queries.articles_of(request.viewer) if one.slug == kept.slug}
    return versions, deeds.faults(vars(kept))


def _looked_at(request, form, kept, pictures):
    typed = form.typed()
    shown = picture_queries.by_code(request.clinic.pk, markup.pictures_in(typed["words"]))
    sizes = {code: markup.Size(one.width, one.height) for code, one in shown.items()}
    language = kept.language if kept else languages.known(form.data.get("language"))
    above = next((one for one in pictures if one.code == form.data.get("picture")), None)
    return {
        "preview": {
            **typed,
            "html": markup.html(typed["words"], sizes),
            "lang": language,
            "picture": pages.seen(above),
        },
        "found": pages.judged(typed),
    }


@access.only(Role.OWNER)
@require_POST
def publication(request, code):
    return _published(request, queries.article_for(request.viewer, code))


@access.only(Role.OWNER)
@require_POST
def take_back(request, code):
    kept = queries.article_for(request.viewer, code)
    deeds.take_article_back(article=kept, by=request.viewer, now=clock.now())
    messages.success(request, gettext("No visitor sees it any more. It is a draft."))
    return redirect("desk:article", kept.code)


@access.only(Role.OWNER)
@require_POST
def deletion(request, code):
    kept = queries.article_for(request.viewer, code)
    try:
        deeds.delete_article(article=kept, by=request.viewer, now=clock.now())
    except deeds.UnableToWrite as refused:
        messages.warning(request, str(refused))
        return redirect("desk:article", kept.code)
    messages.success(request, gettext("Deleted."))
    return redirect("desk:articles")
