"""The AI tier in the local stack: there only where a model is named, with nothing of AWS or the stores to see."""

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
    chosen = _chosen(tmp_path)
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
