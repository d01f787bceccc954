"""Live updates: server-sent events, read with fetch so that the token travels in the header."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from app.api.dependencies import Token, Viewer, source_ip
from app.core.security import read_access_token
from app.services.auth.identity import identify
from app.services.sync.streaming import Listening

router = APIRouter(prefix="/stream", tags=["stream"])


@router.get("", name="listen", response_class=StreamingResponse)
async def listen(request: Request, viewer: Viewer, token: Token) -> StreamingResponse:
    """`event: sync` when a run or a step changes (operators), `event: data` after rows were written.

    It ends with the token; a comment every 15 seconds keeps it alive.
    """
    claims = read_access_token(token)
    listening = Listening(viewer, claims.expires_at if claims else None, lambda: identify(token, source_ip(request)))
    await listening.open()
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(listening.events(), media_type="text/event-stream", headers=headers)
