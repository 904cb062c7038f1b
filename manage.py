#!/usr/bin/env python
"""Run a management command; those that change the schema or load data sign in as the owner."""

import os
import sys

OWNER_COMMANDS = {
    "create_administrator",
    "create_demo_people",
    "create_partner",
    "create_token",
    "dbshell",
    "generate_incidents",
    "load_border",
    "load_public_incidents",
    "makemigrations",
    "migrate",
    "verify_audit",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bordertrack.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
