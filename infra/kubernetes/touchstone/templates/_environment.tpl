{{/* Environment of a service. Which servers it needs follows from what it does. */}}
{{- define "touchstone.environment" -}}
{{- $values := .root.Values -}}
{{- $secret := required "existingSecret must name the Secret with token, eventstoredb-url and postgres-url" $values.existingSecret -}}
- { name: TOUCHSTONE_TOKEN, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: token } } }
- { name: POSTGRES_URL, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: postgres-url } } }
{{- if ne .component "relay" }}
- { name: EVENTSTOREDB_URL, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: eventstoredb-url } } }
- { name: EVENTSTOREDB_ALLOW_INSECURE, value: {{ $values.eventStoreDb.allowInsecure | quote }} }
{{- end }}
- { name: TOUCHSTONE_REGION, value: {{ $values.region | quote }} }
- { name: TOUCHSTONE_LOOK_UP_SECONDS, value: {{ $values.lookUpSeconds | quote }} }
- { name: TOUCHSTONE_LOG, value: {{ $values.log | quote }} }
{{- with $values.publicUrl }}
- { name: TOUCHSTONE_PUBLIC_URL, value: {{ . | quote }} }
{{- end }}
{{- $service := printf "%s-%s" (include "touchstone.name" .root) .component }}
{{- $namespace := .root.Release.Namespace }}
{{- $hosts := list $service (printf "%s.%s" $service $namespace) (printf "%s.%s.svc" $service $namespace) (printf "%s.%s.svc.cluster.local" $service $namespace) }}
{{- if $values.ingress.enabled }}
{{- $hosts = append $hosts $values.ingress.host }}
{{- end }}
- { name: TOUCHSTONE_HOSTS, value: {{ join "," (concat $hosts $values.hosts) | quote }} }
- { name: TOUCHSTONE_PROXIES, value: {{ join "," $values.proxies | quote }} }
- { name: TOUCHSTONE_CONNECTIONS, value: {{ $values.connections | quote }} }
{{- if $values.rules }}
- { name: TOUCHSTONE_RULES, value: /etc/touchstone/rules.yaml }
{{- end }}
{{- if $values.kinds }}
- { name: TOUCHSTONE_KINDS, value: /etc/touchstone/kinds.yaml }
{{- end }}
{{- if and $values.kafka.brokers (ne .component "customers") }}
- { name: KAFKA_BROKERS, value: {{ $values.kafka.brokers | quote }} }
- { name: KAFKA_REPLICATION, value: {{ $values.kafka.replication | quote }} }
- { name: KAFKA_MIN_INSYNC_REPLICAS, value: {{ $values.kafka.minInSyncReplicas | quote }} }
- { name: KAFKA_TLS, value: {{ $values.kafka.tls | quote }} }
{{- if $values.kafka.caSecret }}
- { name: KAFKA_CA, value: /run/secrets/kafka/ca.crt }
{{- end }}
{{- if $values.kafka.certificateSecret }}
- { name: KAFKA_CERT, value: /run/secrets/kafka/tls.crt }
- { name: KAFKA_KEY, value: /run/secrets/kafka/tls.key }
{{- end }}
{{- if $values.kafka.username }}
- { name: KAFKA_USERNAME, value: {{ $values.kafka.username | quote }} }
- { name: KAFKA_PASSWORD, valueFrom: { secretKeyRef: { name: {{ $secret }}, key: kafka-password } } }
- { name: KAFKA_MECHANISM, value: {{ $values.kafka.mechanism }} }
- { name: KAFKA_ALLOW_INSECURE, value: {{ $values.kafka.allowInsecure | quote }} }
{{- end }}
{{- if and $values.kafka.intakeTopic (eq .component "ledger") }}
- { name: KAFKA_INTAKE_TOPIC, value: {{ $values.kafka.intakeTopic | quote }} }
{{- end }}
{{- if and $values.kafka.relayName (eq .component "relay") }}
- { name: KAFKA_RELAY_NAME, value: {{ $values.kafka.relayName | quote }} }
{{- end }}
{{- end }}
{{- end }}
