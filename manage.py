#!/usr/bin/env python
"""Needlepoint's own commands: `manage.py help` lists them."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")
    from django.core.management import execute_from_command_line

    from needlepoint.config import env

    try:
        execute_from_command_line(sys.argv)
    except env.UnableToStart as error:
        sys.exit(str(error))  # a sentence for the operator, without a traceback


if __name__ == "__main__":
    main()
