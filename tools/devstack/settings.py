"""What the person asked for: the environment, then `.env`, then the defaults of the contract."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from devstack import envfile
from devstack.layout import REPOSITORY, Layout
from devstack.problem import Problem

Mode = Literal["demo", "aws"]
WEB_PORT, API_PORT, AI_PORT = 8080, 8000, 11434
CREDENTIALS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)

PRODUCT = (
    "SECRET_KEY", "POSTGRES_PASSWORD", "DATABASE_URL", "REDIS_URL", "ADMIN_USERNAME", "ADMIN_EMAIL", "ADMIN_PASSWORD",
    "SMTP_URL", "SMTP_SENDER", "EMAIL_DOMAINS", "EMAIL_ATTACHMENT_MAX_BYTES", "PUBLIC_URL", "REPORTS_DIR",
    "BACKUP_DIR", "BACKUP_KEY", "BACKUP_S3_BUCKET", "BACKUP_S3_PREFIX",
    "BACKEND_URL", "AI_SERVICE_URL", "AI_SERVICE_TOKEN", "LOG_LEVEL", "WEB_PORT", "API_PORT", "AI_PORT",
    "AI_MODEL_PATH", "AI_MODEL_SHA256", "AI_MODEL_NAME", "AI_PROMPT", "DEMO_ESTATE",
    "EVENT_QUEUE_ARNS",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Settings of one stack, checked. `values` is the merged environment, without empty variables."""

    values: Mapping[str, str]
    layout: Layout
    web_port: int
    api_port: int
    ai_port: int
    mode: Mode
    packaged_services: bool

    @property
    def fingerprint(self) -> str:
        """Differs when a setting that the product's processes see differs."""
        seen = sorted((key, value) for key, value in self.values.items() if key in PRODUCT or key.startswith("AWS_"))
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()

    def get(self, name: str, default: str = "") -> str:
        """A setting, or its default where it is unset or empty."""
        return self.values.get(name) or default


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Settings from the environment over `.env`.

    Raises:
        Problem: a value that cannot be used, in one line.

    """
    environ = os.environ if environ is None else environ
    merged = {**envfile.read(env_file or REPOSITORY / ".env"), **environ}
    return from_values(merged)


def from_values(values: Mapping[str, str]) -> Settings:
    """Settings from one merged set of variables."""
    values = {key: value for key, value in values.items() if value}
    home = Path(values.get("WSI_HOME", REPOSITORY / ".local")).expanduser().absolute()
    cache = Path(values.get("WSI_CACHE", home)).expanduser().absolute()
    web_port, api_port = port(values, "WEB_PORT", WEB_PORT), port(values, "API_PORT", API_PORT)
    if web_port == api_port:
        raise Problem(f"WEB_PORT and API_PORT are both {web_port}: give them different ports")
    beside = AI_PORT + api_port - API_PORT  # a second stack is told of two ports and needs three
    ai_port = port(values, "AI_PORT", beside if 1024 <= beside <= 65535 else AI_PORT)
    if ai_port in (web_port, api_port):
        raise Problem(f"AI_PORT is {ai_port}, as another port is: give them different ports")
    return Settings(
        values=values,
        layout=Layout(home=home, cache=cache),
        web_port=web_port,
        api_port=api_port,
        ai_port=ai_port,
        mode=mode(values),
        packaged_services=values.get("WSI_PACKAGED_SERVICES", "0") == "1",
    )


def port(values: Mapping[str, str], name: str, default: int) -> int:
    """A port number from a setting.

    Raises:
        Problem: it is no number from 1 to 65535.

    """
    text = values.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Problem(f"{name}={text} is no port: use a number from 1024 to 65535, such as {default}")
    return int(text)


def mode(values: Mapping[str, str]) -> Mode:
    """`aws` where credentials are configured, else `demo`.

    Raises:
        Problem: credentials or an endpoint that are only half there.

    """
    has_key, has_secret = bool(values.get("AWS_ACCESS_KEY_ID")), bool(values.get("AWS_SECRET_ACCESS_KEY"))
    if has_key != has_secret:
        there, missing = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")[:: 1 if has_key else -1]
        raise Problem(f"{there} is set but {missing} is not: set both, or neither for the demo estate")
    if any(values.get(name) for name in CREDENTIALS):
        return "aws"
    if values.get("AWS_ENDPOINT_URL"):
        raise Problem(
            "AWS_ENDPOINT_URL is set but no AWS credentials are: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY "
            "as well, or unset AWS_ENDPOINT_URL for the demo estate"
        )
    return "demo"
