"""Roles and the capabilities they carry. A route asks for a capability, never for a role."""

from enum import StrEnum


class Role(StrEnum):
    """The three roles of the product."""

    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"


class Capability(StrEnum):
    """What a route can ask for; `send` is mailing reports to addresses that are not one's own."""

    READ = "read"
    SYNC = "sync"
    RECOMMENDATIONS = "recommendations"
    SEND = "send"
    ADMIN = "admin"


GRANTS: dict[Role, tuple[Capability, ...]] = {
    Role.VIEWER: (Capability.READ,),
    Role.OPERATOR: (Capability.READ, Capability.SYNC, Capability.RECOMMENDATIONS, Capability.SEND),
    Role.ADMIN: tuple(Capability),
}
