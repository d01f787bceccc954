"""One's own second factor; administrators take away that of somebody who lost it."""

from fastapi import APIRouter

from app.api.dependencies import Admin, InPerson, SessionDep
from app.schemas.auth import RecoveryCodes, SecondFactorCode, SecondFactorOffer, SecondFactorPassword, SecondFactorState
from app.services.auth import second_factor

router = APIRouter(tags=["second_factor"])


@router.get("/auth/second-factor", name="state")
def read_state(session: SessionDep, person: InPerson) -> SecondFactorState:
    """Whether one has a second factor, since when, and how many recovery codes are left."""
    return second_factor.state(session, person)


@router.post("/auth/second-factor", name="offer", status_code=201)
def offer(session: SessionDep, person: InPerson, given: SecondFactorPassword) -> SecondFactorOffer:
    """A secret for an app that makes codes (RFC 6238), also as a QR code. It is in use once a code confirms it."""
    return second_factor.offer(session, person, given.current_password)


@router.post("/auth/second-factor/confirm", name="confirm")
def confirm(session: SessionDep, person: InPerson, given: SecondFactorCode) -> RecoveryCodes:
    """Put the second factor to use with a code of the app. This answer is the only one with the recovery codes."""
    return second_factor.confirm(session, person, given.code)


@router.post("/auth/second-factor/remove", name="remove", status_code=204)
def remove(session: SessionDep, person: InPerson, given: SecondFactorPassword) -> None:
    """Sign in with the password alone from now on."""
    second_factor.remove(session, person, given.current_password)


@router.delete("/users/{user_id}/second-factor", name="remove_of", status_code=204)
def remove_of(user_id: int, session: SessionDep, admin: Admin) -> None:
    """Take the second factor of somebody away who lost it; they sign in with the password and set up another."""
    second_factor.remove_of(session, admin, user_id)
