"""What production refuses to start with, and what a sound one is told."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

SOUND = {
    "PUBLIC_URL": "https://border.example",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "SECRET_KEY": "k8Zr2Qm5Xv9Tn4Lc7Bw1Yd6Hs3Gf0Jp8Ra2Ue5Io9Ck4Mx7Vz1Nq6Wt3",
    "DATABASE_ROLE": "app",
    "DEBUG": "",
    "ALLOWED_HOSTS": "",
}


def at_test_database(name: str) -> str:
    """Return the address in the environment, leading to the database of this run."""
    return urlsplit(os.environ[name])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def check(tmp_path: Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **SOUND, "VAR_DIR": str(tmp_path), "DATABASE_URL": at_test_database("DATABASE_URL")}
    environment |= changes
    for name in ("STATICFILES_STORAGE", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_deployment_has_nothing_to_mend(tmp_path: Path, db: None) -> None:
    result = check(tmp_path)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG is for the embedded default only"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "django-insecure-" + "x" * 60}, "SECRET_KEY is a default"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is a default or too short"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not hold"),
        ({"DATABASE_OWNER_URL": "", "DATABASE_ROLE": "owner"}, "DATABASE_OWNER_URL is not set"),
        ({"PUBLIC_URL": "http://border.example"}, "bordertrack.E001"),
        ({"EMAIL_URL": ""}, "bordertrack.E003"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, changes: dict[str, str], said: str, db: None) -> None:
    result = check(tmp_path, **changes)

    assert result.returncode != 0
    assert said in result.stderr


def test_a_role_that_owns_the_tables_is_named(tmp_path: Path, db: None) -> None:
    result = check(tmp_path, DATABASE_URL=at_test_database("DATABASE_OWNER_URL"))

    assert "bordertrack.E002" in result.stderr
