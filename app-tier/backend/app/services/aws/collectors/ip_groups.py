"""IP access control groups of directories."""

from dataclasses import dataclass
from typing import Any

from app.services.aws.batch import Batch
from app.services.aws.calls import Clients
from app.services.aws.scope import Scope
from app.services.aws.values import text


@dataclass(frozen=True, slots=True)
class IpGroupRecord:
    """One group; names are those of the `ip_groups` table, `rules` CIDR blocks."""

    ip_group_id: str
    ip_group_name: str | None
    description: str | None
    rules: list[str] | None
    raw: dict[str, Any]

    @classmethod
    def from_aws(cls, item: dict[str, Any], wire: dict[str, Any]) -> "IpGroupRecord":
        """The record of one `WorkspacesIpGroup`. Raises KeyError without an id."""
        rules = item.get("userRules")
        return cls(
            ip_group_id=str(item["groupId"]),
            ip_group_name=text(item.get("groupName")),
            description=text(item.get("groupDesc")),
            rules=None if rules is None else [str(rule["ipRule"]) for rule in rules if rule and rule.get("ipRule")],
            raw=wire,
        )


class IpGroupsCollector:
    """Every IP group of an account and Region."""

    kind = "ip_groups"
    actions = ("workspaces:DescribeIpGroups",)
    after: tuple[str, ...] = ()

    def collect(self, aws: Clients, scope: Scope) -> Batch[IpGroupRecord]:
        """All pages."""
        batch: Batch[IpGroupRecord] = Batch(scope)
        with batch.guard("DescribeIpGroups"):
            for page in aws.pages("workspaces", "describe_ip_groups", scope, MaxResults=25):
                listed = page.listed("Result")
                batch.rows += [IpGroupRecord.from_aws(*item) for item in listed if item[0].get("groupId")]
        return batch
