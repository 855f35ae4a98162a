"""No provider: texts are kept as files beside the mails, one each, so that the same one twice is still one."""

import datetime as dt
import pathlib
from collections.abc import Callable

from django.conf import settings

from needlepoint.house import sending


class Console:
    """Writes `sms-<mark>.txt` into the outbox folder."""

    def send(self, letter: sending.Letter, about_to: Callable[[], None]) -> str:
        about_to()
        file = self._file(letter)
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_text(f"To: {letter.to}\n\n{letter.body}\n", encoding="utf-8")
        except OSError as error:
            raise sending.Unreachable(f"{file.parent} cannot be written ({error.strerror})") from error
        return file.name

    def find(self, letter: sending.Letter, since: dt.datetime) -> str | None:
        file = self._file(letter)
        return file.name if file.exists() else None

    def close(self) -> None:
        pass

    def _file(self, letter: sending.Letter) -> pathlib.Path:
        return pathlib.Path(settings.SMS_FILE_PATH) / f"sms-{letter.mark}.txt"
