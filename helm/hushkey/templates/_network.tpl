{{/* A rule for what goes out: to (peers), ports (of TCP). */}}
{{- define "hushkey.egress" -}}
- ports:
    {{- range (.ports | uniq) }}
    - protocol: TCP
      port: {{ int . }}
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "hushkey.egress.dns" -}}
- ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
  {{- with .Values.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "hushkey.egress.postgresql" -}}
{{- $d := .Values.database -}}
{{- $ports := list (int $d.port) (ternary (int $d.standby.port) (int $d.port) (ne $d.standby.host "")) -}}
{{- include "hushkey.egress" (dict "to" .Values.networkPolicy.postgresql "ports" $ports) -}}
{{- end -}}

{{/* All that a process of the service needs: what the configuration names. */}}
{{- define "hushkey.egress.service" -}}
{{ include "hushkey.egress.dns" . }}
{{ include "hushkey.egress.postgresql" . }}
{{- if not (include "hushkey.isLocal" .Values.vault.address) }}
{{ include "hushkey.egress" (dict "to" .Values.networkPolicy.vault "ports" (list (include "hushkey.port" .Values.vault.address))) }}
{{- end }}
{{- $keycloak := list (include "hushkey.port" .Values.keycloak.realmUrl) }}
{{- if .Values.keycloak.sessions.enabled }}
{{- $keycloak = append $keycloak (include "hushkey.port" .Values.keycloak.sessions.serverUrl) }}
{{- end }}
{{ include "hushkey.egress" (dict "to" .Values.networkPolicy.keycloak "ports" $keycloak) }}
{{- $assistants := list }}
{{- range $_, $a := .Values.assistants }}
{{- if or $a.upstream $a.appToApp }}
{{- $assistants = append $assistants (include "hushkey.port" (default "https://x" (default dict $a.upstream).tokenEndpoint)) }}
{{- end }}
{{- end }}
{{- with $assistants }}
{{ include "hushkey.egress" (dict "to" (default (include "hushkey.public" $ | fromYamlArray) $.Values.networkPolicy.assistants) "ports" .) }}
{{- end }}
{{- with .Values.networkPolicy.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The internet: no private networks, no link-local addresses and with them no metadata of a cloud. */}}
{{- define "hushkey.public" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    except:
      - 10.0.0.0/8
      - 100.64.0.0/10
      - 127.0.0.0/8
      - 169.254.0.0/16
      - 172.16.0.0/12
      - 192.168.0.0/16
- ipBlock:
    cidr: ::/0
    except:
      - fc00::/7
      - fe80::/10
{{- end -}}
