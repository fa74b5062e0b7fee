{{/*
The alarms, over the series of this release. A metric with an outcome appears once that outcome has
happened: its first value is no increase, so where one event counts, `unless … offset` finds it.
Histograms are not exported, so slowness is judged by the maximum of the latest minutes.
*/}}
{{- define "hushkey.alarms" -}}
- alert: HushkeyDown
  expr: absent(up{ {{- . }}} == 1)
  for: 2m
  severity: critical
  summary: No replica of Hushkey answers Prometheus. Nobody can link, and no camera event reaches an assistant.
- alert: HushkeyDependencyIsUnavailable
  expr: min by (dependency) (hushkey_dependency_up{ {{- . }}}) == 0
  for: 2m
  severity: critical
  summary: PostgreSQL, Vault or Keycloak does not work for at least one replica. Without PostgreSQL every answer is 503; without the others those that need them.
- alert: HushkeyDatabaseWasRestored
  expr: max(hushkey_database_restored{ {{- . }}}) == 1
  for: 0m
  severity: critical
  summary: The database was restored, and nobody has said what was lost. Every answer is 503 until then.
  runbook: restore.md
- alert: HushkeyOwnersAreUnknown
  expr: max(hushkey_devices_owner_unknown{ {{- . }}}) > 0
  for: 0m
  severity: critical
  summary: Since a restore the owners of some devices are unknown, and hand-outs and checks for these are 503. The camera backend has to send them again.
  runbook: restore.md
- alert: HushkeyVaultIsSealed
  expr: max(hushkey_vault_sealed{ {{- . }}}) == 1
  for: 1m
  severity: critical
  summary: Vault is sealed, so no token can be handed out and nobody can link. Somebody with a share of the key has to unseal it.
  runbook: vault-sealed.md
- alert: HushkeyAnswers503
  expr: sum(rate(http_server_requests_seconds_count{ {{- . }},status="503"}[5m])) / sum(rate(http_server_requests_seconds_count{ {{- . }},uri!~"/q/.*"}[5m])) > 0.05
  for: 5m
  severity: critical
  summary: More than 5 % of the answers are 503. PostgreSQL, Vault, Keycloak or an assistant is unavailable; the log names it.
- alert: HushkeyFailsUnexpectedly
  expr: sum(rate(http_server_requests_seconds_count{ {{- . }},status="500"}[5m])) > 0.02
  for: 5m
  severity: warning
  summary: Hushkey answers 500. Each is a bug; the log has the correlation id and the cause.
- alert: HushkeyHandoutsAreSlow
  expr: max(hushkey_handouts_seconds_max{ {{- . }}}) > 2.5
  for: 5m
  severity: warning
  summary: A hand-out took longer than 2.5 seconds. Alexa waits 8 seconds for the skill, which waits for us.
- alert: HushkeyTokenEndpointIsSlow
  expr: max(http_server_requests_seconds_max{ {{- . }},uri="/oauth2/token"}) > 3
  for: 5m
  severity: warning
  summary: The token endpoint took longer than 3 seconds. Alexa gives up after 4.5.
- alert: HushkeyWaitsForDatabaseConnections
  expr: max by (pod) (avg_over_time(sql_pool_queue_size{ {{- . }}}[5m])) > 5
  for: 5m
  severity: warning
  summary: Requests wait for a connection to PostgreSQL. Statements are slow, or there are too few replicas or connections.
- alert: HushkeyRefusesForWantOfConnections
  expr: sum(increase(sql_pool_rejected_total{ {{- . }}}[5m])) > 10
  for: 0m
  severity: critical
  summary: Requests were answered with 503 because too many wait for a database connection.
- alert: HushkeyWaitsForVault
  expr: max by (pod) (sum by (pod, key) (avg_over_time(hushkey_seal_waiting{ {{- . }}}[5m]))) > 300
  for: 5m
  severity: warning
  summary: More than two batches of tokens wait for Vault. It is slow, or has too few processors.
- alert: HushkeyCannotUseVault
  expr: sum(rate(hushkey_seal_operation_seconds_count{ {{- . }},outcome=~"unavailable|overloaded|error"}[5m])) > 0.05
  for: 2m
  severity: critical
  summary: Sealing or opening tokens fails. Nothing is lost, but nothing can be handed out.
- alert: HushkeyTokenDoesNotOpen
  expr: sum(increase(hushkey_seal_operation_seconds_count{ {{- . }},outcome="broken"}[15m])) > 0 or sum(hushkey_seal_operation_seconds_count{ {{- . }},outcome="broken"} unless hushkey_seal_operation_seconds_count{ {{- . }},outcome="broken"} offset 15m) > 0
  for: 0m
  severity: critical
  summary: A sealed token does not open for its own user. The row was changed or moved; treat it as an attack until you know better.
  runbook: database-stolen.md
- alert: HushkeyRefreshTokenReused
  expr: sum by (assistant) (increase(hushkey_refresh_reuse_total{ {{- . }}}[1h])) > 3
  for: 0m
  severity: warning
  summary: Ended refresh tokens of an assistant are used again. Somebody may have stolen them.
  runbook: assistant-credentials-stolen.md
- alert: HushkeyAnswersInvalidGrant
  expr: sum(rate(http_server_requests_seconds_count{ {{- . }},uri="/oauth2/token",status="400"}[10m])) > 0.1 and sum(rate(http_server_requests_seconds_count{ {{- . }},uri="/oauth2/token",status="400"}[10m])) / sum(rate(http_server_requests_seconds_count{ {{- . }},uri="/oauth2/token"}[10m])) > 0.2
  for: 10m
  severity: critical
  summary: More than a fifth of the answers of the token endpoint are 400. After a revocation that is expected; without one, assistants are losing healthy links.
  runbook: invalid-grants.md
- alert: HushkeyRevocationStandsStill
  expr: max(hushkey_revocations_failing{ {{- . }}}) > 0 or max(hushkey_revocations_idle_seconds{ {{- . }}}) > 1800
  for: 15m
  severity: warning
  summary: The clean-up of a revocation fails or stands still. What it revoked stays revoked, but sealed tokens are still stored.
  runbook: revocation-stands-still.md
- alert: HushkeyErrandsAreGivenUp
  expr: sum by (assistant) (increase(hushkey_errands_total{ {{- . }},outcome="given-up"}[1h])) > 0 or sum by (assistant) (hushkey_errands_total{ {{- . }},outcome="given-up"} unless hushkey_errands_total{ {{- . }},outcome="given-up"} offset 1h) > 0
  for: 0m
  severity: warning
  summary: An assistant was not told of the end of a link, or did not revoke its token, and nobody tries again.
  runbook: errands-given-up.md
- alert: HushkeyCertificateEnds
  expr: min by (name) (hushkey_certificate_end_seconds{ {{- . }}}) - time() < 604800
  for: 10m
  severity: critical
  summary: A certificate that Hushkey shows ends within a week, or has ended. It reads its files again every reload-period.
  runbook: certificate-ends.md
- alert: HushkeyClientAuthenticationFails
  expr: sum by (client) (rate(hushkey_client_authentication_failures_total{ {{- . }}}[10m])) > 0.2
  for: 10m
  severity: warning
  summary: An assistant does not authenticate, or somebody guesses its secret.
  runbook: assistant-credentials-stolen.md
- alert: HushkeyRefreshesAreBraked
  expr: sum(increase(hushkey_refreshes_total{ {{- . }},outcome="braked"}[10m])) > 0 or sum(hushkey_refreshes_total{ {{- . }},outcome="braked"} unless hushkey_refreshes_total{ {{- . }},outcome="braked"} offset 10m) > 0
  for: 0m
  severity: critical
  summary: An assistant refuses so many refresh tokens that none of the refusals is believed. Our settings there are probably wrong.
  runbook: refusals.md
- alert: HushkeyRefreshIsLost
  expr: sum(increase(hushkey_refreshes_total{ {{- . }},outcome="not-stored"}[10m])) > 0 or sum(hushkey_refreshes_total{ {{- . }},outcome="not-stored"} unless hushkey_refreshes_total{ {{- . }},outcome="not-stored"} offset 10m) > 0
  for: 0m
  severity: critical
  summary: A refreshed upstream token could not be stored. Where refresh tokens rotate, its user has to link again.
- alert: HushkeyUpstreamFails
  expr: sum by (assistant) (rate(hushkey_upstream_calls_seconds_count{ {{- . }},outcome=~"away|misconfigured"}[10m])) / sum by (assistant) (rate(hushkey_upstream_calls_seconds_count{ {{- . }}}[10m])) > 0.2
  for: 10m
  severity: warning
  summary: More than a fifth of the calls to an assistant's token endpoint fail.
  runbook: refusals.md
- alert: HushkeyRefreshIsLate
  expr: max by (assistant) (hushkey_refresh_due_seconds{ {{- . }}}) > 1800
  for: 10m
  severity: warning
  summary: Tokens of an assistant have been due for half an hour. It does not answer, or ahead-per-second is too low for its links.
  runbook: assistant-away.md
- alert: HushkeyStandbyIsOfNoUse
  expr: sum(rate(hushkey_standby_looks_total{ {{- . }},outcome=~"failed|overtaken|resting"}[10m])) > sum(rate(hushkey_standby_looks_total{ {{- . }},outcome=~"answered|refused"}[10m]))
  for: 15m
  severity: warning
  summary: Most first looks of hand-outs are at the primary, because the standby is away, slow or behind. Nothing is answered wrong.
- alert: HushkeyMemoryIsShort
  expr: max by (pod) (jvm_memory_usage_after_gc{ {{- . }}}) > 0.9
  for: 10m
  severity: warning
  summary: After a garbage collection more than 90 % of the heap is in use. Raise the limit of memory.
{{- end -}}
