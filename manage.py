#!/usr/bin/env python3
"""Django's command line. `bin/manage` runs it with the servers up."""

import os
import sys

# These change the schema, so they run as its owner; all else as the application's role, which owns nothing.
OWNER_COMMANDS = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "flush", "prepare"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "petition_bureau.settings.dev")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["PETITION_DB_ROLE"] = "owner"
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
