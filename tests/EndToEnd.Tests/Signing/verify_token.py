#!/usr/bin/env python3
"""Verifies a node's token with Debian's python3-jwt and python3-cryptography against the network's key set.

Usage: verify_token.py JWKS ISSUER AUDIENCE < TOKEN
JWKS is a file or an http(s) URL such as http://host:port/.well-known/jwks.json. The token comes by standard input so
that it stands in no process list. Prints the claims as JSON and exits 0 when the token is good, else says why and
exits 1.
"""

import json
import sys
import urllib.request

import jwt

TIMEOUT_SECONDS = 30
REQUIRED = ["iss", "aud", "sub", "nbf", "exp", "jti"]


def read_keys(source):
    if source.startswith(("http://", "https://")):
        with urllib.request.urlopen(source, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)["keys"]
    with open(source, encoding="utf-8") as file:
        return json.load(file)["keys"]


def main():
    source, issuer, audience = sys.argv[1:4]
    token = sys.stdin.read().strip()
    header = jwt.get_unverified_header(token)
    if header.get("alg") != "EdDSA":
        print(f"the token is signed with {header.get('alg')}, not EdDSA", file=sys.stderr)
        return 1
    keys = [key for key in read_keys(source) if key.get("kid") == header.get("kid")]
    if len(keys) != 1:
        print(f"the key set has {len(keys)} keys with the id {header.get('kid')}", file=sys.stderr)
        return 1
    try:
        key = jwt.algorithms.OKPAlgorithm.from_jwk(json.dumps(keys[0]))
        claims = jwt.decode(
            token, key, algorithms=["EdDSA"], issuer=issuer, audience=audience, options={"require": REQUIRED})
    except jwt.PyJWTError as error:
        print(f"the token is not good: {error}", file=sys.stderr)
        return 1
    print(json.dumps(claims))
    return 0


if __name__ == "__main__":
    sys.exit(main())
