"""The owner writes and sends pictures: nothing typed is lost, and only owners send more than a form's worth."""

import io

import pytest
from django.core.files import uploadedfile
from django.test import Client
from django.urls import reverse

from needlepoint.frontdoor import models
from needlepoint.house import middleware
from needlepoint.house import models as house
from tests import cast, make
from tests.apps.frontdoor import test_pictures as pictures

pytestmark = pytest.mark.django_db
NEW = "/clinic/articles/new/"
TYPED = {
    "title": "Our house",
    "summary": "Who we are.",
    "words": "We listen.\r\n\r\nThen we *begin*.",
    "written_by": "Ivo Novak",
    "language": "en",
    "key": "bcdfghjkmnpq",
}


@pytest.fixture
def ivo(world):
    return cast.client_of(world.ivo)


def typed_for(article, **changes):
    return {**TYPED, "title": article.title, "seen": article.changed_at.isoformat(), **changes}


def test_an_owner_writes_looks_and_publishes(world, ivo):
    assert 'name="words"' in ivo.get(NEW).content.decode()
    seen = ivo.post(NEW, {**TYPED, "look": "1"}).content.decode()
    assert "Then we <em>begin</em>." in seen
    assert "We listen." in seen.partition("<textarea")[2]
    assert not models.Article.objects.exists()

    ivo.post(NEW, {**TYPED, "publish": "1"})
    article = models.Article.objects.get()
    assert (article.state, article.slug) == ("PUBLISHED", "our-house")
    assert "We listen." in cast.client_of(None).get("/articles/our-house/").content.decode()
    assert house.AuditEntry.objects.filter(thing=f"article:{article.code}").count() == 2
    ivo.post(reverse("desk:article_back", args=[article.code]))
    assert cast.client_of(None).get("/articles/our-house/").status_code == 404
    ivo.post(reverse("desk:article_publication", args=[article.code]))
    assert ivo.post(reverse("desk:article_deletion", args=[article.code])).status_code == 302
    assert models.Article.objects.count() == 1
    assert "Our house" in ivo.get("/clinic/articles/").content.decode()
    ivo.post(reverse("desk:article_back", args=[article.code]))
    assert ivo.post(reverse("desk:article_deletion", args=[article.code])).url == "/clinic/articles/"
    assert not models.Article.objects.exists()


def test_words_that_may_not_be_published_are_kept_and_every_one_is_named(world, ivo):
    words = "We cure. It is guaranteed. A miracle. Detox. Painless. Root causes. [x](http://a.example)"
    page = ivo.post(NEW, {**TYPED, "words": words, "publish": "1"}, follow=True).content.decode()

    assert models.Article.objects.get().state == "DRAFT"
    assert words in page
    for word in ("cure", "guaranteed", "miracle", "Detox", "Painless", "Root causes", "http://a.example"):
        assert f"“{word}”" in page.partition("<textarea")[0]


def test_what_cannot_be_kept_stays_on_the_page(world, ivo):
    article = make.an_article(world, state="PUBLISHED", published_at=world.now)
    path = reverse("desk:article", args=[article.code])

    for wrong, said in (
        ({"words": "We cure."}, "Please leave out “cure”"),
        ({"title": ""}, "Please fill this in"),
        ({"seen": "2020-01-01T00:00:00+00:00"}, "Somebody changed this article"),
        ({"seen": "nonsense"}, "Somebody changed this article"),
    ):
        answer = ivo.post(path, typed_for(article, **{"words": "Kept by the page.", **wrong}))
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert wrong.get("words", "Kept by the page.") in answer.content.decode()
    assert "loose" in models.Article.objects.get().words
    assert ivo.post(path, typed_for(article)).status_code == 302
    assert models.Article.objects.get().words == "We listen.\n\nThen we *begin*."


def test_an_article_is_begun_in_another_language_at_the_same_address(world, ivo):
    make.an_article(world)
    page = ivo.get(f"{NEW}?language=es&slug=before-you-come").content.decode()

    assert '<option value="es" selected' in page
    assert 'value="before-you-come"' in page
    assert ivo.post(NEW, {**TYPED, "slug": "before-you-come"}).status_code == 422
    assert ivo.post(NEW, {**TYPED, "slug": "before-you-come", "language": "es"}).status_code == 302


def a_photo(content=None):
    return uploadedfile.SimpleUploadedFile("me.jpg", content or pictures.a_file(), "image/jpeg")


def test_an_owner_sends_a_picture_and_says_what_it_shows(world, ivo):
    sent = {"picture": a_photo(), "alt": "Dr Mei", "kind": "PERSON", "practitioner": world.mei.code}
    assert ivo.post("/clinic/pictures/", sent).status_code == 302
    picture = models.Picture.objects.get()
    assert (picture.practitioner, picture.mime) == (world.mei, "image/webp")
    assert "Dr Mei" in ivo.get("/clinic/pictures/").content.decode()

    path = reverse("desk:picture", args=[picture.code])
    assert ivo.get(path).status_code == 200
    assert ivo.post(path, {"alt": ""}).status_code == 422
    assert ivo.post(path, {"alt": "Mei Tanaka"}).status_code == 302
    ivo.post(reverse("desk:picture_order", args=[picture.code]), {"earlier": "1"})
    ivo.post(reverse("desk:picture_deletion", args=[picture.code]))
    assert not models.Picture.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"picture": ""}, "Choose a picture"),
        ({"alt": ""}, "Please fill this in"),
        ({"kind": "PERSON"}, "Choose who it shows"),
        ({"kind": "PERSON", "practitioner": "nobody"}, "Choose one from the list"),
        ({"picture": b"no picture"}, "not a picture that we can read"),
    ],
)
def test_a_picture_that_cannot_be_kept_leaves_its_words_on_the_page(world, ivo, changes, said):
    sent = {"picture": a_photo(), "alt": "The green door", "kind": "PHOTO", **changes}
    if isinstance(sent["picture"], bytes):
        sent["picture"] = a_photo(sent["picture"])
    answer = ivo.post("/clinic/pictures/", sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sent["alt"] in answer.content.decode()
    assert not models.Picture.objects.exists()


@pytest.mark.parametrize(
    ("who", "path", "length", "is_read"),
    [
        (None, "/clinic/pictures/", middleware.LARGEST_BODY + 1, False),
        ("ruth", "/clinic/pictures/", middleware.LARGEST_BODY + 1, False),
        ("ivo", "/clinic/articles/new/", middleware.LARGEST_BODY + 1, False),
        ("ivo", "/clinic/pictures/", middleware.LARGEST_PHOTO + 1, False),
        ("ivo", "/clinic/pictures/", middleware.LARGEST_BODY + 1, True),
    ],
)
def test_only_who_may_send_a_photo_sends_more_than_a_form(world, who, path, length, is_read):
    client = cast.client_of(getattr(world, who)) if who else Client()
    head = b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    body = io.BytesIO(head + b"x" * (length - len(head) - 7) * is_read + b"\r\n--b--")
    told = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
    answer = client.post(path, **told, **{"wsgi.input": body})

    assert answer.status_code == (422 if is_read else 413)
    assert bool(body.tell()) == is_read
