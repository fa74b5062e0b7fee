"""A client for Hushkey. It keeps the skill's own token, but none of Hushkey's answers."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

# Renew our own token a little early: it must still be valid when Hushkey looks at it.
EARLY_SECONDS = 30


class Away(Exception):
    """An outage: nothing was decided. Trying again later may help."""


class Failed(Exception):
    """A mistake, ours or Hushkey's. Trying again does not help."""


class Hushkey:
    """Each call ends by its deadline, a time of time.monotonic()."""

    def __init__(self, url, token_url, client_id, client_secret):
        self._url = url
        self._token_url = token_url
        self._credentials = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
        self._token = None
        self._renew_at = 0.0

    def check(self, bearer, device, action, deadline):
        """Asks whether Alexa's bearer token allows this now; see `allowed` and `reason`.

        Do not keep the answer: the user may disconnect Alexa a second later.
        """
        body = {"token": bearer, "device": device, "action": action}
        answer, _ = self._post("/v1/checks", body, deadline)
        # Never mix up two users, whatever went wrong in between.
        if answer["allowed"] and (answer["device"], answer["action"]) != (device, action):
            raise Failed("the answer is about another device or action")
        return answer

    def accept_grant(self, event, region, deadline):
        """Passes AcceptGrant on. Returns the answer for Alexa, and in an outage seconds to wait."""
        answer, headers = self._post(f"/v1/alexa/directives?region={region}", event, deadline)
        wait = headers.get("Retry-After")
        return answer, None if wait is None else int(wait)

    def _post(self, path, body, deadline):
        request = {"Content-Type": "application/json"}
        for attempt in ("first", "with a new token"):
            request["Authorization"] = "Bearer " + self._own_token(deadline)
            try:
                return _send(self._url + path, json.dumps(body).encode(), request, deadline)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code == 401 and attempt == "first":
                        self._token = None
                        continue
                    raise _failure(error) from None

    def _own_token(self, deadline):
        """By client credentials at Keycloak. This token may be kept: it is about no user."""
        if self._token is None or time.monotonic() >= self._renew_at:
            form = urllib.parse.urlencode(self._credentials).encode()
            form_type = {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                answer, _ = _send(self._token_url, form, form_type, deadline)
            except urllib.error.HTTPError as error:
                with error:
                    raise _failure(error) from None
            self._token = answer["access_token"]
            self._renew_at = time.monotonic() + answer["expires_in"] - EARLY_SECONDS
        return self._token


def _send(url, body, headers, deadline):
    left = deadline - time.monotonic()
    if left <= 0:
        raise Away("no time left")
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, body, headers), timeout=left
        ) as answer:
            return json.load(answer), answer.headers
    except urllib.error.HTTPError:
        raise
    except (OSError, ValueError) as error:
        # No connection, a time-out, or an answer cut short
        raise Away(f"{urllib.parse.urlsplit(url).netloc}: {type(error).__name__}") from None


def _failure(error):
    """Reads the problem document (RFC 9457). Quote its correlation id when you report it."""
    try:
        problem = json.load(error)
    except ValueError:
        problem = {}
    text = f"{error.code} {problem.get('title', '')}, correlation id {problem.get('correlationId')}"
    if error.code in (429, 502, 503, 504):
        return Away(text)
    return Failed(text)
