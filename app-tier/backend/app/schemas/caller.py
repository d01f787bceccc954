"""Who is asking."""

from dataclasses import dataclass, field

from app.core.roles import GRANTS, Capability, Role


@dataclass(frozen=True, slots=True)
class Caller:
    """The identity behind a request: its rights, and the AWS accounts it may see (None: all).

    `limited_to` are the capabilities of the API token that was shown, `api_token` how it begins; None where a person
    signed in, whose session `sid` is then. `second_factor_needed`: they may only read until they have set one up.
    """

    user_id: int
    username: str
    role: Role
    is_superuser: bool = False
    account_scope: frozenset[str] | None = None
    source_ip: str | None = field(default=None, compare=False)
    limited_to: frozenset[str] | None = None
    api_token: str | None = None
    sid: str | None = None
    second_factor_needed: bool = False

    def may(self, capability: Capability) -> bool:
        """Whether the role (or being superuser) grants it, and the token does not leave it out."""
        granted = self.is_superuser or capability in GRANTS[self.role]
        return granted and (self.limited_to is None or capability.value in self.limited_to)

    @property
    def permissions(self) -> list[str]:
        """Every capability held, in the order of the enumeration."""
        return [c.value for c in Capability if self.may(c)]
