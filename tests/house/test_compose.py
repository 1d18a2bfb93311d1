"""docker-compose.yml, checked without Docker: against the Compose specification's schema, and by what it must hold."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft7Validator

from tests.processes import nginx_configuration
from tests.services import POSTGRESQL_SETTINGS, program

ROOT = Path(settings.BASE_DIR)
ONE_SHOT = {"migrate", "secrets"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_compose_file_follows_the_specification(compose):
    schema = json.loads((ROOT / "node_modules/dclint/schemas/compose.schema.json").read_text())
    errors = [f"{list(error.absolute_path)}: {error.message}" for error in Draft7Validator(schema).iter_errors(compose)]

    assert errors == []


def test_schema_finds_a_mistake(compose):
    schema = json.loads((ROOT / "node_modules/dclint/schemas/compose.schema.json").read_text())
    broken = {**compose, "services": {"web": {"image": "x", "helthcheck": {}}}}

    assert list(Draft7Validator(schema).iter_errors(broken))


def test_every_lasting_service_has_a_health_check(compose):
    built = "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    without = {name for name, service in compose["services"].items() if "healthcheck" not in service}

    assert built
    assert without == {"web"}  # the image's own


def test_postgresql_is_the_one_that_tests_and_bench_run_with(compose):
    assert compose["services"]["postgres"]["command"] == ["postgres", *POSTGRESQL_SETTINGS]


def test_every_volume_is_named(compose):
    used = {
        str(mount).split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])
    }

    assert used == set(compose["volumes"])


def test_what_is_depended_on_exists_and_can_be_healthy(compose):
    services = compose["services"]
    for service in services.values():
        for name, wanted in service.get("depends_on", {}).items():
            assert name in services
            assert (name in ONE_SHOT) == (wanted["condition"] == "service_completed_successfully")


def test_no_secret_is_in_the_file(compose):
    given = {
        f"{name}.{variable}": str(value)
        for name, service in compose["services"].items()
        for variable, value in service.get("environment", {}).items()
        if re.search("KEY|PASSWORD|SECRET|DATABASE_URL", variable)
    }

    assert given
    assert {name: value for name, value in given.items() if not value.startswith("/run/portal/")} == {}


def test_nginx_understands_its_configuration(tmp_path):
    whole = tmp_path / "nginx.conf"
    whole.write_text(nginx_configuration(tmp_path))
    command = [program("nginx"), "-t", "-c", str(whole), "-p", str(tmp_path)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})

    assert checked.returncode == 0, checked.stderr
    assert 'X-Request-Start "t=${msec}"' in whole.read_text()
