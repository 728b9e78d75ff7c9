#!/usr/bin/env python3
"""As much of S3 as a catalog needs for its metadata files, over a directory: put, get, head, delete and list of objects
whose paths are /BUCKET/KEY. Everybody may do everything, and no signature is looked at.

Usage: object_store.py PORT DIRECTORY
"""
import email.utils
import hashlib
import http.server
import os
import pathlib
import re
import sys
import tempfile
import urllib.parse
from xml.sax.saxutils import escape

PORT, ROOT = int(sys.argv[1]), pathlib.Path(sys.argv[2])


def without_chunks(body):
    """What is in a body of the content encoding aws-chunked: SIZE;signature CRLF BYTES CRLF ..., then trailers."""
    content = b""
    while True:
        head, body = body.split(b"\r\n", 1)
        size = int(head.split(b";")[0], 16)
        if size == 0:
            return content
        content, body = content + body[:size], body[size + 2:]


def error(code):
    return f"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def locate(self):
        """The file that the request names; None for one outside the directory."""
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        file = (ROOT / path.lstrip("/")).resolve()
        return file if file.is_relative_to(ROOT.resolve()) else None

    def query(self):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query, keep_blank_values=True))

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" in self.headers.get("Content-Encoding", "") or "x-amz-decoded-content-length" in self.headers:
            body = without_chunks(body)
        file = self.locate()
        if file is None:
            return self.answer(403, error("AccessDenied"))
        if self.headers.get("If-None-Match") == "*" and file.exists():
            return self.answer(412, error("PreconditionFailed"))
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=ROOT, delete=False) as temporary:
            temporary.write(body)
        os.replace(temporary.name, file)
        return self.answer(200, b"", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def do_GET(self):
        if "list-type" in self.query():
            return self.list()
        return self.send_object(with_body=True)

    def do_HEAD(self):
        return self.send_object(with_body=False)

    def do_DELETE(self):
        file = self.locate()
        if file is not None and file.is_file():
            file.unlink()
        return self.answer(204, b"")

    def send_object(self, with_body):
        file = self.locate()
        if file is None or not file.is_file():
            return self.answer(404, error("NoSuchKey") if with_body else b"")
        body = file.read_bytes()
        headers = {"ETag": f'"{hashlib.md5(body).hexdigest()}"', "Content-Type": "application/octet-stream",
                   "Last-Modified": email.utils.formatdate(file.stat().st_mtime, usegmt=True)}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not wanted or not with_body:
            return self.answer(200, body, headers, with_body)
        first, last = int(wanted[1]), int(wanted[2] or len(body) - 1)
        headers["Content-Range"] = f"bytes {first}-{min(last, len(body) - 1)}/{len(body)}"
        return self.answer(206, body[first:last + 1], headers)

    def list(self):
        bucket, prefix = self.locate(), self.query().get("prefix", "")
        keys = sorted(str(file.relative_to(bucket)) for file in bucket.rglob("*") if file.is_file())
        found = [key for key in keys if key.startswith(prefix)]
        contents = "".join(f"<Contents><Key>{escape(key)}</Key><Size>{(bucket / key).stat().st_size}</Size></Contents>"
                           for key in found)
        self.answer(200, f"<?xml version=\"1.0\"?><ListBucketResult><Name>{bucket.name}</Name><Prefix>{escape(prefix)}"
                         f"</Prefix><KeyCount>{len(found)}</KeyCount><IsTruncated>false</IsTruncated>{contents}"
                         "</ListBucketResult>".encode())

    def answer(self, status, body, headers=None, with_body=True):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
