"""Counts the words of a text, and says which come most often."""

import collections
import json
import sys


def count(payload):
    words = payload["text"].lower().split()
    # Words of the same count in the order of the alphabet: two honest nodes have to answer the same.
    counted = sorted(collections.Counter(words).items(), key=lambda pair: (-pair[1], pair[0]))
    return {"words": len(words), "most": dict(counted[: payload.get("most", 5)])}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "progress": 0.5, "message": "counting"}), flush=True)
    print(json.dumps({"id": request["id"], "result": count(request["payload"])}), flush=True)
