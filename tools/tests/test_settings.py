from pathlib import Path

import pytest

from devstack import environment, settings
from devstack.environment import Ports
from devstack.problem import Problem
from devstack.settings import Settings

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
HOME = {"access_key_id": "DEMOKEY", "secret_access_key": "demo", "regions": ["us-east-1", "eu-west-1"]}
ESTATE = {"home": HOME, "rate": 2.0, "event_queue_arns": ["arn:aws:sqs:us-east-1:111122223333:inventory"]}


def made(tmp_path: Path, **values: str) -> Settings:
    return settings.from_values({"WSI_HOME": str(tmp_path), **values})


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"WEB_PORT=9001\nAPI_PORT=9002\nWSI_HOME={tmp_path}\n")
    chosen = settings.load({"WEB_PORT": "9003"}, file)
    assert (chosen.web_port, chosen.api_port, chosen.layout.home) == (9003, 9002, tmp_path)
    assert settings.load({}, tmp_path / "none").web_port == 8080


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    assert made(tmp_path, WEB_PORT="", AWS_ACCESS_KEY_ID="").web_port == 8080


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8080.5", "\u0662"])
def test_a_port_that_is_none_is_refused_by_name(tmp_path: Path, port: str) -> None:
    with pytest.raises(Problem, match=f"WEB_PORT={port} is no port"):
        made(tmp_path, WEB_PORT=port)


def test_the_two_ports_must_differ(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="both 9000"):
        made(tmp_path, WEB_PORT="9000", API_PORT="9000")


@pytest.mark.parametrize(
    ("values", "mode"),
    [
        ({}, "demo"),
        ({"AWS_REGION": "eu-west-1"}, "demo"),
        (KEYS, "aws"),
        ({**KEYS, "AWS_ENDPOINT_URL": "http://127.0.0.1:5000"}, "aws"),
        ({"AWS_PROFILE": "work"}, "aws"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn"}, "aws"),
        ({"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2"}, "aws"),
    ],
)
def test_credentials_decide_between_the_account_and_the_demo(tmp_path: Path, values: dict[str, str], mode: str) -> None:
    assert made(tmp_path, **values).mode == mode


def test_an_endpoint_without_credentials_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="AWS_ENDPOINT_URL is set but no AWS credentials are"):
        made(tmp_path, AWS_ENDPOINT_URL="http://127.0.0.1:5000")


@pytest.mark.parametrize("missing", list(KEYS))
def test_half_a_key_is_refused_naming_the_other_half(tmp_path: Path, missing: str) -> None:
    with pytest.raises(Problem, match=f"but {missing} is not"):
        made(tmp_path, **{key: value for key, value in KEYS.items() if key != missing})


def test_the_persons_own_aws_settings_do_not_reach_the_demo(tmp_path: Path) -> None:
    chosen = made(
        tmp_path, AWS_REGION="ap-south-1", AWS_USE_FIPS_ENDPOINT="true", AWS_CONFIG_FILE="/home/me/.aws/config"
    )
    env = environment.backend(chosen, Ports(1, 2, 3), ESTATE)
    assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:3"
    assert (env["AWS_ACCESS_KEY_ID"], env["AWS_REGIONS"]) == ("DEMOKEY", "us-east-1,eu-west-1")
    assert "AWS_USE_FIPS_ENDPOINT" not in env
    assert not Path(env["AWS_CONFIG_FILE"]).exists()
    assert not Path(env["AWS_SHARED_CREDENTIALS_FILE"]).exists()
    assert (env["AWS_EC2_METADATA_DISABLED"], env["DEMO_ESTATE"]) == ("true", "1")


def test_an_account_keeps_its_aws_settings_and_a_database_of_its_own(tmp_path: Path) -> None:
    chosen = made(tmp_path, **KEYS, AWS_ENDPOINT_URL="http://127.0.0.1:5000", AWS_REGIONS="eu-west-1")
    env = environment.backend(chosen, Ports(1, 2, None), None)
    assert {key: env[key] for key in KEYS} == KEYS
    assert env["AWS_ENDPOINT_URL"] == "http://127.0.0.1:5000"
    assert env["DATABASE_URL"].endswith("/workspaces_inventory")
    assert "DEMO_ESTATE" not in env


def test_generated_secrets_are_kept_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    chosen = made(tmp_path)
    first = environment.backend(chosen, Ports(1, 2, 3), ESTATE)
    again = environment.backend(chosen, Ports(1, 2, 3), ESTATE)
    assert first["SECRET_KEY"] == again["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 32
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_password_with_any_character_is_safe_in_the_url(tmp_path: Path) -> None:
    chosen = made(tmp_path, POSTGRES_PASSWORD="p@ss/w:rd%")
    url = environment.backend(chosen, Ports(5433, 2, 3), ESTATE)["DATABASE_URL"]
    assert url == "postgresql+psycopg2://workspaces:p%40ss%2Fw%3Ard%25@127.0.0.1:5433/workspaces_inventory_demo"


def test_an_own_database_is_used_when_it_is_named(tmp_path: Path) -> None:
    chosen = made(tmp_path, DATABASE_URL="postgresql://db.example/x")
    assert environment.backend(chosen, Ports(None, 2, 3), ESTATE)["DATABASE_URL"] == "postgresql://db.example/x"
