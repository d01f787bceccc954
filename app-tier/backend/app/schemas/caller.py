"""Who is asking."""

from dataclasses import dataclass, field

from app.core.roles import GRANTS, Capability, Role


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity behind a request: its rights, and the AWS accounts it may see (None: all)."""

    user_id: int
    username: str
    role: Role
    is_superuser: bool = False
    account_scope: frozenset[str] | None = None
    source_ip: str | None = field(default=None, compare=False)

    def may(self, capability: Capability) -> bool:
        """Whether the role (or being superuser) grants it."""
        return self.is_superuser or capability in GRANTS[self.role]

    @property
    def permissions(self) -> list[str]:
        """Every capability held, in the order of the enumeration."""
        return [c.value for c in Capability if self.may(c)]
