"""Whether the process lives, whether it can serve, and what it is."""

from fastapi import APIRouter, Response

from app import __version__
from app.core.config import get_settings
from app.schemas.health import Health, Meta, Readiness
from app.services.health import readiness
from app.services.reports import mail

router = APIRouter(tags=["health"])


@router.get("/health", name="alive")
def alive() -> Health:
    """The process answers; asks nobody else."""
    return Health(status="ok")


@router.get("/health/ready", name="ready", responses={503: {"model": Readiness}})
def ready(response: Response) -> Readiness:
    """Each dependency asked just now; 503 while one does not answer."""
    answer = readiness.check()
    if answer.status != "ready":
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return answer


@router.get("/meta", name="meta")
def meta() -> Meta:
    """Name, version, and whether the data is the simulated demo estate."""
    return Meta(
        name="WorkSpaces Inventory", version=__version__, demo=get_settings().demo_estate, mail=mail.is_set_up()
    )
