"""The owner gives the clinic its colour, its logo and its welcome; what cannot be read is refused with a better one."""

import io

import pytest
from django.core.files import uploadedfile
from django.urls import reverse
from PIL import Image

from needlepoint.frontdoor import looks
from needlepoint.frontdoor import models as frontdoor
from needlepoint.house import models as house
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivo(world):
    return cast.client_of(world.ivo)


def post(client, status=302, name="look", **data):
    answer = client.post(reverse(f"desk:{name}"), data)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def deeds():
    return list(house.AuditEntry.objects.order_by("pk").values_list("what", flat=True))


def a_file(size=(300, 90)):
    kept = io.BytesIO()
    Image.new("RGBA", size, (29, 92, 122, 255)).save(kept, "PNG")
    return uploadedfile.SimpleUploadedFile("logo.png", kept.getvalue(), "image/png")


def test_a_colour_is_kept_and_every_page_wears_it(world, ivo):
    post(ivo, colour=" 1D5C7A ")

    world.clinic.refresh_from_db()
    assert world.clinic.colour == "#1d5c7a"
    page = cast.client_of(None).get("/").content.decode()
    assert '<link rel="stylesheet" href="/look/1d5c7a-1.css">' in page
    sheet = cast.client_of(None).get("/look/1d5c7a-1.css")
    assert "--jade:light-dark(#1d5c7a," in sheet.content.decode()
    assert 'href="/look/1d5c7a-1.svg"' in page
    sign = cast.client_of(None).get("/look/1d5c7a-1.svg")
    assert (sign["Content-Type"], b'fill="#1d5c7a"' in sign.content) == ("image/svg+xml", True)
    assert sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert sheet["Content-Type"].startswith("text/css")
    assert deeds() == ["look_set"]
    post(ivo, take="")
    assert "/look/" not in cast.client_of(None).get("/").content.decode()


def test_a_pale_colour_is_refused_with_the_nearest_good_one_to_take(world, ivo):
    page = post(ivo, status=422, colour="#ffd54f")

    assert "too pale to read" in page
    assert 'value="#ffd54f"' in page
    nearest = looks.nearest_good("#ffd54f")
    assert f'value="{nearest}"' in page
    assert deeds() == []
    post(ivo, take=nearest)
    world.clinic.refresh_from_db()
    assert world.clinic.colour == nearest


@pytest.mark.parametrize("typed", ["", "blue", "#1d5c7a;}*{color:red"])
def test_what_is_no_colour_stays_as_typed_and_is_not_kept(world, ivo, typed):
    page = post(ivo, status=422, colour=typed)

    assert "colour" in page
    assert deeds() == []


def test_a_colour_is_looked_at_before_it_is_kept(world, ivo):
    page = post(ivo, status=200, colour="#6b3f7d", look="yes")

    assert "Not kept yet" in page
    assert "/look/6b3f7d-1.css" in page
    assert deeds() == []


def test_no_sheet_answers_for_what_no_clinic_can_have(world):
    for named in ("ffd54f-1", "nonsense", "1d5c7a-0"):
        for kind in ("css", "svg"):
            assert cast.client_of(None).get(f"/look/{named}.{kind}").status_code == 404


def test_welcome_words_stand_on_the_first_page_and_promise_nothing(world, ivo):
    page = post(ivo, status=422, name="look_welcome", welcome="We cure backs.")
    assert "cure" in page
    assert "We cure backs." in page
    assert deeds() == []

    post(ivo, name="look_welcome", welcome="Come in, there is <b>tea</b>.")
    assert "Come in, there is &lt;b&gt;tea&lt;/b&gt;." in cast.client_of(None).get("/").content.decode()


def test_a_logo_stands_at_the_top_and_can_be_taken_away(world, ivo):
    post(ivo, name="look_logo", logo=a_file())
    logo = frontdoor.Picture.objects.get()
    assert (logo.kind, logo.clinic_id) == ("LOGO", world.clinic.pk)
    assert reverse("frontdoor:picture", args=[logo.code]) in cast.client_of(None).get("/").content.decode()

    post(ivo, name="look_logo", remove="yes")
    assert frontdoor.Picture.objects.count() == 0
    page = cast.client_of(None).get("/").content.decode()
    assert logo.code not in page
    assert deeds() == ["picture_added", "picture_deleted"]


def test_a_file_that_is_no_picture_is_refused(world, ivo):
    text = uploadedfile.SimpleUploadedFile("logo.png", b"not a picture", "image/png")
    assert "not a picture" in post(ivo, status=422, name="look_logo", logo=text)
    assert "Choose a file first" in post(ivo, status=422, name="look_logo")
    assert deeds() == []


def test_only_an_owner_chooses_and_only_for_their_own_clinic(world):
    for who in (world.ruth, world.mei, world.ada):
        assert cast.client_of(who).post(reverse("desk:look"), {"take": ""}).status_code == 403
    post(cast.client_of(world.eve), take="#1d5c7a")
    world.clinic.refresh_from_db()
    assert world.clinic.colour == ""
