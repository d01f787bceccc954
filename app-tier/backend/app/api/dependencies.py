"""What a route's signature asks for: a session, and a caller with a capability."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session

from app.core import pace
from app.core.config import get_settings
from app.core.problems import Forbidden, Unauthorized
from app.core.roles import Capability
from app.db.session import unit_of_work
from app.schemas.caller import Caller
from app.services.auth.identity import identify

_bearer = OAuth2PasswordBearer(tokenUrl="/api/auth/login", auto_error=False)


def _session() -> Iterator[Session]:
    with unit_of_work() as session:
        yield session


# scope="function": the commit happens before the answer is sent, so a failing commit is never a 2xx
SessionDep = Annotated[Session, Depends(_session, scope="function")]


def source_ip(request: Request) -> str | None:
    """The peer's address (uvicorn has put the proxy's X-Forwarded-For there when the proxy is trusted)."""
    return request.client.host if request.client else None


def bearer_token(token: Annotated[str | None, Depends(_bearer)]) -> str:
    """The token of the Authorization header. Raises Unauthorized."""
    if not token:
        raise Unauthorized("Send a bearer token: sign in at /api/auth/login, or an API token.")
    return token


Token = Annotated[str, Depends(bearer_token)]


def current_caller(request: Request, token: Token) -> Caller:
    """The identified caller, whom the middleware knows by then, too. Raises Unauthorized, TooMany.

    Requests are counted by address before the token is looked at, and by user or API token after.
    """
    settings, address = get_settings(), source_ip(request)
    pace.limit("address", pace.network(address), settings.rate_per_address)
    caller = identify(token, address)
    by = ("token", caller.api_token) if caller.api_token else ("user", str(caller.user_id))
    pace.limit(*by, settings.rate_per_caller)
    request.state.caller = caller
    return caller


def paced(request: Request) -> None:
    """Count a request of nobody known by its address. Raises TooMany."""
    pace.limit("address", pace.network(source_ip(request)), get_settings().rate_per_address)


def requires(capability: Capability) -> Callable[[Caller], Caller]:
    """A dependency that lets only callers with the capability through."""

    def check(caller: Annotated[Caller, Depends(current_caller)]) -> Caller:
        if not caller.may(capability):
            whose = "API token" if caller.api_token else f"role ({caller.role.value})"
            raise Forbidden(f"Your {whose} does not include the right to '{capability.value}'.")
        return caller

    check.capability = capability  # type: ignore[attr-defined]  # read by the test that walks the routes
    return check


def signed_in(caller: Annotated[Caller, Depends(requires(Capability.READ))]) -> Caller:
    """Only somebody who signed in, not a script with an API token. Raises Forbidden."""
    if caller.api_token is not None:
        raise Forbidden("This cannot be done with an API token. Sign in instead.")
    return caller


Viewer = Annotated[Caller, Depends(requires(Capability.READ))]
Operator = Annotated[Caller, Depends(requires(Capability.SYNC))]
Recommender = Annotated[Caller, Depends(requires(Capability.RECOMMENDATIONS))]
Admin = Annotated[Caller, Depends(requires(Capability.ADMIN))]
InPerson = Annotated[Caller, Depends(signed_in)]
