"""The list as a FastAPI tutorial writes it: the figure of `bench list` is a fraction of what this costs."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.config import get_settings
from app.core.security import ALGORITHM
from app.db.session import SessionLocal
from app.models.models import User, Workspace

app = FastAPI()
_bearer = OAuth2PasswordBearer(tokenUrl="/login")


class Item(BaseModel):
    """The columns that the product's list has of the same table."""

    model_config = ConfigDict(from_attributes=True)
    workspace_id: str
    account_id: str
    region: str
    directory_id: str | None
    user_name: str | None
    computer_name: str | None
    ip_address: str | None
    subnet_id: str | None
    bundle_id: str | None
    state: str | None
    error_code: str | None
    error_message: str | None
    compute_type: str | None
    operating_system: str | None
    protocols: list[str] | None
    running_mode: str | None
    auto_stop_timeout_minutes: int | None
    root_volume_size_gib: int | None
    user_volume_size_gib: int | None
    root_volume_encrypted: bool | None
    user_volume_encrypted: bool | None
    tags: dict[str, str] | None
    connection_state: str | None
    last_connected_at: datetime | None
    created_at: datetime | None
    first_seen_at: datetime


class Items(BaseModel):
    """A page."""

    items: list[Item]
    total: int


def _session() -> Any:
    with SessionLocal() as session:
        yield session


SessionDep = Annotated[Session, Depends(_session)]


def _user(session: SessionDep, token: Annotated[str, Depends(_bearer)]) -> User:
    try:
        claims = jwt.decode(token, get_settings().secret_key.get_secret_value(), algorithms=[ALGORITHM])
    except JWTError as error:
        raise HTTPException(401) from error
    user = session.get(User, int(claims["sub"]))
    if user is None or not user.is_active:
        raise HTTPException(401)
    return user


@app.get("/workspaces", response_model=Items)
def list_workspaces(  # noqa: PLR0917 - as such routes are written
    session: SessionDep,
    _: Annotated[User, Depends(_user)],
    region: str | None = None,
    state: str | None = None,
    running_mode: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> Any:
    """Filtered, sorted, counted."""
    wanted = select(Workspace).where(Workspace.terminated_at.is_(None))
    for column, value in (
        (Workspace.region, region),
        (Workspace.state, state),
        (Workspace.running_mode, running_mode),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    total = session.scalar(select(func.count()).select_from(wanted.subquery()))
    ordered = wanted.order_by(Workspace.last_connected_at.desc().nulls_last(), Workspace.workspace_id)
    return {"items": session.scalars(ordered.limit(limit).offset(offset)).all(), "total": total}
