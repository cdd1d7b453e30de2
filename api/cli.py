"""The command line: `communique serve | mcp | ask`, and those of `api.keeping` and `api.reporting`.

Exit codes of `ask`: 0 answered, at least in part; 1 refused; 2 wrong use, or something that has to be put right first.
"""

import json
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from typing import Annotated

import typer
from pydantic import ValidationError

from api.encoding import encode
from api.keeping import add, build, check, list_releases, remove
from api.reporting import err, evaluate_file, insights, out, print_settings
from api.settings import Settings
from corpus.errors import CommuniqueError, IndexUnusable

REFUSED, WRONG_USE = 1, 2
cli = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Cited answers to questions about official press releases."
)


def main() -> None:
    """Run the command line; an error of our own is one line and exit code 2."""
    with own_errors_in_one_line():
        cli()


@contextmanager
def own_errors_in_one_line() -> Iterator[None]:
    """Print an error that has a remedy, instead of a traceback."""
    try:
        yield
    except CommuniqueError as error:
        err.print(f"communique: {error}", markup=False)
        sys.exit(WRONG_USE)
    except ValidationError as error:
        first = error.errors()[0]
        setting = (
            f"the setting COMMUNIQUE_{'_'.join(map(str, first['loc'])).upper()} is no good: " if first["loc"] else ""
        )
        err.print(f"communique: {setting}{first['msg'].removeprefix('Value error, ')}", markup=False)
        sys.exit(WRONG_USE)


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; 0 for any that is free.")] = None,
    workers: Annotated[int | None, typer.Option(help="So many processes answer.")] = None,
) -> None:
    """Serve the page, the answer endpoint and the releases, from the index that there is."""
    settings = Settings() if workers is None else Settings(workers=workers)
    # The port and the settings first, which take no time, then the index, which takes some: any failing is one line.
    with ExitStack() as stack:
        listeners = listen(host or settings.host, settings.port if port is None else port, settings.workers)
        for listener in listeners:
            stack.enter_context(listener)
        from api.loading import load_to_serve

        address = "http://{}:{}".format(*listeners[0].getsockname()[:2])
        with ThreadPoolExecutor(1, "index") as beside:
            # What serves takes as long to import as this to load.
            loading = beside.submit(load_to_serve, settings)
            from api.app import create_app
            from api.server import few_arenas, run, run_workers
            from api.service import Service

            few_arenas()

            def latest() -> Service:
                """A worker that takes another's place begins with the index that there is by then."""
                with suppress(IndexUnusable):
                    return (loader.reload() if settings.reload_seconds else None) or service
                return service

            app = create_app(latest, settings, lambda: loader.reload())  # noqa: PLW0108 (there is none yet)
            err.print("Loading the index and the encoder ...", markup=False)
            loader, service = loading.result()
        err.print(f"Communiqué answers at {address}", markup=False)
        if settings.workers == 1:
            run(app, settings, listeners[0])
        else:
            run_workers(app, settings, listeners)


@cli.command()
def mcp() -> None:
    """Serve the Model Context Protocol on standard input and output, from the index that there is."""
    from api.loading import load_service
    from api.mcp_server import make_server

    service = load_service(Settings())
    make_server(lambda: service).run("stdio")


def listen(host: str, port: int, count: int = 1) -> list[socket.socket]:
    """So many sockets bound to one address; where it is taken, one line says so and the program ends."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio sends small packets at once: else each reply on a connection that is kept
    # waits up to 40 ms for the client to acknowledge the first half of it.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        # Bound before it can be shared, so that an address which others share is still one that is taken.
        listener.bind((host, port))
        listeners = shared_out(listener, count)
        for one in listeners:
            one.listen()
    except OSError as error:
        listener.close()
        err.print(
            f"communique: cannot listen on {host}:{port}: {error.strerror}; choose another with --port", markup=False
        )
        raise typer.Exit(WRONG_USE) from error
    return listeners


def shared_out(listener: socket.socket, count: int) -> list[socket.socket]:
    """A bound socket for each of so many processes.

    Linux spreads connections evenly over sockets of one address; of processes that share one socket, the first to wake
    takes all that wait. Elsewhere they share one all the same. Raises OSError.
    """
    if count == 1 or sys.platform != "linux":
        return [listener] * count
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    others = [socket.socket(listener.family, listener.type, listener.proto) for _ in range(count - 1)]
    for other in others:
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            other.setsockopt(socket.SOL_SOCKET, option, 1)
        other.bind(listener.getsockname())
    return [listener, *others]


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")],
    history: Annotated[list[str] | None, typer.Option(help="An earlier question, oldest first; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as on the wire.")] = False,
) -> None:
    """Answer one question and print its sources. Exit code 0 answered, 1 refused, 2 wrong use."""
    from api.links import source_url
    from api.loading import load_service
    from assistant.answer import REFUSED as REFUSALS
    from assistant.markdown import plain

    if not question.strip():
        raise typer.BadParameter("the question is empty")
    answer = load_service(Settings()).assistant.answer(question, history or ())
    if as_json:
        from api.convert import answer_model

        print(json.dumps(answer_model(answer).model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        out.print(plain(answer.text), markup=False)
        for citation in answer.citations:
            about = citation.section, citation.release.title, f"{citation.release.issued:%Y-%m-%d}"
            where = " · ".join(filter(None, about))
            out.print(f"\n[{citation.number}] {where}\n    {source_url(citation)}", markup=False)
    raise typer.Exit(REFUSED if answer.status in REFUSALS else 0)


for name, command in (
    *(
        ("build", build),
        ("add", add),
        ("remove", remove),
        ("list", list_releases),
        ("check", check),
        ("encode", encode),
    ),
    *(("insights", insights), ("eval", evaluate_file), ("settings", print_settings)),
):
    cli.command(name=name)(command)


if __name__ == "__main__":
    main()
