#!/bin/sh
# Writes a file of zeros to the folder that it may write, and answers the file's SHA-256. One line in, one line out.
# The node has checked the payload against payload_schema, so that a request is always {"id":N,"payload":{…}}.
while IFS= read -r line; do
    id=$(printf '%s' "$line" | sed 's/^{"id":\([0-9]*\).*/\1/')
    kibibytes=$(printf '%s' "$line" | sed 's/.*"kibibytes" *: *\([0-9]*\).*/\1/')
    file=$HELIOSTAT_SCRATCH/$id
    head -c "${kibibytes}k" /dev/zero >"$file"
    hash=$(sha256sum <"$file" | cut -d ' ' -f 1)
    rm -f "$file"
    printf '{"id":%s,"result":{"sha256":"%s"}}\n' "$id" "$hash"
done
