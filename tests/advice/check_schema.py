#!/usr/bin/env python3
"""check_schema.py SCHEMA FILE: does FILE validate?  With python3-jsonschema where that is installed, else
with the few keywords that the schema uses, checked here."""
import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "null": type(None)}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def check(value, schema, root, where):
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if types and not any(is_type(value, t) for t in types):
        yield f"{where}: {value!r} is not of type {types}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{where}: {value!r} does not match {schema['pattern']}"
        if len(value) < schema.get("minLength", 0):
            yield f"{where}: too short"
    if is_type(value, "number"):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            yield f"{where}: {value} is out of range"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where}: too few items"
        for i, item in enumerate(value):
            yield from check(item, schema.get("items", {}), root, f"{where}[{i}]")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{where}: {name} is missing"
        for name, item in value.items():
            other = schema.get("additionalProperties", True)
            if name in known:
                yield from check(item, known[name], root, f"{where}.{name}")
            elif other is False:
                yield f"{where}: {name} is not in the schema"
            elif isinstance(other, dict):
                yield from check(item, other, root, f"{where}.{name}")


def main():
    with open(sys.argv[1]) as f:
        schema = json.load(f)
    with open(sys.argv[2]) as f:
        value = json.load(f)
    errors = list(check(value, schema, schema, "$"))
    # the check must be able to fail
    broken = json.loads(json.dumps(value))
    if broken["advice"]:
        broken["advice"][0]["severity"] = 9
        if not list(check(broken, schema, schema, "$")):
            errors.append("a severity of 9 was not noticed")
    try:
        import jsonschema
        jsonschema.validate(value, schema)
    except ImportError:
        pass
    for e in errors:
        print(e, file=sys.stderr)
    return 1 if errors else 0


sys.exit(main())
