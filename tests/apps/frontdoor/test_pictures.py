"""A picture that is sent is made anew: small, upright, without where and by whom it was taken; bombs stay packed."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms

from needlepoint.frontdoor import developing, models
from needlepoint.frontdoor.actions import pictures as deeds
from needlepoint.frontdoor.queries import pictures as queries
from needlepoint.people import rules as people_rules
from tests import cast, make

BY = people_rules.System()
SECRET = b"SecretCamera 40.7 N 73.9 W"


def a_file(kind="JPEG", size=(300, 200), *, mode="RGB", **more):
    picture = Image.new(mode, size, (200, 30, 30, 0)[: len(mode)] if mode != "L" else 90)
    if mode == "RGB":
        picture.paste((20, 20, 220), (0, 0, size[0] // 3, size[1]))  # blue at the left
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def with_secrets():
    told = Image.Exif()
    told[0x0112] = 6  # the camera was held upright: turn it to the right
    told[0x010F] = SECRET.decode()
    return a_file(exif=told, comment=SECRET)


def opened(made):
    return Image.open(io.BytesIO(made.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_kind_we_take_becomes_webp(kind):
    made = developing.developed(a_file(kind), longest=150)

    assert (made.width, made.height, made.mime, opened(made).format) == (150, 100, "image/webp", "WEBP")


def test_nothing_is_left_of_what_a_camera_writes_and_the_picture_stands_upright():
    sent = with_secrets()
    made = developing.developed(sent, longest=1000)

    assert SECRET in sent
    assert SECRET not in made.content
    assert (made.width, made.height) == (200, 300)
    assert not opened(made).getexif()
    assert set(opened(made).info) <= {"loop", "background", "duration", "timestamp"}
    red, _green, blue = opened(made).convert("RGB").getpixel((100, 20))
    assert blue > red  # what was at the left is at the top


def test_a_logo_keeps_what_is_see_through_and_other_modes_become_ordinary():
    logo = developing.developed(a_file("PNG", mode="RGBA"), longest=300, is_drawing=True)
    grey = developing.developed(a_file("JPEG", mode="L"), longest=300)
    cmyk = developing.developed(a_file("JPEG", mode="CMYK"), longest=300)

    assert opened(logo).mode == "RGBA"
    assert {opened(grey).mode, opened(cmyk).mode} == {"RGB"}


def test_colours_are_read_by_the_cameras_profile_and_stand_as_they_are_where_nobody_can_read_it():
    ordinary = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (ordinary, b"no profile at all"):
        made = opened(developing.developed(a_file(icc_profile=profile), longest=300))

        assert "icc_profile" not in made.info
        assert made.convert("RGB").getpixel((250, 100))[0] > 180  # red is red


def test_a_picture_of_gravel_is_made_lighter_until_a_phone_can_carry_it():
    out = io.BytesIO()
    Image.effect_noise((700, 500), 70).save(out, "PNG")

    assert len(developing.developed(out.getvalue(), longest=700).content) <= developing.WEIGHT_MOST


def a_bomb(width, height):
    """A PNG whose head promises more than anybody can hold."""

    def part(name, told):
        return struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(b"\0" * 999))
        + part(b"IEND", b"")
    )


def passed_over_and_over(times):
    """A JPEG that goes over its points so many times."""
    whole = a_file(progressive=True, size=(2000, 2000))
    end = whole.rfind(b"\xff\xd9")
    return whole[:end] + whole[whole.rfind(b"\xff\xda") : end] * times + whole[end:]


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"", developing.NO_PICTURE),
        (b"not a picture", developing.NO_PICTURE),
        (b"%PDF-1.7", developing.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", developing.OTHER_KIND),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, developing.OTHER_KIND),
        (a_file("BMP"), developing.OTHER_KIND),
        (a_bomb(60_000, 60_000), developing.TOO_MANY_PIXELS),
        (a_bomb(6_000, 6_000), developing.TOO_MANY_PIXELS),
        (a_bomb(20_001, 60), developing.TOO_MANY_PIXELS),
        (a_bomb(400, 400), developing.BROKEN),
        (a_file()[:400], developing.BROKEN),
        (a_file(size=(47, 90)), developing.TOO_SMALL),
        (passed_over_and_over(600), developing.TOO_MANY_PIXELS),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_cannot_become_a_picture_says_why(sent, why):
    with pytest.raises(developing.UnableToRead) as refused:
        developing.developed(sent, longest=150)
    assert refused.value.why == why


# --- Deeds -------------------------------------------------------------------------------------------------------------


def added(w, **changes):
    told = {"kind": "PHOTO", "alt": " The  green door ", "content": a_file(), "by": BY, "now": w.now}
    return deeds.add_picture(clinic=w.clinic, **{**told, **changes})


@pytest.mark.django_db
def test_a_picture_is_kept_with_its_words_and_its_place(world):
    first, second = added(world), added(world)

    assert (first.alt, first.width, first.height) == ("The green door", 300, 200)
    assert second.position == first.position + 1
    deeds.move_picture(picture=second, is_earlier=True, by=BY, now=world.now)
    assert queries.photos_of(world.clinic.pk) == [second, first]
    deeds.move_picture(picture=second, is_earlier=True, by=BY, now=world.now)
    deeds.move_picture(picture=second, is_earlier=False, by=BY, now=world.now)
    assert queries.photos_of(world.clinic.pk) == [first, second]
    deeds.describe_picture(picture=first, alt="Our door", by=BY, now=world.now)
    deeds.describe_picture(picture=first, alt="Our door", by=BY, now=world.now)
    deeds.delete_picture(picture=second, by=BY, now=world.now)
    assert [one.alt for one in queries.photos_of(world.clinic.pk)] == ["Our door"]


@pytest.mark.django_db
def test_a_new_logo_and_a_new_portrait_take_the_place_of_the_last(world):
    added(world, kind="LOGO")
    logo = added(world, kind="LOGO")
    added(world, kind="PERSON", practitioner=world.mei)
    mei = added(world, kind="PERSON", practitioner=world.mei)
    omar = added(world, kind="PERSON", practitioner=world.omar)

    assert queries.logo_of(world.clinic.pk) == logo
    assert queries.portraits_of(world.clinic.pk) == {world.mei.pk: mei, world.omar.pk: omar}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"alt": "  "}, "alt", "Say what it shows"),
        ({"alt": "x" * 201}, "alt", "at most 200"),
        ({"alt": "A back that we cured"}, "alt", "leave out “cured”"),
        ({"content": b"no"}, "picture", "not a picture"),
        ({"content": b"\0" * (deeds.BYTES_MOST + 1)}, "picture", "larger than 12"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(world, changes, field, words):
    with pytest.raises(deeds.UnableToKeepPicture, match=words) as refused:
        added(world, **changes)
    assert refused.value.field == field
    assert not models.Picture.objects.exists()


@pytest.mark.django_db
def test_a_clinic_keeps_only_so_many_and_shows_nobody_elses_people(world, monkeypatch):
    monkeypatch.setattr(deeds, "PICTURES_MOST", 1)
    added(world)
    with pytest.raises(deeds.UnableToKeepPicture, match="Delete one first"):
        added(world)
    for wrong in ({"kind": "PERSON"}, {"practitioner": world.mei}):
        with pytest.raises(ValueError, match="names who it shows"):
            added(world, **wrong)
    with pytest.raises(ValueError, match="another clinic"):
        added(world, kind="PERSON", practitioner=world.eve_practitioner)


# --- Serving -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_picture_is_kept_by_browsers_for_good_and_is_nothing_but_a_picture(world):
    picture = make.a_picture(world)
    path = f"/pictures/{picture.code}/"
    answer = cast.client_of(None).get(path)

    assert answer.content == b"as it would be sent"
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = cast.client_of(None).get(path, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == answer["Cache-Control"]
    assert cast.client_of(None).get("/pictures/bcdfgh234567/").status_code == 404
    assert cast.client_of(world.eve).get(path).status_code == 404
    assert cast.client_of(None).post(path).status_code == 405
