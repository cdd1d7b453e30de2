"""`/insights`: what was asked, for whoever has the token; as a page, as JSON, or as a table for a spreadsheet."""

import io
from enum import IntEnum, StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.feedback import records_of
from api.insights import write_csv
from api.insights_wire import InsightsModel, insights_model
from api.overview import Overview, overview
from api.problems import problem, responses
from api.records import Records
from api.sign_in import PATH, SignIn, forget
from api.templating import templates
from index.encoder import Encoder

CSV = "text/csv"
# So many groups are in the chart, and in the table of the page; the CSV has all.
DRAWN, SHOWN = 10, 100
# What was asked belongs to whoever signed in: no cache keeps it, no page of others frames it.
HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}
MAX_TOKEN = 1000
CONTENT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {}, CSV: {}}}}
router = APIRouter(prefix=PATH, tags=["insights"])


class Period(IntEnum):
    """So many days one may look back."""

    WEEK = 7
    MONTH = 30
    QUARTER = 90


class Format(StrEnum):
    """What the insights come as; without one, as the request accepts."""

    HTML = "html"
    CSV = "csv"
    JSON = "json"


def sign_in_of(request: Request) -> SignIn:
    """Who may read. Where there is no token, there is no such page."""
    found: SignIn | None = request.app.state.sign_in
    if found is None:
        raise HTTPException(404, "Not Found")
    return found


SignInDependency = Annotated[SignIn, Depends(sign_in_of)]


@router.get("", response_model=InsightsModel, responses={**CONTENT, **responses(401, 404, 422, 500)})
def insights(
    request: Request,
    sign_in: SignInDependency,
    records: Annotated[Records, Depends(records_of)],
    days: Period = Period.MONTH,
    shape: Annotated[Format | None, Query(alias="format")] = None,
) -> Response:
    """What was asked in the last days, what of it the releases do not say, and what was voted down.

    The token is shown as `Authorization: Bearer`; a browser is given a form to sign in by.
    """
    wanted = shape or accepted(request)
    if not sign_in.is_allowed(request):
        return form(request) if wanted is Format.HTML else refused(request)
    encoder: Encoder | None = request.app.state.insights_encoder
    found = overview(records, encoder, days)
    if wanted is Format.CSV:
        return table(found, days)
    if wanted is Format.JSON:
        return JSONResponse(insights_model(found).model_dump(mode="json"), headers=HEADERS)
    return page(request, found, days)


@router.post("", response_class=HTMLResponse, status_code=303, responses=responses(401, 404, 413, 422))
def enter(
    request: Request, sign_in: SignInDependency, token: Annotated[str, Form(max_length=MAX_TOKEN)] = ""
) -> Response:
    """Sign in by the form; a browser then shows a cookie for eight hours."""
    if not sign_in.is_token(token.strip()):
        return form(request, wrong=True)
    response = RedirectResponse(PATH, 303, HEADERS)
    sign_in.remember(request, response)
    return response


@router.post("/sign-out", response_class=HTMLResponse, status_code=303, responses=responses(404))
def leave(_: SignInDependency) -> Response:
    """Sign out."""
    response = RedirectResponse(PATH, 303, HEADERS)
    forget(response)
    return response


def accepted(request: Request) -> Format:
    """What a request accepts: a page where that is asked for, as browsers do, else JSON."""
    accept = request.headers.get("accept", "")
    if "text/html" in accept:
        return Format.HTML
    return Format.CSV if CSV in accept else Format.JSON


def form(request: Request, *, wrong: bool = False) -> Response:
    """The form to sign in by."""
    return templates().TemplateResponse(request, "sign_in.html", {"wrong": wrong}, status_code=401, headers=HEADERS)


def refused(request: Request) -> Response:
    """What a machine without the token is told."""
    detail = "the token is shown as `Authorization: Bearer TOKEN`; COMMUNIQUE_INSIGHTS_TOKEN says which it is"
    return problem(request, 401, "unauthorized", detail, headers={**HEADERS, "WWW-Authenticate": "Bearer"})


def table(found: Overview, days: int) -> Response:
    """The groups and votes as a file; the mark at its beginning has spreadsheets read it as UTF-8."""
    written = io.StringIO(newline="")
    write_csv(written, found.groups, found.down)
    named = {"Content-Disposition": f'attachment; filename="communique-insights-{found.days[-1]}-{days}-days.csv"'}
    return Response(written.getvalue().encode("utf-8-sig"), media_type=CSV, headers={**HEADERS, **named})


def page(request: Request, found: Overview, days: int) -> Response:
    """The page; its charts are drawn where there is something to draw."""
    drawn = found.groups[:DRAWN]
    plots = {}
    if found.total:
        from api.plots import days_plot, groups_plot

        names = {status.value.replace("_", " "): counts for status, counts in found.counts.items()}
        plots["days"] = days_plot(found.days, names)
        plots["groups"] = groups_plot([(one.question, one.count) for one in drawn]) if drawn else ""
    context = {
        "found": found,
        "plots": plots,
        "periods": [period.value for period in Period],
        "period": int(days),
        "drawn": len(drawn),
        "shown": SHOWN,
        "keep_days": request.app.state.settings.keep_days,
    }
    return templates().TemplateResponse(request, "insights.html", context, headers=HEADERS)
