{{/* A value as text in a properties file: a list has commas between its elements. */}}
{{- define "hushkey.text" -}}
{{- if kindIs "slice" . -}}
{{- $elements := list -}}
{{- range . -}}
{{- $elements = append $elements (include "hushkey.text" . | replace "," "\\,") -}}
{{- end -}}
{{- join "," $elements -}}
{{- else if kindIs "float64" . -}}
{{- ternary (toString (int64 .)) (toString .) (eq (floor .) .) -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* Settings that are references to files, by a prefix and a list of `secret` and `key`. */}}
{{- define "hushkey.references" -}}
{{- $prefix := .prefix -}}
{{- $files := list -}}
{{- range $i, $_ := .secrets -}}
{{- $files = append $files (printf "file:/etc/hushkey/files/%s.%d" $prefix $i) -}}
{{- end -}}
{{- join "," $files -}}
{{- end -}}

{{/* What the database's role, service or owner, needs. */}}
{{- define "hushkey.settings.database" -}}
{{- $d := .Values.database -}}
{{- $m := .Values.migration -}}
{{- $ca := "/etc/hushkey/tls/database-ca.crt" -}}
quarkus.datasource.username: {{ $d.username | quote }}
quarkus.datasource.reactive.url: {{ printf "postgresql://%s:%d/%s" $d.host (int $d.port) $d.name | quote }}
quarkus.datasource.reactive.max-size: {{ int $d.poolSize | quote }}
quarkus.datasource.reactive.postgresql.ssl-mode: verify-full
quarkus.datasource.reactive.hostname-verification-algorithm: HTTPS
quarkus.datasource.reactive.trust-certificate-pem: "true"
quarkus.datasource.reactive.trust-certificate-pem.certs: {{ $ca }}
hushkey.migration.jdbc-url: {{ printf "jdbc:postgresql://%s:%d/%s?sslmode=verify-full&sslrootcert=%s" (default $d.host $m.host) (int (default $d.port $m.port)) $d.name $ca | quote }}
{{- end -}}

{{- define "hushkey.settings.vault" -}}
{{- $v := .Values.vault -}}
hushkey.vault.address: {{ $v.address | quote }}
hushkey.vault.transit-mount: {{ $v.transitMount | quote }}
hushkey.vault.connect-timeout: {{ $v.connectTimeout }}
hushkey.vault.request-timeout: {{ $v.requestTimeout }}
{{- with $v.namespace }}
hushkey.vault.namespace: {{ . | quote }}
{{- end }}
{{- if eq $v.method "kubernetes" }}
hushkey.vault.kubernetes.role: {{ $v.kubernetes.role | quote }}
hushkey.vault.kubernetes.mount: {{ $v.kubernetes.mount | quote }}
hushkey.vault.kubernetes.jwt-file: /etc/hushkey/vault/token
{{- with $v.kubernetes.rotateRole }}
hushkey.vault.rotate.kubernetes.role: {{ . | quote }}
hushkey.vault.rotate.kubernetes.mount: {{ $v.kubernetes.mount | quote }}
hushkey.vault.rotate.kubernetes.jwt-file: /etc/hushkey/vault/token
{{- end }}
{{- else if eq $v.method "app-role" }}
hushkey.vault.app-role.mount: {{ $v.appRole.mount | quote }}
hushkey.vault.app-role.role-id-file: /etc/hushkey/vault/role-id
hushkey.vault.app-role.secret-id-file: /etc/hushkey/vault/secret-id
{{- if $v.appRole.rotateSecret }}
hushkey.vault.rotate.app-role.mount: {{ $v.appRole.mount | quote }}
hushkey.vault.rotate.app-role.role-id-file: /etc/hushkey/vault/rotate-role-id
hushkey.vault.rotate.app-role.secret-id-file: /etc/hushkey/vault/rotate-secret-id
{{- end }}
{{- else if eq $v.method "token-file" }}
hushkey.vault.token-file: {{ $v.tokenFile | quote }}
{{- else }}
hushkey.vault.agent: "true"
{{- end }}
{{- if and (has $v.method (list "token-file" "agent")) $v.rotateTokenFile }}
hushkey.vault.rotate.token-file: {{ $v.rotateTokenFile | quote }}
{{- end }}
{{- if or $v.ca.configMap $v.ca.secret }}
hushkey.vault.tls.ca-file: /etc/hushkey/tls/vault-ca.crt
{{- end }}
{{- if $v.clientCertificateSecret }}
hushkey.vault.tls.client-certificate-file: /etc/hushkey/tls/vault-client.crt
hushkey.vault.tls.client-key-file: /etc/hushkey/tls/vault-client.key
{{- end }}
{{- end -}}

{{- define "hushkey.settings.keycloak" -}}
{{- $k := .Values.keycloak -}}
quarkus.oidc.auth-server-url: {{ $k.realmUrl | quote }}
quarkus.oidc.client-id: {{ $k.apiClientId | quote }}
quarkus.oidc.token.audience: {{ $k.apiClientId | quote }}
quarkus.oidc.login.auth-server-url: {{ $k.realmUrl | quote }}
quarkus.oidc.login.client-id: {{ $k.login.clientId | quote }}
{{- if $k.sessions.enabled }}
quarkus.keycloak.admin-client.server-url: {{ $k.sessions.serverUrl | quote }}
quarkus.keycloak.admin-client.realm: {{ $k.sessions.realm | quote }}
quarkus.keycloak.admin-client.client-id: {{ $k.sessions.clientId | quote }}
{{- end }}
{{- if or $k.ca.configMap $k.ca.secret }}
quarkus.tls.keycloak.trust-store.pem.certs: /etc/hushkey/tls/keycloak-ca.crt
quarkus.oidc.tls.tls-configuration-name: keycloak
quarkus.oidc.dpop.tls.tls-configuration-name: keycloak
quarkus.oidc.login.tls.tls-configuration-name: keycloak
{{- if $k.sessions.enabled }}
quarkus.keycloak.admin-client.tls-configuration-name: keycloak
{{- end }}
{{- end }}
{{- end -}}

{{- define "hushkey.settings.assistants" -}}
{{- range $id, $a := .Values.assistants }}
{{- $prefix := printf "hushkey.assistants.%s" $id }}
{{ $prefix }}.client-id: {{ $a.clientId | quote }}
{{ $prefix }}.client-secrets: {{ include "hushkey.references" (dict "prefix" (printf "%s.client-secret" $id) "secrets" $a.clientSecrets) | quote }}
{{ $prefix }}.redirect-uris: {{ include "hushkey.text" $a.redirectUris | quote }}
{{- with $a.upstream }}
{{ $prefix }}.upstream.client-id: {{ .clientId | quote }}
{{ $prefix }}.upstream.client-secrets: {{ include "hushkey.references" (dict "prefix" (printf "%s.upstream-secret" $id) "secrets" .clientSecrets) | quote }}
{{- with .tokenEndpoint }}
{{ $prefix }}.upstream.token-endpoint: {{ . | quote }}
{{- end }}
{{- end }}
{{- with $a.appToApp }}
{{ $prefix }}.app-to-app.client-id: {{ .clientId | quote }}
{{ $prefix }}.app-to-app.client-secrets: {{ include "hushkey.references" (dict "prefix" (printf "%s.app-to-app-secret" $id) "secrets" .clientSecrets) | quote }}
{{ $prefix }}.app-to-app.skill-id: {{ .skillId | quote }}
{{ $prefix }}.app-to-app.redirect-uris: {{ include "hushkey.text" .redirectUris | quote }}
{{ $prefix }}.app-to-app.app-clients: {{ include "hushkey.text" .appClients | quote }}
{{- end }}
{{- range $name, $value := $a.settings }}
{{ $prefix }}.{{ $name }}: {{ include "hushkey.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* All that the values set, but `config`. */}}
{{- define "hushkey.settings.derived" -}}
hushkey.issuer: {{ .Values.issuer | quote }}
hushkey.pages.company-name: {{ .Values.pages.companyName | quote }}
hushkey.pages.csrf-key-file: /etc/hushkey/files/csrf-key
quarkus.http.host: {{ .Values.listen.address | quote }}
quarkus.http.port: {{ int .Values.listen.httpPort | quote }}
quarkus.management.host: {{ .Values.listen.address | quote }}
quarkus.management.port: {{ int .Values.listen.managementPort | quote }}
# The proxy in front ends TLS; what it says of scheme and sender counts.
{{- with .Values.listen.trustedProxies }}
quarkus.http.proxy.proxy-address-forwarding: "true"
quarkus.http.proxy.allow-x-forwarded: "true"
quarkus.http.proxy.trusted-proxies: {{ include "hushkey.text" . | quote }}
{{- end }}
quarkus.log.console.json.enabled: {{ .Values.logs.json | quote }}
quarkus.shutdown.timeout: {{ printf "%dS" (int .Values.shutdown.timeoutSeconds) }}
{{ include "hushkey.settings.database" . }}
{{- with .Values.database.standby }}
{{- if .host }}
hushkey.standby.url: {{ printf "postgresql://%s:%d/%s" .host (int .port) $.Values.database.name | quote }}
{{- end }}
{{- end }}
{{ include "hushkey.settings.vault" . }}
{{ include "hushkey.settings.keycloak" . }}
{{- include "hushkey.settings.assistants" . }}
{{- range $name, $value := .Values.timeouts }}
hushkey.timeouts.{{ $name }}: {{ include "hushkey.text" $value | quote }}
{{- end }}
{{- with .Values.exchange.cameraBackendAudience }}
hushkey.oauth.camera-backend-audience: {{ . | quote }}
hushkey.oauth.exchanged-token-lifetime: {{ $.Values.exchange.lifetime }}
{{- end }}
{{- with .Values.dpopRequiredRoles }}
hushkey.callers.dpop-required-roles: {{ include "hushkey.text" . | quote }}
{{- end }}
{{- end -}}

{{/* A dictionary of settings as a properties file. */}}
{{- define "hushkey.properties" -}}
{{- range $name, $value := . }}
{{ $name }}={{ include "hushkey.text" $value | replace "\\" "\\\\" | replace "\n" "\\n" }}
{{- end }}
{{- end -}}

{{- define "hushkey.configuration" -}}
{{- $settings := include "hushkey.settings.derived" . | fromYaml -}}
{{- range $name, $value := .Values.config -}}
{{- $_ := set $settings $name $value -}}
{{- end -}}
# Made by the Helm chart from its values.
{{- include "hushkey.properties" $settings }}
{{- end -}}

{{/* For `hushkey migrate`: the database, and what `config` says of it and of the migration. */}}
{{- define "hushkey.configuration.migration" -}}
{{- $settings := include "hushkey.settings.database" . | fromYaml -}}
{{- range $name, $value := .Values.config -}}
{{- if or (hasPrefix "quarkus.datasource." $name) (hasPrefix "hushkey.migration." $name) -}}
{{- $_ := set $settings $name $value -}}
{{- end -}}
{{- end -}}
{{- $_ := set $settings "hushkey.migration.username" .Values.migration.username -}}
# Made by the Helm chart from its values.
{{- include "hushkey.properties" $settings }}
{{- end -}}

{{/* The secrets of the service: path below /etc/hushkey, Secret, and key. */}}
{{- define "hushkey.secrets" -}}
{{- $v := .Values -}}
- {path: secrets/quarkus.datasource.password, secret: {{ $v.database.password.secret | quote }}, key: {{ $v.database.password.key | quote }}}
- {path: secrets/quarkus.oidc.login.credentials.secret, secret: {{ $v.keycloak.login.secret | quote }}, key: {{ $v.keycloak.login.key | quote }}}
- {path: secrets/quarkus.oidc.login.token-state-manager.encryption-secret, secret: {{ $v.keycloak.cookieKey.secret | quote }}, key: {{ $v.keycloak.cookieKey.key | quote }}}
- {path: files/csrf-key, secret: {{ $v.pages.csrfKey.secret | quote }}, key: {{ $v.pages.csrfKey.key | quote }}}
{{- with $v.keycloak.sessions }}
{{- if .enabled }}
- {path: secrets/quarkus.keycloak.admin-client.client-secret, secret: {{ .secret | quote }}, key: {{ .key | quote }}}
{{- end }}
{{- end }}
{{- range $id, $a := $v.assistants }}
{{- range $i, $s := $a.clientSecrets }}
- {path: files/{{ $id }}.client-secret.{{ $i }}, secret: {{ $s.secret | quote }}, key: {{ $s.key | quote }}}
{{- end }}
{{- range $i, $s := (default dict $a.upstream).clientSecrets }}
- {path: files/{{ $id }}.upstream-secret.{{ $i }}, secret: {{ $s.secret | quote }}, key: {{ $s.key | quote }}}
{{- end }}
{{- range $i, $s := (default dict $a.appToApp).clientSecrets }}
- {path: files/{{ $id }}.app-to-app-secret.{{ $i }}, secret: {{ $s.secret | quote }}, key: {{ $s.key | quote }}}
{{- end }}
{{- end }}
{{- if eq $v.vault.method "app-role" }}
- {path: vault/role-id, secret: {{ $v.vault.appRole.secret | quote }}, key: {{ $v.vault.appRole.roleIdKey | quote }}}
- {path: vault/secret-id, secret: {{ $v.vault.appRole.secret | quote }}, key: {{ $v.vault.appRole.secretIdKey | quote }}}
{{- with $v.vault.appRole.rotateSecret }}
- {path: vault/rotate-role-id, secret: {{ . | quote }}, key: {{ $v.vault.appRole.roleIdKey | quote }}}
- {path: vault/rotate-secret-id, secret: {{ . | quote }}, key: {{ $v.vault.appRole.secretIdKey | quote }}}
{{- end }}
{{- end }}
{{- with $v.vault.clientCertificateSecret }}
- {path: tls/vault-client.crt, secret: {{ . | quote }}, key: tls.crt}
- {path: tls/vault-client.key, secret: {{ . | quote }}, key: tls.key}
{{- end }}
{{- range $name, $s := $v.secretSettings }}
- {path: secrets/{{ $name }}, secret: {{ $s.secret | quote }}, key: {{ $s.key | quote }}}
{{- end }}
{{- end -}}

{{/* A certificate authority as a source of the volume: ca, path. */}}
{{- define "hushkey.source.ca" -}}
{{- with .ca.configMap }}
- configMap:
    name: {{ . }}
    items:
      - key: {{ $.ca.key }}
        path: {{ $.path }}
{{- end }}
{{- with .ca.secret }}
- secret:
    name: {{ . }}
    items:
      - key: {{ $.ca.key }}
        path: {{ $.path }}
{{- end }}
{{- end -}}

{{- define "hushkey.source.secret" -}}
- secret:
    name: {{ .secret }}
    items:
      - key: {{ .key }}
        path: {{ .path }}
{{- end -}}

{{/* /etc/hushkey of the service, and of doctor: one volume, readable for our group alone. */}}
{{- define "hushkey.volume.configuration" -}}
- name: configuration
  projected:
    defaultMode: 0440
    sources:
      - configMap:
          name: {{ include "hushkey.fullname" . }}
          items:
            - key: hushkey.properties
              path: hushkey.properties
      {{- include "hushkey.source.ca" (dict "ca" .Values.database.ca "path" "tls/database-ca.crt") | nindent 6 }}
      {{- include "hushkey.source.ca" (dict "ca" .Values.vault.ca "path" "tls/vault-ca.crt") | nindent 6 }}
      {{- include "hushkey.source.ca" (dict "ca" .Values.keycloak.ca "path" "tls/keycloak-ca.crt") | nindent 6 }}
      {{- range (include "hushkey.secrets" . | fromYamlArray) }}
      {{- include "hushkey.source.secret" . | nindent 6 }}
      {{- end }}
      {{- if eq .Values.vault.method "kubernetes" }}
      - serviceAccountToken:
          path: vault/token
          audience: {{ .Values.vault.kubernetes.audience }}
          expirationSeconds: {{ int .Values.vault.kubernetes.expirationSeconds }}
      {{- end }}
{{- end -}}
