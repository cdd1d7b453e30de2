"""What endpoints ask FastAPI for: the service of the application that a request came to."""

from typing import Annotated

from fastapi import Depends, Request

from api.service import Service


async def service_of(request: Request) -> Service:
    """The service of the application that a request came to; not async, it would cost a thread each time."""
    service: Service = request.app.state.service
    return service


ServiceDependency = Annotated[Service, Depends(service_of)]
