"""One HTTP server a process on a loopback port; moto's response classes answer behind it.

moto's own server needs Flask and 135 MB of extras; its response classes take a werkzeug request
as it is.  The account comes from the access key: 12 digits are the account itself, as on
LocalStack, and a key that IAM or STS handed out belongs to the account that made it.
"""

import re
import threading
import traceback
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import escape

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from helpers.cloud.embedded import moto_seam

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_CREDENTIAL = re.compile(r"(?P<key>[^/=\s]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


class Credential(NamedTuple):
    """What a signature says of a request: access key, Region, service."""

    key: str
    region: str
    service: str


class _SilentHandler(WSGIRequestHandler):
    """A notebook must not fill with request lines."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@cache
def endpoint() -> str:
    """URL of the server; the first call starts it."""
    moto_seam.install()
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_SilentHandler)
    threading.Thread(target=server.serve_forever, name="embedded-cloud", daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer one AWS request (WSGI)."""
    credential = _credential(environ)
    environ["HTTP_X_MOTO_ACCOUNT_ID"] = account = _account(credential.key)
    return _answer(credential, account, environ)(environ, start_response)


def _credential(environ: "WSGIEnvironment") -> Credential:
    """Of a signed or presigned request; an unsigned one can only be meant for S3."""
    signed = environ.get("HTTP_AUTHORIZATION", "") or unquote(environ.get("QUERY_STRING", ""))
    match = _CREDENTIAL.search(signed)
    return Credential(*match.groups()) if match else Credential("", "us-east-1", "s3")


def _account(key: str) -> str:
    if re.fullmatch(r"\d{12}", key):
        return key
    return moto_seam.account_of_key(key) or "123456789012"


def _answer(credential: Credential, account: str, environ: "WSGIEnvironment") -> Response:
    if credential.service not in moto_seam.SERVICES:
        return _refuse("UnsupportedOperation", f"The embedded cloud has no service {credential.service}.")
    try:
        status, headers, body = moto_seam.dispatch(credential.service, account, credential.region, environ)
    except NotImplementedError as error:
        return _refuse("UnsupportedOperation", f"The embedded cloud does not know this call: {error}")
    except Exception as error:  # whatever moto trips over must reach the learner as an AWS error
        where = traceback.extract_tb(error.__traceback__)[-1].name
        return _refuse(
            "InternalError", f"The embedded cloud failed: {type(error).__name__}: {error} ({where})"
        )
    return _response(environ["REQUEST_METHOD"], status, dict(headers), body)


def _response(method: str, status: int, headers: dict[str, str], body: Any) -> Response:
    length = {name.lower(): value for name, value in headers.items()}.get("content-length")
    response = Response(body, status=status, headers=headers)
    if method == "HEAD" and length:
        response.headers["Content-Length"] = length
    return response


def _refuse(code: str, text: str) -> Response:
    """An error that botocore's parsers of EC2, query and S3 answers all read; 400 is not retried."""
    error = f"<Code>{code}</Code><Message>{escape(text)}</Message>"
    body = f"<Response><Errors><Error>{error}</Error></Errors><Error>{error}</Error>{error}</Response>"
    return Response(body, status=400, content_type="text/xml")
