"""The AI tier in the local stack: with the model that is named or our own, and nothing of AWS or the stores to see."""

import hashlib
from pathlib import Path

from devstack import environment, settings, stack
from devstack.environment import Ports

NOWHERE = Ports(postgres=None, redis=None, demo=None)


def _chosen(tmp_path: Path, **values: str) -> settings.Settings:
    own = {"WSI_HOME": str(tmp_path), "PATH": "/usr/bin", "DATABASE_URL": "postgresql://x", "SECRET_KEY": "k" * 32}
    return settings.from_values({**own, **values})


def _services(chosen: settings.Settings) -> list[stack.Service]:
    return stack._ai(chosen)


def test_without_a_model_there_is_no_ai_tier(tmp_path: Path) -> None:
    chosen = _chosen(tmp_path, AI_MODEL_PATH="none")
    assert _services(chosen) == []
    assert "AI_SERVICE_URL" not in environment.backend(chosen, NOWHERE, None)


def test_a_model_starts_the_tier_and_the_api_is_told_where_it_is(tmp_path: Path) -> None:
    chosen = _chosen(
        tmp_path, AI_MODEL_PATH="model.gguf", AI_PORT="9191", AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b"
    )
    (service,) = _services(chosen)
    api = environment.backend(chosen, NOWHERE, None)
    assert service.port == 9191
    assert api["AI_SERVICE_URL"] == "http://127.0.0.1:9191"
    assert service.env["AI_SERVICE_TOKEN"] == api["AI_SERVICE_TOKEN"]
    assert Path(service.env["AI_MODEL_PATH"]).is_absolute()
    assert not [name for name in service.env if name.startswith("AWS_") or name in ("DATABASE_URL", "SECRET_KEY")]


def test_another_tier_is_used_instead_of_an_own_one(tmp_path: Path) -> None:
    chosen = _chosen(tmp_path, AI_MODEL_PATH="model.gguf", AI_SERVICE_URL="http://ai.example:11434")
    assert _services(chosen) == []
    assert environment.backend(chosen, NOWHERE, None)["AI_SERVICE_URL"] == "http://ai.example:11434"


def test_the_planner_of_our_own_is_served_where_no_model_is_named(tmp_path: Path) -> None:
    chosen = _chosen(tmp_path)
    (service,) = _services(chosen)
    assert service.env["AI_MODEL_PATH"] == str(chosen.layout.planner)
    assert service.env["AI_MODEL_SHA256"] == hashlib.sha256(chosen.layout.planner.read_bytes()).hexdigest()
    assert environment.backend(chosen, NOWHERE, None)["AI_PROMPT"] == "planner"


def test_a_second_stack_has_its_tier_beside_the_first_ones(tmp_path: Path) -> None:
    assert _chosen(tmp_path, API_PORT="8001").ai_port == _chosen(tmp_path).ai_port + 1
    assert _chosen(tmp_path, API_PORT="8001", AI_PORT="9191").ai_port == 9191
