#!/bin/bash
# Makes passwords, the access token and the certificates of EventStoreDB's nodes, once; what is there already stays.
# Each folder under /secrets is a volume that only those mount who need what is in it.
set -euo pipefail
cd /secrets

made_up() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# keep FILE VALUE: readable to whoever has the volume, and whole or not there at all.
keep() {
  printf '%s' "$2" > "$1.new"
  chmod 0444 "$1.new"
  mv "$1.new" "$1"
}

# secret FILE: makes it up where it is not there, and prints it.
secret() {
  [ -s "$1" ] || keep "$1" "$(made_up)"
  cat "$1"
}

postgres=$(secret postgres/password)
ledger=$(secret eventstoredb/password)
token=$(secret services/token)
secret grafana/password > /dev/null
keep prometheus/token "$token"
keep services/postgres-url "postgres://touchstone:$postgres@postgres:5432/touchstone"
keep services/eventstoredb-url "esdb://admin:$ledger@kurrentdb-1:2113,kurrentdb-2:2113,kurrentdb-3:2113?tlsCAFile=/run/secrets/touchstone/eventstoredb-ca.crt"

# To make the certificates anew, remove certificates/made and run this again.
if [ ! -e certificates/made ]; then
  rm -rf certificates/* eventstoredb/ca eventstoredb/node-*
  es-gencert-cli create-ca -days 3650 -out certificates/ca
  mkdir eventstoredb/ca
  cp certificates/ca/ca.crt eventstoredb/ca/
  cp certificates/ca/ca.crt services/eventstoredb-ca.crt
  for node in 1 2 3; do
    es-gencert-cli create-node -days 1825 -ca-certificate certificates/ca/ca.crt -ca-key certificates/ca/ca.key \
      -out "eventstoredb/node-$node" -dns-names "kurrentdb-$node,localhost" -ip-addresses 127.0.0.1
    chmod 0755 "eventstoredb/node-$node"
    chmod 0444 "eventstoredb/node-$node"/*
  done
  chmod 0755 eventstoredb/ca
  chmod 0444 eventstoredb/ca/ca.crt services/eventstoredb-ca.crt
  touch certificates/made
fi
