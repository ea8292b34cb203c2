"""The API: one version, operations of every app, refusals as problem+json (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from napulse.engines.kernel.errors import Missing, NotAllowed, Refused
from napulse.mail.api import router as letters

PREFIX = "/api/v1/"

api = NinjaAPI(
    title="Napulse",
    version="1",
    description="A key is made under Profile → Keys and sent as `Authorization: Bearer …`.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("/letters", letters)


def problem(status: int, code: str = "", **more: Any) -> HttpResponse:
    """A refusal that a program can tell apart by `code`."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    told = body | ({"code": code} if code else {}) | more
    return HttpResponse(
        json.dumps(told, ensure_ascii=False, default=str),
        status=status,
        content_type="application/problem+json",
    )


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, "key.unknown")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return problem(403, "key.not_enough")


@api.exception_handler(Missing)
def _missing(request: HttpRequest, error: Missing) -> HttpResponse:
    return problem(404)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(409, error.code, values=error.values)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [{"where": list(each["loc"]), "what": each["msg"]} for each in error.errors]
    return problem(422, "request.invalid", errors=wrong)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, detail=str(error))


def document() -> str:
    """The description of every operation (OpenAPI), as it is kept in docs/openapi.json."""
    schema = api.get_openapi_schema(path_prefix=PREFIX)
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def operations() -> list[Any]:
    """Every address of the API; the root of the library, which shows nothing, is left out."""
    patterns, _app, _namespace = api.urls
    return [pattern for pattern in patterns if getattr(pattern, "name", "") != "api-root"]
