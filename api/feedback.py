"""`POST /v1/feedback`: a vote on an answer, with a comment if one likes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.problems import responses
from api.records import Records
from api.wire import FeedbackRequest

router = APIRouter(prefix="/v1", tags=["feedback"])


async def records_of(request: Request) -> Records:
    """The records of the application that a request came to."""
    records: Records = request.app.state.records
    return records


@router.post("/feedback", status_code=204, responses=responses(400, 413, 422, 500, 503))
def feedback(body: FeedbackRequest, records: Annotated[Records, Depends(records_of)]) -> None:
    """Keep a vote; a later one on the same answer takes its place."""
    records.vote(body)
