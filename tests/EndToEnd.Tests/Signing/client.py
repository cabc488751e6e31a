#!/usr/bin/env python3
"""A consumer that shares no code with Heliostat: signs its requests with Python's standard library alone.

Creates an echo job, lists jobs, reads the job and cancels it, once with escaped and once with raw text in its JSON.
Then it tries what must be refused: a wrong secret, an unknown key, a repeated nonce, an old timestamp, an altered body.

Usage: HELIOSTAT_URL=http://host:port HELIOSTAT_PUBLIC_KEY=pk_... HELIOSTAT_SECRET_KEY=sk_... client.py

Prints one JSON object and exits 0 when everything answered as it must, else 1. The secret comes by the environment
so that it stands in no process list.
"""

import hashlib
import hmac
import http.client
import json
import os
import secrets
import sys
import time
import urllib.parse

TIMEOUT_SECONDS = 30


def canonical_query(pairs):
    """Sorted by key, then by value; both encoded after RFC 3986 with no safe characters."""
    quote = lambda text: urllib.parse.quote(text, safe="")
    return "&".join(f"{quote(key)}={quote(value)}" for key, value in sorted(pairs))


def canonical_body(body, escaped):
    """Keys sorted recursively, no whitespace, in one of the two ways that clients write text."""
    if body is None:
        return b""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=escaped).encode("utf-8")


class Client:
    def __init__(self, url, public_key, secret_key, escaped):
        self.url = urllib.parse.urlsplit(url)
        self.public_key = public_key
        self.secret_key = secret_key
        self.escaped = escaped

    def headers(self, method, path, query, body, at=None, nonce=None):
        at = at if at is not None else int(time.time() * 1000)
        nonce = nonce or secrets.token_hex(16)
        digest = hashlib.sha256(canonical_body(body, self.escaped)).hexdigest()
        text = "|".join([self.public_key, str(at), nonce, method, path, canonical_query(query), digest])
        signature = hmac.new(self.secret_key.encode("utf-8"), text.encode("utf-8"), hashlib.sha256).hexdigest()
        return {
            "X-API-Key": self.public_key,
            "X-Time": str(at),
            "X-Nonce": nonce,
            "X-Signature": signature,
        }

    def send(self, method, path, query=(), body=None, headers=None):
        """Sends the query in the order given and the body with whitespace: the server has to make both canonical."""
        headers = dict(headers or self.headers(method, path, query, body))
        target = path + ("?" + urllib.parse.urlencode(list(query)) if query else "")
        data = None
        if body is not None:
            data = json.dumps(body, indent=1, ensure_ascii=not self.escaped).encode("utf-8")
            headers["Content-Type"] = "application/json"
        make = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
        connection = make(self.url.netloc, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, target, body=data, headers=headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8")
            return response.status, json.loads(text) if text else None
        finally:
            connection.close()


class Checks:
    def __init__(self):
        self.failed = []
        self.count = 0

    def expect(self, what, condition, seen):
        self.count += 1
        if not condition:
            self.failed.append(f"{what}: {seen}")


def job_body(title):
    return {
        "task": "BATCH",
        "title": title,
        "description": "made by an independent client",
        "max_timeout_run_ms": 900000,
        "cpu_count": 1,
        "gpu_count": 0,
        "parameters": {
            "type": "plugin",
            "parameters": {"job_type": "echo", "count": 3, "payload": {"grüße": "ünïcode ☀", "z": 1.5, "a": [1, 2]}},
        },
    }


def create_list_cancel(client, checks, title):
    status, job = client.send("POST", "/v1/jobs", body=job_body(title))
    checks.expect("create", status in (200, 201) and job.get("object") == "job", (status, job))
    if not isinstance(job, dict) or "uuid" not in job:
        return None
    uuid = job["uuid"]
    checks.expect("create keeps the title", job.get("title") == title, job)

    query = [("sort", "-created_at"), ("limit", "5"), ("filter[task]", "BATCH")]
    status, page = client.send("GET", "/v1/jobs", query=query)
    found = status == 200 and uuid in [entry["uuid"] for entry in page.get("data", [])]
    checks.expect("list", found and {"data", "page", "limit", "total"} <= set(page), (status, page))

    path = f"/v1/jobs/{uuid}"
    status, job = client.send("GET", path)
    checks.expect("get", status == 200 and job["uuid"] == uuid, (status, job))

    status, job = client.send("PUT", f"{path}/cancel", body={"reason": "Cancelled by user"})
    checks.expect("cancel", status in (200, 202) and job["status"] in ("CANCELLING", "CANCELLED"), (status, job))
    return uuid


def try_what_is_refused(client, checks):
    path, body = "/v1/jobs", job_body("never made")

    def refused(what, answer):
        status, problem = answer
        carried = isinstance(problem, dict) and problem.get("error", {}).get("code")
        checks.expect(what, status == 401 and carried, answer)
        return problem

    wrong = Client(client.url.geturl(), client.public_key, client.secret_key + "x", client.escaped)
    bad_signature = refused("wrong secret", wrong.send("POST", path, body=body))
    unknown = Client(client.url.geturl(), "pk_" + secrets.token_hex(16), client.secret_key, client.escaped)
    unknown_key = refused("unknown key", unknown.send("POST", path, body=body))
    same = isinstance(bad_signature, dict) and bad_signature.get("code") == unknown_key.get("code")
    checks.expect("unknown key and wrong secret answer alike", same, (bad_signature, unknown_key))

    stale = client.headers("POST", path, (), body, at=int(time.time() * 1000) - 6 * 60 * 1000)
    refused("old timestamp", client.send("POST", path, body=body, headers=stale))
    other = client.headers("POST", path, (), {**body, "cpu_count": 2})
    refused("altered body", client.send("POST", path, body=body, headers=other))

    once = client.headers("GET", path, (), None)
    status, page = client.send("GET", path, headers=once)
    checks.expect("first use of a nonce", status == 200, (status, page))
    refused("repeated nonce", client.send("GET", path, headers=once))


def main():
    url, public, secret = (os.environ[f"HELIOSTAT_{name}"] for name in ("URL", "PUBLIC_KEY", "SECRET_KEY"))
    checks, jobs = Checks(), []
    for escaped in (True, False):
        client = Client(url, public, secret, escaped)
        jobs.append(create_list_cancel(client, checks, f"Grüße {'escaped' if escaped else 'raw'}"))
    try_what_is_refused(client, checks)
    print(json.dumps({"checks": checks.count, "failed": checks.failed, "jobs": jobs}, ensure_ascii=False))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
