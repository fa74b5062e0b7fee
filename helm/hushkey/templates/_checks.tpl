{{/*
What values.schema.json cannot say: values that are missing, or that contradict each other. All
mistakes are named at once. Whoever reads a message has only the values before them, so each says
which to change.
*/}}

{{- define "hushkey.checks" -}}
{{- $mistakes := list -}}
{{- range (list "required" "database" "migration" "vault" "keycloak" "settings" "replicas" "routes" "secrets") -}}
{{- $mistakes = concat $mistakes (include (printf "hushkey.checks.%s" .) $ | fromYamlArray) -}}
{{- end -}}
{{- if $mistakes -}}
{{- fail (printf "\n\nThese values cannot be installed:\n  - %s\n" (join "\n  - " $mistakes)) -}}
{{- end -}}
{{- end -}}

{{- define "hushkey.checks.required" -}}
{{- $v := .Values -}}
{{- range $name, $value := dict "issuer" $v.issuer "database.host" $v.database.host "database.password.secret" $v.database.password.secret "vault.address" $v.vault.address "keycloak.realmUrl" $v.keycloak.realmUrl "keycloak.login.secret" $v.keycloak.login.secret "keycloak.cookieKey.secret" $v.keycloak.cookieKey.secret "pages.csrfKey.secret" $v.pages.csrfKey.secret }}
{{- if not $value }}
- "{{ $name }} is missing"
{{- end }}
{{- end }}
{{- if not $v.assistants }}
- "assistants is empty: without an assistant nobody can link"
{{- end }}
{{- end -}}

{{- define "hushkey.checks.ca" -}}
{{- if and .ca.configMap .ca.secret }}
- "{{ .name }} names both a configMap and a secret: keep one"
{{- end }}
{{- end -}}

{{- define "hushkey.checks.database" -}}
{{- $v := .Values }}
{{- $d := $v.database }}
{{- if not (or $d.ca.configMap $d.ca.secret) }}
- "database.ca names neither a configMap nor a secret: the server's certificate is always verified"
{{- end }}
{{- include "hushkey.checks.ca" (dict "name" "database.ca" "ca" $d.ca) }}
{{- $replicas := int (ternary $v.autoscaling.maxReplicas $v.replicaCount $v.autoscaling.enabled) }}
{{- /* one more during a roll-out, and two connections of the migration */}}
{{- $connections := add (mul (add1 $replicas) (int $d.poolSize)) 2 }}
{{- if and $d.connectionLimit (gt $connections (int64 $d.connectionLimit)) }}
- "database.connectionLimit is {{ int $d.connectionLimit }}, but {{ $replicas }} replicas and one more during a roll-out hold {{ $connections }} connections: fewer replicas, a smaller database.poolSize, or a larger max_connections"
{{- end }}
{{- end -}}

{{- define "hushkey.checks.migration" -}}
{{- $m := .Values.migration }}
{{- if $m.enabled }}
{{- if not $m.password.secret }}
- "migration.password.secret is missing: the Job needs the password of the schema's owner. Or set migration.enabled=false and run hushkey migrate yourself"
{{- else if has $m.password.secret (include "hushkey.secretNames" . | fromYamlArray) }}
- "migration.password.secret names a Secret that the service mounts, too: the owner's password belongs into a Secret of its own"
{{- end }}
{{- if eq $m.username .Values.database.username }}
- "migration.username and database.username are the same: the service's role must own nothing"
{{- end }}
{{- end }}
{{- end -}}

{{- define "hushkey.checks.vault" -}}
{{- $v := .Values.vault }}
{{- include "hushkey.checks.ca" (dict "name" "vault.ca" "ca" $v.ca) }}
{{- if and (hasPrefix "http:" $v.address) (not (include "hushkey.isLocal" $v.address)) }}
- "vault.address is http: only a Vault Agent in the pod may be, at 127.0.0.1"
{{- end }}
{{- if and (hasPrefix "https:" $v.address) (not (or $v.ca.configMap $v.ca.secret)) }}
- "vault.ca names neither a configMap nor a secret: Hushkey does not start without the authority that signed Vault's certificate"
{{- end }}
{{- if and (eq $v.method "app-role") (not $v.appRole.secret) }}
- "vault.appRole.secret is missing: vault.method is app-role"
{{- end }}
{{- if and (eq $v.method "token-file") (not $v.tokenFile) }}
- "vault.tokenFile is missing: vault.method is token-file"
{{- end }}
{{- if and (eq $v.method "agent") (not .Values.extraInitContainers) }}
- "vault.method is agent, but extraInitContainers has no Vault Agent"
{{- end }}
{{- if and (eq $v.method "kubernetes") (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) }}
- "serviceAccount.name is missing: Vault would have to trust the account `default`, which every pod of the namespace can have"
{{- end }}
{{- end -}}

{{- define "hushkey.checks.keycloak" -}}
{{- $k := .Values.keycloak }}
{{- include "hushkey.checks.ca" (dict "name" "keycloak.ca" "ca" $k.ca) }}
{{- if $k.sessions.enabled }}
{{- range $name, $value := dict "serverUrl" $k.sessions.serverUrl "secret" $k.sessions.secret }}
{{- if not $value }}
- "keycloak.sessions.{{ $name }} is missing: keycloak.sessions is enabled"
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "hushkey.checks.settings" -}}
{{- $v := .Values }}
{{- $derived := include "hushkey.settings.derived" . | fromYaml }}
{{- range $name, $_ := $v.config }}
{{- if hasKey $derived $name }}
- "config: {{ $name }} is set by another value already"
{{- end }}
{{- if regexMatch "(password|[.-]secret|encryption-key|passphrase)$" $name }}
- "config: {{ $name }} is a secret: name it in secretSettings, with the Secret that holds it"
{{- end }}
{{- if and (regexMatch "^hushkey\\.vault\\.(rotate\\.)?(kubernetes|app-role|token-file|agent)" $name) (not (hasKey $derived $name)) }}
- "config: {{ $name }} belongs to a log-in at Vault: use vault.method"
{{- end }}
{{- end }}
{{- $own := list "quarkus.datasource.password" "quarkus.oidc.login.credentials.secret" "quarkus.oidc.login.token-state-manager.encryption-secret" "quarkus.keycloak.admin-client.client-secret" }}
{{- range $name, $_ := $v.secretSettings }}
{{- if or (has $name $own) (hasKey $derived $name) (hasKey $v.config $name) }}
- "secretSettings: {{ $name }} is set by another value already"
{{- end }}
{{- if eq $name "hushkey.migration.password" }}
- "secretSettings: {{ $name }} must not reach the service: use migration.password"
{{- end }}
{{- end }}
{{- range $id, $a := $v.assistants }}
{{- range $name, $_ := $a.settings }}
{{- if has $name (list "client-id" "client-secrets" "redirect-uris" "upstream.client-id" "upstream.client-secrets" "upstream.token-endpoint" "app-to-app.client-id" "app-to-app.client-secrets" "app-to-app.skill-id" "app-to-app.redirect-uris" "app-to-app.app-clients") }}
- "assistants.{{ $id }}.settings: {{ $name }} has a value of its own"
{{- end }}
{{- end }}
{{- end }}
{{- with $v.exchange.cameraBackendAudience }}
{{- if eq . $v.issuer }}
- "exchange.cameraBackendAudience is the issuer: assistants' tokens would pass at the camera backend"
{{- end }}
{{- end }}
{{- if eq (int $v.listen.httpPort) (int $v.listen.managementPort) }}
- "listen.httpPort and listen.managementPort are the same"
{{- end }}
{{- end -}}

{{- define "hushkey.checks.replicas" -}}
{{- $v := .Values }}
{{- $a := $v.autoscaling }}
{{- if $a.enabled }}
{{- if gt (int $a.minReplicas) (int $a.maxReplicas) }}
- "autoscaling.minReplicas ({{ int $a.minReplicas }}) is larger than maxReplicas ({{ int $a.maxReplicas }})"
{{- end }}
{{- if not (or $a.cpuPercent $a.requestsPerSecond $a.queueDepth) }}
- "autoscaling has no metric: set cpuPercent, requestsPerSecond or queueDepth"
{{- end }}
{{- if and $a.cpuPercent (not (dig "requests" "cpu" "" $v.resources)) }}
- "autoscaling.cpuPercent is a share of resources.requests.cpu, which is missing"
{{- end }}
{{- end }}
{{- $fewest := int (ternary $a.minReplicas $v.replicaCount $a.enabled) }}
{{- $p := $v.podDisruptionBudget }}
{{- if $p.enabled }}
{{- $min := toString $p.minAvailable }}
{{- $max := toString $p.maxUnavailable }}
{{- if and (ne $min "") (ne $max "") }}
- "podDisruptionBudget has both minAvailable and maxUnavailable: set one to \"\""
{{- else if and (eq $min "") (eq $max "") }}
- "podDisruptionBudget has neither minAvailable nor maxUnavailable"
{{- end }}
{{- if or (eq $min "100%") (and (regexMatch "^[0-9]+$" $min) (ge (int $min) $fewest)) }}
- "podDisruptionBudget.minAvailable is {{ $min }} of {{ $fewest }} replicas: no node could be drained"
{{- end }}
{{- if regexMatch "^0%?$" $max }}
- "podDisruptionBudget.maxUnavailable is 0: no node could be drained"
{{- end }}
{{- end }}
{{- end -}}

{{- define "hushkey.checks.routes" -}}
{{- $v := .Values }}
{{- $host := include "hushkey.host" $v.issuer }}
{{- if and $v.ingress.public.enabled (not $v.ingress.public.tlsSecret) }}
- "ingress.public.tlsSecret is missing: the issuer is https"
{{- end }}
{{- range $name, $route := dict "ingress" $v.ingress.internal "gateway" $v.gateway.internal }}
{{- if $route.enabled }}
{{- if not $route.host }}
- "{{ $name }}.internal.host is missing"
{{- else if eq $route.host $host }}
- "{{ $name }}.internal.host is the issuer's: internal callers need a host of their own, or /v1 would be public"
{{- end }}
{{- end }}
{{- end }}
{{- with $v.ingress.internal }}
{{- if .enabled }}
{{- if not .tlsSecret }}
- "ingress.internal.tlsSecret is missing: callers send bearer tokens"
{{- end }}
{{- if and .mtls.enabled (not .mtls.caSecret) }}
- "ingress.internal.mtls.caSecret is missing: who signs the callers' certificates?"
{{- end }}
{{- if and .mtls.enabled (not .mtls.controller) }}
- "ingress.internal.mtls.controller is missing: the annotations differ. Where it is none of them, use gateway.internal"
{{- end }}
{{- end }}
{{- end }}
{{- if and $v.gateway.public.enabled (not $v.gateway.public.parentRefs) }}
- "gateway.public.parentRefs is empty: name the Gateway"
{{- end }}
{{- with $v.gateway.internal }}
{{- if .enabled }}
{{- if and (not .parentRefs) (not .ownGateway.className) }}
- "gateway.internal needs parentRefs, or ownGateway.className"
{{- end }}
{{- if and .parentRefs .ownGateway.className }}
- "gateway.internal has both parentRefs and ownGateway.className: keep one"
{{- end }}
{{- if and .ownGateway.className (not (and .ownGateway.tlsSecret .ownGateway.caConfigMap)) }}
- "gateway.internal.ownGateway needs tlsSecret and caConfigMap"
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "hushkey.checks.secrets" -}}
{{- $v := .Values }}
{{- if $v.externalSecrets.enabled }}
{{- if not $v.externalSecrets.store.name }}
- "externalSecrets.store.name is missing"
{{- end }}
{{- $used := append (include "hushkey.secretNames" . | fromYamlArray) $v.migration.password.secret }}
{{- range $v.externalSecrets.secrets }}
{{- if not (has .name $used) }}
- "externalSecrets: nothing uses the Secret {{ .name }}"
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The Secrets that the service mounts. */}}
{{- define "hushkey.secretNames" -}}
{{- range (include "hushkey.secrets" . | fromYamlArray) }}
- {{ .secret | quote }}
{{- end }}
{{- range (list .Values.database.ca.secret .Values.vault.ca.secret .Values.keycloak.ca.secret) }}
{{- if . }}
- {{ . | quote }}
{{- end }}
{{- end }}
{{- end -}}
