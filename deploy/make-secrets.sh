#!/bin/sh
# Makes the secrets that compose.yaml mounts, each only if it is not there yet. Prints none of them.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
make() { [ -e "secrets/$1" ] || printf '%s\n' "$2" >"secrets/$1"; }

make postgres_password "$(random)"
make database_url "postgresql://heliograph:$(cat secrets/postgres_password)@postgres:5432/heliograph"
make api_tokens "app:read+send:$(random)"
make metrics_token "$(random)"
make n8n_encryption_key "$(random)"
make server.env "# Settings of the server that only you know. The credentials of the providers you use, such as
# SMS365_API_KEY=
# and where sms365 reaches this server, through a proxy of yours that speaks https:
# PUBLIC_URL=https://sms.example.com"

# The folder is closed to other users of this machine; the files are mounted into containers, where others read them.
chmod 0700 secrets
chmod 0644 secrets/api_tokens secrets/database_url secrets/metrics_token secrets/postgres_password secrets/n8n_encryption_key
