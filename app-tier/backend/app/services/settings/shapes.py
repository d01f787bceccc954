"""The bodies of `/api/admin/config`, made from the registry: one member a setting, with its type and bounds."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Field, create_model

from app.schemas.common import Answer, Body
from app.services.settings.registry import SETTINGS

if TYPE_CHECKING:
    Config = Answer
    ConfigChange = Body
else:

    def _members(*, optional: bool) -> dict[str, Any]:
        made = {}
        for name, setting in SETTINGS.items():
            about = Field(description=setting.about.description)
            if optional:
                made[name] = (Annotated[setting.annotation | None, about], None)
            else:
                made[name] = (Annotated[setting.annotation, about], ...)
        return made

    class _Config(Answer):
        """Every runtime setting with its value."""

    class _ConfigChange(Body):
        """The settings to change; what is left out stays, null goes back to the default."""

        model_config = ConfigDict(extra="forbid")

    Config = create_model("Config", __base__=_Config, __doc__=_Config.__doc__, **_members(optional=False))
    ConfigChange = create_model(
        "ConfigChange", __base__=_ConfigChange, __doc__=_ConfigChange.__doc__, **_members(optional=True)
    )
