"""Writes the JSON Schema of a record type as it stands in the documents."""

import inspect
from typing import Any

import msgspec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
"""The dialect that msgspec writes."""


def schema_text(record: type[msgspec.Struct], title: str) -> str:
    """Give the schema of a record type as JSON for people, the same on every Python.

    Docstrings become descriptions; Python 3.13 takes their indentation away, older ones keep it,
    so it is taken away here.
    """
    schema = {"$schema": DIALECT, "title": title} | msgspec.json.schema(record)
    plain = _with_plain_descriptions(schema)
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"


def _with_plain_descriptions(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {
            key: inspect.cleandoc(inner)
            if key == "description" and isinstance(inner, str)
            else _with_plain_descriptions(inner)
            for key, inner in value.items()
        }
    return (
        [_with_plain_descriptions(inner) for inner in value] if isinstance(value, list) else value
    )
