"""Signing in and out, and who one is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from app.api.dependencies import InPerson, SessionDep, Token, Viewer, paced, source_ip
from app.api.limits import FORMS
from app.schemas.auth import Credentials, Me, PasswordChange, SignedIn
from app.services.auth import password, sessions

router = APIRouter(prefix="/auth", tags=["auth"])
_SCHEMA = Credentials.model_json_schema()
_OAUTH2_FORM = {**_SCHEMA, "properties": {**_SCHEMA["properties"], "grant_type": {"type": "string"}}}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": _OAUTH2_FORM},
            "application/json": {"schema": _SCHEMA},
        },
    }
}


async def _credentials(request: Request) -> Credentials:
    """The credentials of a form or of a JSON object, by content type."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in FORMS:
        sent: object = dict(await request.form(max_files=0, max_fields=20))
    elif kind == "application/json":
        sent = await _json(request)
    else:
        raise HTTPException(415, "Send a form (application/x-www-form-urlencoded) or application/json.")
    try:
        return Credentials.model_validate(sent)
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False, include_context=False)
        raise RequestValidationError(errors) from None


async def _json(request: Request) -> object:
    try:
        return await request.json()
    except (ValueError, RecursionError):
        raise RequestValidationError([{"loc": ("body",), "msg": "is not JSON", "type": "json_invalid"}]) from None


@router.post("/login", name="login", openapi_extra=_BODY, dependencies=[Depends(paced)])
def login(request: Request, credentials: Annotated[Credentials, Depends(_credentials)]) -> SignedIn:
    """An access token for a user name (or e-mail address) and a password; a form or JSON.

    The same 401 for an unknown user, a wrong password and a disabled user. After 10 failures for a name from one
    address, or 50 from one address, within 5 minutes: 429 with `Retry-After`.
    """
    return sessions.sign_in(credentials, source_ip(request), request.headers.get("user-agent"))


@router.post("/refresh", name="refresh")
def refresh(session: SessionDep, caller: InPerson) -> SignedIn:
    """Another access token of the session that asks, while its own still holds; 401 once the session is too old.

    A session may be prolonged for SESSION_HOURS after signing in, and ends when its last token does.
    """
    return sessions.renew(session, caller)


@router.get("/me", name="me")
def me(session: SessionDep, caller: Viewer) -> Me:
    """The signed-in user with role and permissions."""
    return sessions.me(session, caller)


@router.post("/logout", name="logout", status_code=204)
def logout(session: SessionDep, caller: InPerson, token: Token) -> None:
    """End this session: the token is refused from now on. An API token is revoked instead."""
    sessions.sign_out(session, caller, token)


@router.post("/password", name="password", status_code=204)
def change_password(session: SessionDep, caller: InPerson, change: PasswordChange) -> None:
    """Change one's own password. Every session of the user ends, this one too: sign in again.

    API tokens go on working unless `revoke_tokens` is set.
    """
    password.change_own(session, caller, change)
