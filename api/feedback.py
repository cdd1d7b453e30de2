"""`POST /v1/feedback`: a vote on an answer, with a comment if one likes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.feedback_store import FeedbackStore
from api.problems import responses
from api.wire import FeedbackRequest

router = APIRouter(prefix="/v1", tags=["feedback"])


def store_of(request: Request) -> FeedbackStore:
    """The store of the application that a request came to."""
    store: FeedbackStore = request.app.state.feedback
    return store


@router.post("/feedback", status_code=204, responses=responses(400, 413, 422, 500))
def feedback(body: FeedbackRequest, store: Annotated[FeedbackStore, Depends(store_of)]) -> None:
    """Keep a vote; a later one on the same answer takes its place."""
    store.keep(body)
