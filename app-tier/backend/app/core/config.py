"""Settings of the process, read once from the environment; `.env.example` lists them with their meaning."""

import re
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEMO_SECRET_KEY = "demo-only-secret-key-not-for-production"  # noqa: S105 - refused outside the demo
SECRET_KEY_CHARACTERS = 16
MAIL_SCHEMES = ("smtp", "starttls", "smtps")
ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
QUEUE_ARN = re.compile(r"arn:[a-z0-9-]{3,20}:sqs:[a-z0-9-]{5,30}:[0-9]{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?")
PLACEHOLDERS = (
    "changeme",
    "change-me",
    "change_me",
    "changethis",
    "placeholder",
    "your-secret",
    "your_secret",
    "example",
)


class Settings(BaseSettings):
    """What the environment says. Names are those of CONTRACT.md section 1, case-insensitive."""

    model_config = SettingsConfigDict(env_file=(".env",), env_ignore_empty=True, extra="ignore", frozen=True)

    secret_key: SecretStr = SecretStr(DEMO_SECRET_KEY)
    postgres_password: SecretStr | None = None
    database_url: str | None = None
    redis_url: str = "redis://127.0.0.1:6379/0"
    log_level: str = "INFO"
    demo_estate: bool = False

    aws_region: str = "us-east-1"
    aws_regions: Annotated[tuple[str, ...], NoDecode] = ()
    aws_endpoint_url: str | None = None
    aws_api_rate: float = Field(default=2.0, gt=0, le=1000)
    aws_api_burst: int = Field(default=5, ge=1, le=1000)
    cost_explorer_max_usd_per_day: Decimal = Field(default=Decimal(5), ge=0, le=1000)
    cost_tags: Annotated[tuple[str, ...], NoDecode] = ()
    event_queue_arns: Annotated[tuple[str, ...], NoDecode] = ()

    admin_username: str = "admin"
    admin_email: str = "admin@example.com"
    admin_password: SecretStr | None = None

    access_token_minutes: int = Field(default=60, ge=5, le=60)
    session_hours: int = Field(default=12, ge=1, le=720)
    bcrypt_rounds: int = Field(default=12, ge=4, le=16)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    rate_per_caller: int = Field(default=6000, ge=0)
    rate_per_address: int = Field(default=12000, ge=0)
    max_body_bytes: int = Field(default=1_048_576, ge=1024)
    statement_timeout_ms: int = Field(default=5_000, ge=100)
    db_pool_size: int = Field(default=10, ge=1, le=200)
    max_streams: int = Field(default=4, ge=1, le=100)
    max_queued_tasks: int = Field(default=10_000, ge=1)
    sync_history_days: int = Field(default=90, ge=1, le=3650)

    ai_service_url: str | None = None
    ai_service_token: SecretStr | None = None
    ai_prompt: Literal["instructions", "planner"] = "instructions"
    ai_deadline_seconds: float = Field(default=8.0, gt=0, le=120)

    reports_dir: Path = Path(".local/reports")
    reports_s3_bucket: str | None = None
    reports_s3_prefix: str = "reports/"
    report_days: int = Field(default=7, ge=1, le=365)
    report_max_bytes: int = Field(default=2 * 1024**3, ge=1024)

    backup_dir: Path = Path(".local/backups")
    backup_key: SecretStr | None = Field(default=None, min_length=16)
    backup_s3_bucket: str | None = None
    backup_s3_prefix: str = "backups/"

    smtp_url: SecretStr | None = None
    smtp_sender: str = "WorkSpaces Inventory <workspaces-inventory@localhost>"
    email_domains: Annotated[tuple[str, ...], NoDecode] = ()
    email_attachment_max_bytes: int = Field(default=10 * 1024**2, ge=0, le=50 * 1024**2)
    public_url: str | None = None

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in MAIL_SCHEMES or not parts.hostname):
            raise ValueError(f"must be {', '.join(f'{scheme}://HOST' for scheme in MAIL_SCHEMES)}")
        return value

    @field_validator("aws_regions", "cors_origins", "cost_tags", "email_domains", "event_queue_arns", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin[:200]} is no origin such as https://inventory.example.com")
        return origins

    @field_validator("event_queue_arns")
    @classmethod
    def _are_queues(cls, arns: tuple[str, ...]) -> tuple[str, ...]:
        for arn in arns:
            if not QUEUE_ARN.fullmatch(arn):
                raise ValueError(
                    f"{arn[:200]} is no ARN of an SQS queue, such as arn:aws:sqs:us-east-1:111122223333:name"
                )
        return tuple(dict.fromkeys(arns))

    @property
    def secret_key_complaint(self) -> str | None:
        """Why SECRET_KEY is not fit to sign tokens and encrypt keys with, or None. The demo may use its own."""
        key = self.secret_key.get_secret_value()
        how = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        if self.demo_estate:
            return None
        if key == DEMO_SECRET_KEY:
            return f"SECRET_KEY is not set. {how}"
        if any(word in key.lower() for word in PLACEHOLDERS):
            return f"SECRET_KEY is a placeholder. {how}"
        if len(key) < SECRET_KEY_CHARACTERS or len(set(key)) < SECRET_KEY_CHARACTERS // 2:
            return f"SECRET_KEY is too short or too plain: {SECRET_KEY_CHARACTERS} random characters at least. {how}"
        return None

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions read where an account names none: AWS_REGIONS, else AWS_REGION."""
        return self.aws_regions or (self.aws_region,)

    @property
    def sqlalchemy_url(self) -> str:
        """DATABASE_URL, or the contract's database and user on this host with POSTGRES_PASSWORD."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg2://", 1).replace(
                "postgres://", "postgresql+psycopg2://", 1
            )
        password = self.postgres_password.get_secret_value() if self.postgres_password else ""
        return f"postgresql+psycopg2://workspaces:{password}@127.0.0.1:5432/workspaces_inventory"


@lru_cache
def get_settings() -> Settings:
    """The settings of this process, read on first use."""
    return Settings()
