"""GovCloud and China are a matter of ARN and endpoint: botocore resolves them, the product knows no special case."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import botocore.session
import pytest

from app.core.config import get_settings
from app.services.aws import access
from app.services.aws.access import AccountAccess, client
from app.services.aws.endpoints import home_region

PLACES = {
    "us-east-1": ("aws", "amazonaws.com"),
    "us-gov-west-1": ("aws-us-gov", "amazonaws.com"),
    "cn-northwest-1": ("aws-cn", "amazonaws.com.cn"),
}
REGIONAL = ("sts", "workspaces", "cloudwatch", "cloudtrail", "resourcegroupstaggingapi", "ds", "sqs")


@pytest.fixture(autouse=True)
def _no_endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    get_settings.cache_clear()
    access.forget()
    yield
    access.forget()
    get_settings.cache_clear()


def host(service: str, region: str, kind: str = "keys") -> str:
    keys = AccountAccess("keys", "111122223333", access_key_id="AKIA", secret_access_key="none")
    made: Any = client(keys if kind == "keys" else access.HOME, service, region)
    return str(urlsplit(made.meta.endpoint_url).hostname)


@pytest.mark.parametrize("region", PLACES)
def test_every_regional_call_goes_to_the_partition_of_its_region(region: str) -> None:
    partition, suffix = PLACES[region]
    assert botocore.session.Session().get_partition_for_region(region) == partition
    for service in REGIONAL:
        named = host(service, region)
        assert named.endswith(f".{suffix}"), service
        assert region in named, service


def endpoints(service: str, partition: str) -> set[str]:
    """The Regions in which botocore's own data has an endpoint of the service."""
    data = botocore.session.Session().get_component("data_loader").load_data("endpoints")
    [found] = [each for each in data["partitions"] if each["partition"] == partition]
    listed = found["services"].get(service, {}).get("endpoints", {})
    return {each.get("credentialScope", {}).get("region", name) for name, each in listed.items()}


@pytest.mark.parametrize(
    ("service", "data"), [("ce", "ce"), ("pricing", "api.pricing"), ("organizations", "organizations")]
)
@pytest.mark.parametrize("partition", ["aws", "aws-us-gov", "aws-cn"])
def test_what_a_partition_has_once_is_where_botocore_has_it(service: str, data: str, partition: str) -> None:
    region, known = home_region(service, partition), endpoints(data, partition)
    assert (region is None) == (not known)
    if region is not None:
        assert region in known
        assert host(service, region).endswith(dict(PLACES.values())[partition])


def test_a_role_is_assumed_at_the_endpoint_of_the_regions_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGIONS", "us-gov-west-1,us-gov-east-1")
    get_settings.cache_clear()
    assert host("sts", get_settings().regions[0]) == "sts.us-gov-west-1.amazonaws.com"
