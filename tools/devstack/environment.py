"""The environment that the product's own processes get."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from devstack.settings import Settings
from devstack.state import secret

LOOPBACK = "127.0.0.1,localhost"
DATABASES = {"aws": "workspaces_inventory", "demo": "workspaces_inventory_demo"}
REDIS_NUMBERS = {"aws": 0, "demo": 1}


@dataclass(frozen=True)
class Ports:
    """Where the services that choose their own port listen; None for those that are not ours to start."""

    postgres: int | None
    redis: int | None
    demo: int | None


def database(settings: Settings) -> str:
    """The demo estate lives in a database of its own, so that it never mixes with a real account."""
    return DATABASES[settings.mode]


def postgres_password(settings: Settings) -> str:
    """POSTGRES_PASSWORD, else the generated one."""
    return settings.get("POSTGRES_PASSWORD") or secret(settings.layout.home, "POSTGRES_PASSWORD")


def redis_password(settings: Settings) -> str:
    """The generated password of this stack's own Redis."""
    return secret(settings.layout.home, "REDIS_PASSWORD")


# a small model is fastest on one processor, and its questions are short
_OF_PLANNER = {"AI_THREADS": "1", "AI_CONTEXT": "512"}


def model(settings: Settings) -> Path | None:
    """The model that this stack's own AI tier serves: AI_MODEL_PATH, else our planner; None where that says `none`.

    None, too, where another AI tier is named.
    """
    named = settings.get("AI_MODEL_PATH")
    if settings.get("AI_SERVICE_URL") or named == "none":
        return None
    if named:
        return Path(named).expanduser().absolute()
    return settings.layout.planner if settings.layout.planner.exists() else None


def ai_token(settings: Settings) -> str:
    """AI_SERVICE_TOKEN, else the generated one."""
    return settings.get("AI_SERVICE_TOKEN") or secret(settings.layout.home, "AI_SERVICE_TOKEN")


def ai(settings: Settings, chosen: Path) -> dict[str, str]:
    """What the AI tier's process sees to serve the chosen model: its own settings, nothing of AWS or the stores."""
    names = ("PATH", "HOME", "LANG", "TMPDIR", "LOG_LEVEL", "http_proxy", "https_proxy", "PIP_INDEX_URL")
    own = {name: value for name, value in settings.values.items() if name.startswith("AI_") or name in names}
    if chosen == settings.layout.planner:
        own = {**_OF_PLANNER, **own, "AI_MODEL_SHA256": chosen.with_suffix(".sha256").read_text().split()[0]}
    port, token, engine = str(settings.ai_port), ai_token(settings), str(settings.layout.engine)
    return {**own, "AI_MODEL_PATH": str(chosen), "AI_PORT": port, "AI_SERVICE_TOKEN": token, "AI_ENGINE_DIR": engine}


def backend(settings: Settings, ports: Ports, estate: Mapping[str, Any] | None) -> dict[str, str]:
    """What the API, the worker, beat and the operator's commands see.

    With an estate (the answer of `demo_aws accounts`) every AWS setting is the estate's; the person's own
    credentials, profiles and configuration files are out of reach.
    """
    values = dict(settings.values)
    layout = settings.layout
    values["PATH"] = f"{layout.venv / 'bin'}:{values.get('PATH', '/usr/bin:/bin')}"
    values["PYTHONUNBUFFERED"] = "1"
    values.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules halve the second start
    values.pop("PYTHONPATH", None)
    values.setdefault("SECRET_KEY", secret(layout.home, "SECRET_KEY"))
    values.setdefault("REPORTS_DIR", str(layout.home / "reports"))
    values.setdefault("BACKUP_DIR", str(layout.home / "backups"))
    values.setdefault("ADMIN_USERNAME", "admin")
    values.setdefault("ADMIN_EMAIL", "admin@example.com")
    password = quote(postgres_password(settings), safe="")
    if ports.postgres is not None:
        server = f"workspaces:{password}@127.0.0.1:{ports.postgres}"
        values["DATABASE_URL"] = f"postgresql+psycopg2://{server}/{database(settings)}"
    if ports.redis is not None:
        server = f"{quote(redis_password(settings), safe='')}@127.0.0.1:{ports.redis}"
        values["REDIS_URL"] = f"redis://:{server}/{REDIS_NUMBERS[settings.mode]}"
    if (chosen := model(settings)) is not None:
        if chosen == layout.planner:
            values.setdefault("AI_PROMPT", "planner")
        values["AI_SERVICE_URL"] = f"http://127.0.0.1:{settings.ai_port}"
        values["AI_SERVICE_TOKEN"] = ai_token(settings)
    for name in ("NO_PROXY", "no_proxy"):
        values[name] = ",".join(filter(None, [values.get(name), LOOPBACK]))
    return values if estate is None else {**_without_aws(values), **_of_estate(settings, ports, estate)}


def _without_aws(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if not key.startswith("AWS_")}


def _of_estate(settings: Settings, ports: Ports, estate: Mapping[str, Any]) -> dict[str, str]:
    home, nowhere = estate["home"], settings.layout.home / "no-aws-files"
    return {
        "DEMO_ESTATE": "1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{ports.demo}",
        "AWS_ACCESS_KEY_ID": str(home["access_key_id"]),
        "AWS_SECRET_ACCESS_KEY": str(home["secret_access_key"]),
        "AWS_REGION": str(home["regions"][0]),
        "AWS_DEFAULT_REGION": str(home["regions"][0]),
        "AWS_REGIONS": ",".join(home["regions"]),
        "AWS_API_RATE": str(estate["rate"]),
        "EVENT_QUEUE_ARNS": ",".join(estate["event_queue_arns"]),
        "AWS_SHARED_CREDENTIALS_FILE": str(nowhere / "credentials"),
        "AWS_CONFIG_FILE": str(nowhere / "config"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
