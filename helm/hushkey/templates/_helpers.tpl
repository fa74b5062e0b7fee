{{/* Names and labels. */}}

{{- define "hushkey.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 50 characters, so that what is appended stays within 63. */}}
{{- define "hushkey.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "hushkey.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What selects pods; it must never change. */}}
{{- define "hushkey.selector" -}}
app.kubernetes.io/name: {{ include "hushkey.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "hushkey.labels" -}}
{{ include "hushkey.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: hushkey
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The metadata of an object: root, component, and optionally name (a suffix), labels, annotations. */}}
{{- define "hushkey.metadata" -}}
name: {{ include "hushkey.fullname" .root }}{{ with .name }}-{{ . }}{{ end }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "hushkey.labels" . | nindent 2 }}
  {{- with .labels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- $annotations := merge (dict) (default dict .annotations) .root.Values.commonAnnotations }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "hushkey.serviceAccountName" -}}
{{- default (include "hushkey.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "hushkey.image" -}}
{{- $image := .Values.image -}}
{{- if $image.digest -}}
{{- printf "%s%s@%s" $image.repository (ternary (printf ":%s" $image.tag) "" (ne $image.tag "")) $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository (default .Chart.AppVersion $image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Host name and port of an address. */}}

{{- define "hushkey.host" -}}
{{- (urlParse .).host | regexFind "^(\\[[^]]*]|[^:]*)" -}}
{{- end -}}

{{- define "hushkey.port" -}}
{{- $address := urlParse . -}}
{{- $port := $address.host | regexFind ":[0-9]+$" | trimPrefix ":" -}}
{{- default (ternary "80" "443" (eq $address.scheme "http")) $port -}}
{{- end -}}

{{- define "hushkey.isLocal" -}}
{{- if regexMatch "^(localhost|127\\.[0-9.]+|\\[::1])$" (include "hushkey.host" .) -}}true{{- end -}}
{{- end -}}

{{/* What every pod of ours has in common. */}}

{{- define "hushkey.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .Values.securityContext.runAsUser }}
runAsGroup: {{ .Values.securityContext.runAsUser }}
fsGroup: {{ .Values.securityContext.runAsUser }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "hushkey.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop:
    - ALL
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "hushkey.pod" -}}
automountServiceAccountToken: false
{{- /* Else a Service named hushkey becomes HUSHKEY_PORT and so on, which are settings to Hushkey. */}}
enableServiceLinks: false
securityContext:
  {{- include "hushkey.podSecurity" . | nindent 2 }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "hushkey.image.fields" -}}
image: {{ include "hushkey.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end -}}

{{- define "hushkey.environment" -}}
{{- with .Values.jvmOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
- name: QUARKUS_PROFILE
  value: {{ .Values.profile }}
- name: SMALLRYE_CONFIG_LOCATIONS
  value: /etc/hushkey/hushkey.properties
- name: SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS
  value: /etc/hushkey/secrets
{{- end -}}

{{- define "hushkey.mounts" -}}
- name: configuration
  mountPath: /etc/hushkey
  readOnly: true
- name: tmp
  mountPath: /tmp
{{- end -}}

{{- define "hushkey.tmp" -}}
- name: tmp
  emptyDir:
    medium: Memory
    sizeLimit: {{ .Values.tmp.sizeLimit }}
{{- end -}}
