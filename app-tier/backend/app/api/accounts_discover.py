"""All accounts of the organization at once."""

from fastapi import APIRouter

from app.api.dependencies import Admin
from app.schemas.accounts_discovery import Discovery, DiscoveryRequest
from app.services.accounts import discover

router = APIRouter(prefix="/admin/accounts", tags=["accounts"])


@router.post("/discover", name="discover")
def discover_accounts(admin: Admin, wanted: DiscoveryRequest) -> Discovery:
    """Add every active account of the home account's organization that is not there yet, read by a role of this name.

    Accounts whose role cannot be assumed are added disabled and listed with the reason; doing it again adds none.
    409 where the organization cannot be listed.
    """
    return discover.discover(admin, wanted)
