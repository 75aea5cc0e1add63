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
    from django.core.management import ManagementUtility, get_commands
    from django.core.management.base import BaseCommand

    class CommandLine(ManagementUtility):
        """Django's, but a name it does not know is wrong use (exit 2), said in Chinese."""

        def fetch_command(self, subcommand: str) -> BaseCommand:
            if subcommand not in get_commands():
                sys.stderr.write(f"没有命令 {subcommand}；有哪些命令，见 bin/manage help\n")
                sys.exit(2)
            return super().fetch_command(subcommand)

    CommandLine(sys.argv).execute()


if __name__ == "__main__":
    main()
