"""Runtime settings."""

from fastapi import APIRouter

from app.api.dependencies import Admin, SessionDep
from app.api.json import Json
from app.db.session import reading
from app.schemas.settings import SettingDescriptions
from app.services.costs import marking
from app.services.settings import store
from app.services.settings.shapes import Config, ConfigChange

router = APIRouter(prefix="/admin/config", tags=["config"])


@router.get("", name="read", response_model=Config)
def read_config(_: Admin) -> Json:
    """Every runtime setting with its value."""
    with reading() as connection:
        return Json(store.read(connection).everything())


@router.put("", name="update", response_model=Config)
def update_config(session: SessionDep, admin: Admin, change: ConfigChange) -> Json:
    """Change the settings that are given, null back to the default; acts at once. An unknown one is 422."""
    values = store.change(session, admin, change.model_dump(exclude_unset=True))
    marking.settings_changed(session.connection(), change.model_fields_set)
    return Json(values.everything())


@router.get("/schema", name="schema")
def describe_config(_: Admin) -> SettingDescriptions:
    """Every runtime setting with its label, type, bounds and default, and who changed it last."""
    with reading() as connection:
        return store.described(connection)
