#!/usr/bin/env python3
"""Writes api/openapi.yaml as JSON into a C++ source file, so that the portal can serve it.

usage: embed_openapi.py <openapi.yaml> <openapi_document.cc>
"""
import json
import sys

import yaml

CHUNK = 8000  # bytes a literal; compilers limit how long one may be


def main(source, target):
    with open(source, encoding="utf-8") as file:
        text = json.dumps(yaml.safe_load(file), separators=(",", ":"))
    pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
    literals = "\n    ".join(f'R"json({piece})json"' for piece in pieces)
    with open(target, "w", encoding="utf-8") as file:
        file.write(f'#include "server/openapi_document.h"\n\nnamespace lakeport::server {{\n\n'
                   f"std::string_view OpenApiDocument() {{\n  static constexpr std::string_view kDocument =\n    {literals};\n"
                   f"  return kDocument;\n}}\n\n}}  // namespace lakeport::server\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
