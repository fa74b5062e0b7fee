"""An assistant's cloud built on Authlib. Reads one JSON object a line, does it, answers one JSON object a line.

Everything that OAuth is about is left to Authlib; what it leaves to its users (discovery, RFC 9207's comparison) is here.
"""

import json
import sys

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import rfc8414, rfc9207
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from authlib.common.security import generate_token
from authlib.common.urls import extract_params


class Client:
    def discover(self, issuer, client_id, client_secret, redirect_uri, auth_method, scope):
        metadata = requests.get(rfc8414.get_well_known_url(issuer, external=True), timeout=20).json()
        self.server = rfc8414.AuthorizationServerMetadata(metadata)
        self.server.validate(metadata_classes=[rfc9207.AuthorizationServerMetadata])
        if self.server["issuer"] != issuer:
            raise ValueError("metadata of another issuer")
        self.session = OAuth2Session(
            client_id,
            client_secret,
            scope=scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method=auth_method,
            revocation_endpoint_auth_method=auth_method,
        )
        return dict(self.server)

    def authorize(self, **more):
        self.verifier = generate_token(48)
        address, self.state = self.session.create_authorization_url(
            self.server["authorization_endpoint"], code_verifier=self.verifier, **more
        )
        return {"address": address}

    def exchange(self, callback, **more):
        answer = dict(extract_params(callback.split("?", 1)[1]))
        if answer.get("iss") != self.server["issuer"]:
            raise ValueError("mix-up: the answer is of " + str(answer.get("iss")))
        if "error" in answer:
            raise OAuthError(answer["error"], answer.get("error_description"))
        return self.session.fetch_token(
            self.server["token_endpoint"],
            authorization_response=callback,
            state=self.state,
            code_verifier=self.verifier,
            **more,
        )

    def refresh(self, token, **more):
        return self.session.refresh_token(self.server["token_endpoint"], refresh_token=token, **more)

    def grant(self, grant_type, **more):
        return self.session.fetch_token(self.server["token_endpoint"], grant_type=grant_type, **more)

    def revoke(self, token, hint=None):
        answer = self.session.revoke_token(self.server["revocation_endpoint"], token=token, token_type_hint=hint)
        return {"status": answer.status_code}

    def introspect(self, token, hint=None):
        answer = self.session.introspect_token(
            self.server["introspection_endpoint"], token=token, token_type_hint=hint
        )
        answer.raise_for_status()
        return answer.json()

    def verify(self, token, audience, jwks="/oauth2/jwks"):
        """What a resource server built on Authlib does with an access token, RFC 9068 section 4."""
        jwks = requests.get(self.server["issuer"] + jwks, timeout=20).json()

        class Validator(JWTBearerTokenValidator):
            def get_jwks(self):
                return jwks

        validator = Validator(issuer=self.server["issuer"], resource_server=audience)
        claims = validator.authenticate_token(token)
        validator.validate_token(claims, [], None)
        return dict(claims)


def answer(client, command):
    try:
        return getattr(client, command.pop("do"))(**command)
    except OAuthError as refused:
        return {"error": refused.error, "error_description": refused.description}
    except Exception as failed:  # what Authlib does not take for an OAuth error
        return {"failed": type(failed).__name__ + ": " + str(failed)}


client = Client()
for line in sys.stdin:
    print(json.dumps(answer(client, json.loads(line))), flush=True)
