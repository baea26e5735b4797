"""Error answers in the wire format of each AWS protocol."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape

from operations import Call

REQUEST_ID = "00000000-0000-4000-8000-000000000000"
Answer = tuple[int, dict[str, str], bytes]


def denied(call: Call) -> Answer:
    """AWS refuses the caller this operation."""
    message = f"User is not authorized to perform: {call}"
    if call.protocol == "ec2":
        return error(call, 403, "UnauthorizedOperation", message)
    if call.protocol == "json":
        return error(call, 400, "AccessDeniedException", message)
    if call.protocol == "rest-json":
        return error(call, 403, "AccessDeniedException", message)
    return error(call, 403, "AccessDenied", message)


def unknown_operation(call: Call) -> Answer:
    """There is no such operation, as AWS says it in this protocol."""
    if call.service == "s3":
        return error(call, 501, "NotImplemented", "This is not implemented.")
    if call.protocol in ("query", "ec2"):
        return error(call, 400, "InvalidAction", f"{call} is not valid.")
    status = 400 if call.protocol == "json" else 404
    return error(call, status, "UnknownOperationException", f"{call} is not known.")


def error(call: Call, status: int, code: str, message: str) -> Answer:
    """An error in the protocol of the call's service."""
    xml = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.protocol == "json":
        kind = "application/x-amz-json-1.1"
        body = json.dumps({"__type": code, "message": message})
    elif call.protocol == "rest-json":
        kind = "application/json"
        body = json.dumps({"message": message})
    elif call.protocol == "ec2":
        kind = "text/xml"
        body = (
            f"<Response><Errors><Error>{xml}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
        )
    elif call.service == "s3":
        kind = "application/xml"
        body = f"<Error>{xml}<RequestId>{REQUEST_ID}</RequestId></Error>"
    else:
        kind = "text/xml"
        body = f"<ErrorResponse><Error><Type>Sender</Type>{xml}</Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    headers = {"content-type": kind, "x-amzn-requestid": REQUEST_ID}
    if call.protocol == "rest-json":
        headers["x-amzn-errortype"] = code
    return status, headers, body.encode()
