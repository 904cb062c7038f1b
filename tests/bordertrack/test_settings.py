"""What production refuses to start with, and what a sound one is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SOUND = {
    "PUBLIC_URL": "https://border.example",
    "BEHIND_PROXY": "1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "SECRET_KEY": "k8Zr2Qm5Xv9Tn4Lc7Bw1Yd6Hs3Gf0Jp8Ra2Ue5Io9Ck4Mx7Vz1Nq6Wt3",
    "DATABASE_ROLE": "app",
    "DEBUG": "",
    "ALLOWED_HOSTS": "",
}


def check(tmp_path: Path, **changes: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, **SOUND, "VAR_DIR": str(tmp_path), **changes}
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


def test_a_sound_deployment_has_nothing_to_mend(tmp_path: Path) -> None:
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
        ({"DATABASE_URL": os.environ.get("DATABASE_OWNER_URL", "")}, "bordertrack.E002"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, changes: dict[str, str], said: str, db: None) -> None:
    result = check(tmp_path, **changes)

    assert result.returncode != 0
    assert said in result.stderr
