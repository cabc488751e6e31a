"""A receiver of webhooks that knows nothing of Heliostat but its papers.

Usage: receiver.py FOLDER. Prints its port, and ends with its standard input. The secret lies in FOLDER/secret. Each
post becomes a line of FOLDER/posts: its id, whether it was verified, whether it was taken, and its news. While
FOLDER/down is there, posts are answered with 503.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import sys
import threading
import time

FOLDER = pathlib.Path(sys.argv[1])
SKEW_SECONDS_MAX = 300


def is_genuine(secret, headers, body):
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) <= SKEW_SECONDS_MAX
    return fresh and any(hmac.compare_digest(expected, one) for one in headers["webhook-signature"].split())


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        secret = (FOLDER / "secret").read_text().strip()
        taken = not (FOLDER / "down").exists()
        line = {
            "id": self.headers["webhook-id"],
            "genuine": is_genuine(secret, self.headers, body),
            "forged": is_genuine(secret, self.headers, body + b" "),
            "taken": taken,
            "news": json.loads(body),
        }
        with open(FOLDER / "posts", "a") as posts:
            posts.write(json.dumps(line) + "\n")
        self.send_response(204 if taken else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


def end_with_input():
    sys.stdin.read()
    os._exit(0)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=end_with_input, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()
