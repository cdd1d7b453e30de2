"""The commands that report: `communique insights | eval | settings`; `api.cli` puts them on the command line."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.settings import Settings

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def insights(
    days: Annotated[int, typer.Option(min=1, help="Of the last so many days.")] = 30,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")] = False,
) -> None:
    """Print what was asked that the releases do not say, grouped by meaning, and what was voted down."""
    from api.insights import as_lines, unanswered, voted_down, write_csv
    from api.loading import load_encoder_alone
    from api.records import Records

    settings = Settings()
    records = Records(settings.database_url, settings.keep_days)
    encoder = load_encoder_alone(settings)
    groups, down = unanswered(records.questions(days), encoder), voted_down(records.votes())
    if as_csv:
        write_csv(sys.stdout, groups, down)
        return
    for line in as_lines(groups, down):
        out.print(line, markup=False)


def evaluate_file(
    file: Annotated[Path, typer.Argument(help="Questions as JSON lines: id, type, question, gold, must.")],
    folder: Annotated[Path | None, typer.Option("--out", help="Write report.json and report.html here.")] = None,
    show: Annotated[bool, typer.Option(help="Print every question that went wrong.")] = False,
) -> None:
    """Put a file of questions to the assistant, print the figures, and write a report on request."""
    from rich.progress import track

    from api.loading import load_service
    from assistant.evaluate import evaluate, figures, read_rows

    rows = read_rows(file)
    if folder:
        # Minutes later would be late to learn that nothing can be written there.
        from api.report import check_folder

        check_folder(folder)
    settings = Settings()
    service = load_service(settings)
    scored = evaluate(
        track(rows, "Asking", console=err, transient=True),
        lambda row: service.assistant.answer(row.question, row.history, [row.release] if row.release else None),
    )
    for one in scored if show else ():
        if not one.right:
            out.print(f"- {one.row.id} {one.row.type}: {one.row.question}", markup=False)
            out.print(f"    {one.answer.status}: {one.answer.text[:300]!r}", markup=False)
    print(json.dumps(figures(scored), ensure_ascii=False, indent=2))
    if folder:
        from api.report import report_on, write_report
        from index.saved import read_manifest

        asked = track(rows, "Measuring the search", console=err, transient=True)
        write_report(folder, report_on(file, asked, scored, service, read_manifest(settings.index)))
        err.print(f"The report is in {folder / 'report.html'}", markup=False)


def print_settings() -> None:
    """Print every setting with its default and what it is, as a page in Markdown."""
    from api.settings_page import settings_page

    print(settings_page(), end="")
