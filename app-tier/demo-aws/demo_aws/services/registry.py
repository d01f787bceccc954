"""Which function answers which operation."""

import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

from demo_aws.services import (
    ce,
    cloudtrail,
    cloudwatch,
    ds,
    ds_data,
    organizations,
    pricing,
    sqs,
    sts,
    tagging,
    workspaces,
    workspaces_write,
)
from demo_aws.wire.call import Call

Handler = Callable[[Call], dict[str, Any]]

_MODULES: dict[str, tuple[ModuleType, ...]] = {
    "ce": (ce,),
    "cloudtrail": (cloudtrail,),
    "ds": (ds,),
    "ds-data": (ds_data,),
    "monitoring": (cloudwatch,),
    "organizations": (organizations,),
    "pricing": (pricing,),
    "sqs": (sqs,),
    "sts": (sts,),
    "tagging": (tagging,),
    "workspaces": (workspaces, workspaces_write),
}


def _snake(operation: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()


def handler(service: str, operation: str) -> Handler | None:
    """The function that answers an operation, or None where this estate does not have it."""
    name = _snake(operation)
    for module in _MODULES.get(service, ()):
        found: Handler | None = getattr(module, name, None)
        if found is not None and found.__module__ == module.__name__:
            return found
    return None
