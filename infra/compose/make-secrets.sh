#!/bin/bash
# Makes passwords, the access token and the certificates of EventStoreDB's nodes, once; what is there already stays.
# Each folder under /secrets (or the one given) is a volume that only those mount who need what is in it. Interrupted at any
# moment, it is to be run again. It may have no capabilities, so that root, too, cannot write into a file that is read-only.
set -euo pipefail
cd "${1:-/secrets}"

made_up() { head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

# keep FILE: what comes in, readable to whoever has the volume, and whole or not there at all.
keep() {
  rm -f "$1.new"
  cat > "$1.new"
  chmod 0444 "$1.new"
  mv -f "$1.new" "$1"
}

# secret FILE: makes it up where it is not there, and prints it.
secret() {
  local value
  [ -s "$1" ] || { value=$(made_up) && printf %s "$value" | keep "$1"; }
  cat "$1"
}

postgres=$(secret postgres/password)
ledger=$(secret eventstoredb/password)
token=$(secret services/token)
secret grafana/password > /dev/null
printf %s "$token" | keep prometheus/token
printf %s "postgres://touchstone:$postgres@postgres:5432/touchstone" | keep services/postgres-url
printf %s "esdb://admin:$ledger@kurrentdb-1:2113,kurrentdb-2:2113,kurrentdb-3:2113?tlsCAFile=/run/secrets/touchstone/eventstoredb-ca.crt" |
  keep services/eventstoredb-url

# To make the certificates anew, remove certificates/made and run this again, then start EventStoreDB and the services again.
# Those that are there stay until all the new ones are made.
if [ ! -e certificates/made ]; then
  rm -rf certificates/new
  mkdir certificates/new
  es-gencert-cli create-ca -days 3650 -out certificates/new/ca
  for node in 1 2 3; do
    es-gencert-cli create-node -days 1825 -ca-certificate certificates/new/ca/ca.crt -ca-key certificates/new/ca/ca.key \
      -out "certificates/new/node-$node" -dns-names "kurrentdb-$node,localhost" -ip-addresses 127.0.0.1
  done
  for folder in ca node-1 node-2 node-3; do
    mkdir -p "eventstoredb/$folder"
    chmod 0755 "eventstoredb/$folder"
  done
  keep eventstoredb/ca/ca.crt < certificates/new/ca/ca.crt
  keep services/eventstoredb-ca.crt < certificates/new/ca/ca.crt
  for node in 1 2 3; do
    keep "eventstoredb/node-$node/node.crt" < "certificates/new/node-$node/node.crt"
    keep "eventstoredb/node-$node/node.key" < "certificates/new/node-$node/node.key"
  done
  rm -rf certificates/ca
  mv certificates/new/ca certificates/ca
  rm -rf certificates/new
  touch certificates/made
fi
