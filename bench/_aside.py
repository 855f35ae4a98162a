"""A bench that tells a clinic into a database of its own does so in a process of its own."""

import json
import subprocess
import sys
import tempfile

from tools import serving


def rows_of(module: str, **variables: str) -> list[dict]:
    """Run `python -m <module>` in the demo with an empty data folder. Returns the rows that its last line holds.

    variables   more of the environment, by name
    """
    with tempfile.TemporaryDirectory(prefix="needlepoint-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=serving.ROOT,
            env={
                **serving.environment(MODE="demo", DATA=f"{folder}/data", LOG_LEVEL="ERROR"),
                "DJANGO_SETTINGS_MODULE": "needlepoint.config.settings",
                **variables,
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])
