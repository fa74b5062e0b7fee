{{/* The public paths, docs/deployment.md: type and path. */}}
{{- define "hushkey.paths.public" -}}
- {type: Prefix, path: /oauth2}
- {type: Prefix, path: /.well-known/oauth-authorization-server}
- {type: Prefix, path: /.well-known/oauth-protected-resource}
- {type: Prefix, path: /account}
- {type: Exact, path: /hushkey.css}
{{- if .appLinks }}
- {type: Prefix, path: /v1/app-links}
{{- end }}
{{- end -}}

{{/* Of internal callers: the API, and what exchanges and verifies tokens. */}}
{{- define "hushkey.paths.internal" -}}
- {type: Prefix, path: /v1}
- {type: Exact, path: /oauth2/token}
- {type: Exact, path: /oauth2/introspect}
- {type: Prefix, path: /oauth2/jwks}
- {type: Prefix, path: /.well-known/oauth-protected-resource}
{{- end -}}

{{/* An Ingress: root, name, host, tlsSecret, paths, annotations. */}}
{{- define "hushkey.ingress" -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "hushkey.metadata" (dict "root" .root "component" "server" "name" .name "annotations" .annotations) | nindent 2 }}
spec:
  {{- with .root.Values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  tls:
    - hosts:
        - {{ .host }}
      secretName: {{ .tlsSecret }}
  rules:
    - host: {{ .host }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ .path }}
            pathType: {{ .type }}
            backend:
              service:
                name: {{ include "hushkey.fullname" $.root }}
                port:
                  name: http
          {{- end }}
{{- end -}}

{{/* An HTTPRoute: root, name, host, parentRefs, paths. */}}
{{- define "hushkey.route" -}}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- include "hushkey.metadata" (dict "root" .root "component" "server" "name" .name) | nindent 2 }}
spec:
  parentRefs:
    {{- toYaml .parentRefs | nindent 4 }}
  hostnames:
    - {{ .host }}
  rules:
    - matches:
        {{- range .paths }}
        - path:
            type: {{ ternary "PathPrefix" "Exact" (eq .type "Prefix") }}
            value: {{ .path }}
        {{- end }}
      backendRefs:
        - name: {{ include "hushkey.fullname" .root }}
          port: {{ int .root.Values.service.port }}
{{- end -}}
