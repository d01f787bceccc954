"""API tokens: for scripts, with fewer rights than the person who makes them."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.api.dependencies import InPerson, SessionDep, Viewer
from app.schemas.common import Page
from app.schemas.tokens import NewToken, TokenAnswer, TokenMade, TokenQuery
from app.services.auth import api_tokens

router = APIRouter(prefix="/auth/tokens", tags=["tokens"])


@router.get("", name="list")
def list_tokens(session: SessionDep, viewer: Viewer, query: Annotated[TokenQuery, Query()]) -> Page[TokenAnswer]:
    """One's own API tokens, newest first; with `everyone` those of all users. Never the tokens themselves."""
    return api_tokens.page(session, viewer, query)


@router.post("", name="create", status_code=201)
def create_token(session: SessionDep, person: InPerson, new: NewToken) -> TokenMade:
    """Make an API token. This answer is the only one that shows it.

    It acts as its user, within the capabilities of `scope` and within what the user may do when it is used. 409 for
    a name that is taken; 403 for a request that itself comes with an API token.
    """
    return api_tokens.create(session, person, new)


@router.delete("/{token_id}", name="revoke", status_code=204)
def revoke_token(session: SessionDep, person: InPerson, token_id: int) -> None:
    """End an API token at once: one's own, or anybody's for an administrator."""
    api_tokens.revoke(session, person, token_id)
