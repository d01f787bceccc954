"""Services that a partition has once: the Region that their calls go to, from botocore's own endpoint data."""

_REGIONS = {
    "ce": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    # also in eu-central-1 and ap-south-1, with the same prices
    "pricing": {"aws": "us-east-1", "aws-cn": "cn-northwest-1"},
    "organizations": {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"},
}


def home_region(service: str, partition: str) -> str | None:
    """The Region of the service's endpoint; None where the partition does not have it (GovCloud is billed outside)."""
    return _REGIONS[service].get(partition)
