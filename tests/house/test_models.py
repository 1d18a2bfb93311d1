"""Foreign keys point the way that imports do, and everything is named after its room."""

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from portal.accounts.models import User

PYPROJECT = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())


def rooms_from_high_to_low() -> dict[str, int]:
    """Each room's place, as import-linter has it in pyproject.toml: 0 is highest; side by side is equal."""
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers_of = {contract["containers"][0]: contract["layers"] for contract in contracts if "containers" in contract}
    order = [
        *(f"applications.{layer}" for layer in layers_of["applications"]),
        "regions",
        *(f"portal.{layer}" for layer in layers_of["portal"]),
    ]
    places = {}
    for place, layer in enumerate(order):
        package, _, rooms = layer.rpartition(".")
        for room in rooms.replace("(", "").replace(")", "").split("|"):
            places[f"{package}.{room.strip()}".strip(".")] = place
    return places


def our_models() -> list[Any]:
    return [
        model for model in apps.get_models() if model.__module__.startswith(("portal.", "regions.", "applications."))
    ]


def test_foreign_keys_point_down():
    place = rooms_from_high_to_low()
    upwards = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model not in {model, User}
        if place[model._meta.app_config.name] > place[field.related_model._meta.app_config.name]
    ]

    assert upwards == []


def test_labels_equal_folders():
    ours = [
        config for config in apps.get_app_configs() if config.name.startswith(("portal.", "regions", "applications."))
    ]

    assert {config.name: config.label for config in ours} == {c.name: c.name.rpartition(".")[2] for c in ours}


def test_constraints_and_indexes_are_named_after_their_room():
    misnamed = [
        named.name
        for model in our_models()
        for named in (*model._meta.constraints, *model._meta.indexes)
        if not named.name.startswith(f"{model._meta.app_label}_")
    ]

    assert misnamed == []


def test_unique_together_is_written_as_a_named_constraint():
    assert [model._meta.label for model in our_models() if model._meta.unique_together] == []
