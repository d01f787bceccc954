"""Making, changing and removing users."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.problems import Conflict, Forbidden, invalid
from app.core.roles import Capability, Role
from app.core.security import get_password_hash
from app.models.users import User
from app.schemas.caller import Caller
from app.schemas.users import NewUser, UserChange
from app.services.audit import trail
from app.services.auth import api_tokens, password, sessions
from app.services.users import directory

RIGHTS = ("role", "is_active", "is_superuser", "account_scope")  # what nobody changes for themselves
PROFILE = ("email", "full_name")
_DUPLICATE = {"uq_users_username": "username", "uq_users_email": "email"}
_LAST_ADMIN_LOCK = 0x57534D32  # "WSM2": who takes administrators away does so one after the other


def create(session: Session, by: Caller | str, new: NewUser) -> User:
    """The new user. Raises Conflict naming the field where the name or the e-mail is taken."""
    values = new.model_dump(exclude={"password"})
    user = User(**values, hashed_password=get_password_hash(new.password))
    session.add(user)
    _flush(session)
    trail.record(session, by, "user.create", user.username, _plain(values))
    session.refresh(user)
    return user


def update(session: Session, caller: Caller, user_id: int, change: UserChange) -> User:
    """The user with the given members changed.

    Raises Forbidden for rights of one's own or a stranger's user, NotFound, Conflict for a name that is taken or the
    last active administrator, Invalid for a password that does not do.
    """
    directory.allow(caller, user_id)
    given = change.model_dump(exclude_unset=True)
    if {"role", "is_active"} & given.keys():
        _one_at_a_time(session)
    user = directory.find(session, user_id)
    if caller.api_token is not None and user.id == caller.user_id:
        raise Forbidden("An API token cannot change its own user. Sign in instead.")
    secret, current = given.pop("password", None), given.pop("current_password", None)
    changed = {name: value for name, value in given.items() if value != getattr(user, name)}
    _keep_an_admin(session, user, changed.get("role", user.role), changed.get("is_active", user.is_active))
    _refuse_own_rights(caller, user, changed)
    before = {name: getattr(user, name) for name in changed}
    for name, value in changed.items():
        setattr(user, name, value)
    if secret is not None:
        if user.id == caller.user_id:
            if current is None:
                raise invalid("current_password", "is needed to change your own password")
            password.confirm(user, current, caller.source_ip)
        else:
            api_tokens.revoke_all(session, caller, user)
        password.replace(session, user, secret)
    if changed.get("is_active") is False:
        sessions.end_all(session, user)
        api_tokens.revoke_all(session, caller, user)
    _flush(session)
    _record(session, caller, user, before, changed, password_changed=secret is not None)
    session.refresh(user)
    return user


def delete(session: Session, caller: Caller, user_id: int) -> None:
    """Remove the user; their sessions end at once. Raises NotFound, Conflict for the last active administrator."""
    _one_at_a_time(session)
    user = directory.find(session, user_id)
    _keep_an_admin(session, user, user.role, active=False)
    if user.id == caller.user_id:
        raise Forbidden("You cannot delete your own user. Another administrator can.")
    session.delete(user)
    trail.record(session, caller, "user.delete", user.username, {"email": user.email, "role": user.role})


def _keep_an_admin(session: Session, user: User, role: str, active: bool) -> None:
    """Raises Conflict where the user is the last active administrator and would no longer be one."""
    if user.role != Role.ADMIN or not user.is_active or (role == Role.ADMIN and active):
        return
    others = select(func.count()).where(User.role == Role.ADMIN, User.is_active, User.id != user.id)
    if not session.scalar(others):
        raise Conflict(
            "This is the last active administrator. Make another user an administrator first.",
            extra={"errors": [{"field": "role" if role != Role.ADMIN else "is_active", "message": "last admin"}]},
        )


def _refuse_own_rights(caller: Caller, user: User, changed: dict[str, Any]) -> None:
    if user.id != caller.user_id:
        return
    allowed = (*PROFILE, "username") if caller.may(Capability.ADMIN) else PROFILE
    if refused := [name for name in changed if name not in allowed]:
        raise Forbidden(f"You cannot change your own {', '.join(refused)}. Another administrator can.")


def _one_at_a_time(session: Session) -> None:
    session.execute(select(func.pg_advisory_xact_lock(_LAST_ADMIN_LOCK)))


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        field = _DUPLICATE.get(str(constraint))
        if field is None:
            raise
        taken = {"field": field, "message": "is already taken"}
        raise Conflict(f"Another user already has this {field}.", extra={"errors": [taken]}) from error


def _record(
    session: Session,
    caller: Caller,
    user: User,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    password_changed: bool,
) -> None:
    detail: dict[str, Any] = {}
    if after:
        detail |= {"before": _plain(before), "after": _plain(after)}
    if password_changed:
        detail["password"] = "changed"  # noqa: S105 - that it was, not what it is
    if detail:
        trail.record(session, caller, "user.update", user.username, detail)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Role) else value for name, value in values.items()}
