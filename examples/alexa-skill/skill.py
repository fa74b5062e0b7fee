"""An Alexa smart home skill that asks Hushkey before it acts. AWS Lambda calls lambda_handler.

What you have to replace is at the end: where the video is, and the state of the cameras.
"""

import json
import logging
import os
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hushkey import Away, Failed, Hushkey

# Alexa waits eight seconds, and the answer needs some time to get there.
PATIENCE_SECONDS = 7.0

# The action that the user must have allowed, by directive.
ACTIONS = {
    ("Alexa", "ReportState"): "events",
    ("Alexa.CameraStreamController", "InitializeCameraStreams"): "view",
}

# INVALID_ and EXPIRED_AUTHORIZATION_CREDENTIAL make Alexa delete the account link, and then only
# the user can link again. So the former is for links that have ended, and the latter is never sent.
REFUSALS = {
    "link-revoked": "INVALID_AUTHORIZATION_CREDENTIAL",
    "needs-relink": "INVALID_AUTHORIZATION_CREDENTIAL",
    "not-the-owner": "NO_SUCH_ENDPOINT",
    "device-not-granted": "NO_SUCH_ENDPOINT",
    "action-not-granted": "INSUFFICIENT_PERMISSIONS",
    # Alexa refreshes by its own clock, and then learns whether the link has ended.
    "token-not-live": "INTERNAL_ERROR",
}

# Alexa calls the Lambda of the user's region, and events go to the gateway of the same region.
REGIONS = {"us-east-1": "na", "eu-west-1": "eu", "us-west-2": "fe"}

log = logging.getLogger("skill")


def _from_environment():
    return Hushkey(
        os.environ["HUSHKEY_URL"],
        os.environ["TOKEN_URL"],
        os.environ["CLIENT_ID"],
        Path(os.environ["CLIENT_SECRET_FILE"]).read_text(encoding="utf-8").strip(),
    )


# Lives as long as the Lambda's process, and keeps the skill's own token for that time.
hushkey = _from_environment()


def lambda_handler(event, context):
    """Answers one directive, whatever happens: Alexa would see an exception as no answer."""
    deadline = time.monotonic() + _patience(context)
    directive = event["directive"]
    header = directive["header"]
    if (header["namespace"], header["name"]) == ("Alexa.Authorization", "AcceptGrant"):
        return _accept_grant(event, deadline)
    try:
        return _answer(directive, deadline)
    except Away as outage:
        log.warning("%s: %s", header["name"], outage)
        return _error(directive, "BRIDGE_UNREACHABLE", "try again in a moment")
    except Exception as mistake:
        # Whatever went wrong, the user must not lose the link over it.
        log.error("%s: %s", header["name"], _described(mistake))
        return _error(directive, "INTERNAL_ERROR", "something went wrong on our side")


def _described(error):
    """The message of our own errors; of others only the type, as a message may hold a secret."""
    return error if isinstance(error, (Away, Failed)) else type(error).__name__


def _patience(context):
    return min(PATIENCE_SECONDS, context.get_remaining_time_in_millis() / 1000 - 0.5)


def _answer(directive, deadline):
    header, endpoint = directive["header"], directive["endpoint"]
    action = ACTIONS.get((header["namespace"], header["name"]))
    if action is None:
        return _error(directive, "INVALID_DIRECTIVE", "not a directive of this skill")
    device = endpoint["endpointId"]
    checked = hushkey.check(endpoint["scope"]["token"], device, action, deadline)
    if not checked["allowed"]:
        reason = checked["reason"]
        log.info("%s of %s refused: %s", header["name"], device, reason)
        return _error(directive, REFUSALS.get(reason, "INTERNAL_ERROR"), reason)
    if header["name"] == "ReportState":
        return _message(directive, "Alexa", "StateReport", {}, state_of(device))
    return _message(directive, header["namespace"], "Response", streams_of(checked["user"], device))


def _accept_grant(event, deadline):
    """Passes Hushkey's answer back as it is. Composes one only if Hushkey gives none."""
    try:
        while True:
            message, wait = hushkey.accept_grant(event, _region(), deadline)
            if wait is None or time.monotonic() + wait >= deadline:
                return message
            # An outage. Amazon's code has not been spent, so the directive can be sent again.
            time.sleep(wait)
    except Exception as error:
        log.warning("AcceptGrant: %s", _described(error))
        header = _header("Alexa.Authorization", "ErrorResponse")
        payload = {"type": "ACCEPT_GRANT_FAILED", "message": "the grant could not be kept now"}
        return {"event": {"header": header, "payload": payload}}


def _region():
    return REGIONS.get(os.environ.get("AWS_REGION"), "na")


def _error(directive, kind, message):
    return _message(directive, "Alexa", "ErrorResponse", {"type": kind, "message": message})


def _message(directive, namespace, name, payload, properties=None):
    header = _header(namespace, name)
    if "correlationToken" in directive["header"]:
        header["correlationToken"] = directive["header"]["correlationToken"]
    event = {"header": header, "payload": payload}
    if "endpoint" in directive:
        # Without its scope: there is no need to send the token back.
        event["endpoint"] = {"endpointId": directive["endpoint"]["endpointId"]}
    message = {"event": event}
    if properties is not None:
        message["context"] = {"properties": properties}
    return message


def _header(namespace, name):
    return {
        "namespace": namespace,
        "name": name,
        "messageId": str(uuid.uuid4()),
        "payloadVersion": "3",
    }


def _utc(instant):
    """Alexa takes at most three digits after the decimal point."""
    text = instant.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


# --- Replace this: the cameras -------------------------------------------------------------------


def streams_of(user, device):
    """Where the live video is. Let the addresses expire soon: they cannot be revoked."""
    session = uuid.uuid4()
    stream = {
        "uri": f"rtsps://streams.cameras.example.com:443/{device}/{session}",
        "expirationTime": _utc(datetime.now(timezone.utc) + timedelta(seconds=60)),
        "idleTimeoutSeconds": 30,
        "protocol": "RTSP",
        "resolution": {"width": 1280, "height": 720},
        "authorizationType": "NONE",
        "videoCodec": "H264",
        "audioCodec": "AAC",
    }
    image = f"https://streams.cameras.example.com/{device}/{session}.jpg"
    return {"cameraStreams": [stream], "imageUri": image}


def state_of(device):
    """The state of the camera."""
    return [
        {
            "namespace": "Alexa.EndpointHealth",
            "name": "connectivity",
            "value": {"value": "OK"},
            "timeOfSample": _utc(datetime.now(timezone.utc)),
            "uncertaintyInMilliseconds": 0,
        }
    ]


# --- By hand: events on standard input, one per line; answers on standard output -----------------


class _Terminal:
    """Stands in for Lambda's context."""

    @staticmethod
    def get_remaining_time_in_millis():
        return 8000


def main():
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    for line in sys.stdin:
        print(json.dumps(lambda_handler(json.loads(line), _Terminal)), flush=True)


if __name__ == "__main__":
    main()
