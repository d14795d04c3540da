"""The one NinjaAPI: the apps' routers, who may come in, and a description (OpenAPI) that says all of it."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from lantai.front.api.auth import Session, Token, anybody, nobody_else
from lantai.front.api.problems import MEDIA_TYPE, SCHEMA, answer_problems
from lantai.holdings.accessions.api import router as accessions
from lantai.holdings.catalogue.api import router as catalogue
from lantai.holdings.fulltext.api import router as fulltext

DESCRIPTION = """Records, texts, pages and files of the archive, and its intake.

Everybody may read what is open. Staff see and do what their roles allow, by session or by token. What may not be seen
is answered exactly like what is not there. Lists give `count` and `items`; `/search` goes on with a cursor."""


class Readable(JSONRenderer):
    """JSON in which Chinese is Chinese, not escapes: half the size, and readable in a terminal."""

    def __init__(self) -> None:
        self.json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Adds to ninja's description what it cannot know: problems, and that most addresses need nobody to sign in."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        said = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        schema["components"]["schemas"]["Problem"] = SCHEMA
        schema["components"]["responses"] = {"Problem": {"description": "What went wrong", "content": said}}
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"]["4XX"] = {"$ref": "#/components/responses/Problem"}
                if "x-right" not in operation:
                    operation["security"].append({})
        return schema


api = Api(
    title="Lantai 兰台",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    renderer=Readable(),
    auth=[Token(), Session(), anybody],
)
answer_problems(api)
for each in (fulltext, catalogue):
    api.add_router("", each)
api.add_router("", accessions, auth=[Token(), Session(), nobody_else])
