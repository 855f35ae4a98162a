"""The clinic's settings, in test mode. pytest reads this file before any conftest."""

import os

os.environ["NEEDLEPOINT_MODE"] = "test"

from needlepoint.config.settings import *  # noqa: E402, F403
