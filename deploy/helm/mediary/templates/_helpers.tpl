{{- define "mediary.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "mediary.labels" -}}
app.kubernetes.io/name: mediary
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "mediary.selector" -}}
app.kubernetes.io/name: mediary
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
