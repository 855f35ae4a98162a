"""A picture made anew from what somebody sent: only what can be seen goes into it.

Where a phone took it, whose phone it was, what a file hides behind its picture: none of that is kept, since none of the
sent bytes are.
"""

import dataclasses
import io
import threading
import warnings

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

READ = ("JPEG", "PNG", "WEBP", "GIF")
MIME = "image/webp"
QUALITIES = (80, 68, 55, 40)  # the first that is light enough; gravel and leaves are heavy
WEIGHT_MOST = 220_000  # bytes; whoever looks at it may be on a slow line
EFFORT = 4  # of 0 to 6; a photo takes about a third of a second
# A file of a few bytes can unfold to gigabytes. A JPEG is read at a fraction of its size, so it may be larger.
PIXELS_MOST = 24_000_000
PIXELS_MOST_JPEG = 64_000_000
# A JPEG may be sent in passes, each over all of its points: a dozen as cameras and programs write them, and thousands,
# of 50 bytes each, to keep a server busy for an hour. About a second for each thousand million.
POINTS_PASSED_MOST = 2_000_000_000
JPEG = b"\xff\xd8"  # begins the file, also where a phone puts a second picture into it
PASS = b"\xff\xda"  # begins each
SIDE_LEAST = 48
SIDE_MOST = 20_000  # a strip of one pixel's height is no picture
HEIC_MARKS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")


class UnableToRead(Exception):
    """It cannot become a picture; `why` is one of the names below."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


NO_PICTURE = "no picture"
OTHER_KIND = "another kind of picture"
TOO_MANY_PIXELS = "too many pixels"
TOO_SMALL = "too small"
BROKEN = "broken"


@dataclasses.dataclass(frozen=True, slots=True)
class Developed:
    """A picture that is ours: WebP, upright, in ordinary colours."""

    content: bytes
    width: int
    height: int
    mime: str = MIME


def developed(sent: bytes, *, longest: int, is_drawing: bool = False) -> Developed:
    """Return the picture in some bytes, made anew.

    longest     of its sides afterwards, in pixels; a smaller picture stays as small as it is
    is_drawing  a logo: few colours, sharp edges, perhaps nothing behind it; kept without loss where that is smaller
    raises      UnableToRead
    """
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow about pixels: they are counted here
        try:
            with Image.open(io.BytesIO(sent), formats=READ) as opened:
                _look_at_size(opened, sent)
                opened.draft("RGB", (longest, longest))
                picture = _upright(opened)
        except UnableToRead:
            raise
        except (UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise UnableToRead(_unread(sent, error)) from error
        except Exception as error:  # Pillow raises whatever its readers met in bytes from outside
            raise UnableToRead(BROKEN) from error
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    plain = Image.new(picture.mode, picture.size)  # without whatever else hung on the one that was sent
    plain.paste(picture)
    return Developed(_as_webp(plain, is_drawing=is_drawing), *plain.size)


_one_at_a_time = threading.Lock()  # the largest takes half a gigabyte of memory while it is read


def _look_at_size(opened: Image.Image, sent: bytes) -> None:
    """Before a pixel is unpacked."""
    width, height = opened.size
    is_jpeg = sent.startswith(JPEG)
    most = PIXELS_MOST_JPEG if is_jpeg else PIXELS_MOST
    if width * height > most or max(width, height) > SIDE_MOST:
        raise UnableToRead(TOO_MANY_PIXELS)
    if is_jpeg and width * height * sent.count(PASS) > POINTS_PASSED_MOST:
        raise UnableToRead(TOO_MANY_PIXELS)
    if min(width, height) < SIDE_LEAST:
        raise UnableToRead(TOO_SMALL)


def _upright(opened: Image.Image) -> Image.Image:
    """The first frame, turned as the camera was held, in the colours that every screen knows."""
    profile = opened.info.get("icc_profile")
    turned = ImageOps.exif_transpose(opened)
    has_gaps = turned.has_transparency_data
    if profile and turned.mode in ("RGB", "CMYK", "L"):
        try:
            known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(
                turned, known, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that nothing can read: the colours stand as they are
    return turned.convert("RGBA" if has_gaps else "RGB")


def _as_webp(picture: Image.Image, *, is_drawing: bool) -> bytes:
    for quality in QUALITIES:
        lossy = _saved(picture, quality=quality, method=EFFORT)
        if len(lossy) <= WEIGHT_MOST:
            break
    if not is_drawing:
        return lossy
    return min(lossy, _saved(picture, lossless=True, method=EFFORT), key=len)


def _saved(picture: Image.Image, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", **how)
    return out.getvalue()


def _unread(sent: bytes, error: Exception) -> str:
    if isinstance(error, Image.DecompressionBombError):
        return TOO_MANY_PIXELS
    start = sent[:64]
    is_known = any(mark in start for mark in HEIC_MARKS) or start[:4] in (b"II*\0", b"MM\0*")
    is_known = is_known or start[:2] == b"BM" or b"<svg" in sent[:400]
    return OTHER_KIND if is_known else NO_PICTURE
