"""`/livez` and `/readyz`, for whatever watches over the process."""

from fastapi import APIRouter

from api.dependencies import ServiceDependency
from api.wire import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/livez")
def livez() -> Health:
    """The process runs."""
    return Health(status="ok")


@router.get("/readyz")
def readyz(service: ServiceDependency) -> Readiness:
    """The index is loaded and questions are answered; the digest tells from which corpus."""
    return Readiness(status="ready", releases=len(service.searcher.outlines), corpus=service.searcher.digest)
