package dev.hushkey.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other, or are misspelt, are refused with a word on what to do. */
class ChartChecksTest {

  @Test
  void chartAlone_saysAllThatIsMissingAtOnce() {
    assertThatThrownBy(() -> new Helm(Chart.DIRECTORY).template().withKubeVersion("1.37.0").call())
        .hasMessageContainingAll(
            "issuer is missing",
            "database.host is missing",
            "database.password.secret is missing",
            "database.ca names neither",
            "migration.password.secret is missing",
            "vault.address is missing",
            "keycloak.realmUrl is missing",
            "keycloak.login.secret is missing",
            "keycloak.cookieKey.secret is missing",
            "pages.csrfKey.secret is missing",
            "assistants is empty");
  }

  @Test
  void oldKubernetes_isRefused() {
    assertThatThrownBy(
            () ->
                new Helm(Chart.DIRECTORY)
                    .template()
                    .withValuesFile(ChartVariant.MINIMAL.file())
                    .withKubeVersion("1.30.9")
                    .call())
        .hasMessageContaining("1.31.0-0");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{autoscaling: {minReplicas: 5, maxReplicas: 4}} | autoscaling.minReplicas (5) is larger than maxReplicas (4)",
        "{autoscaling: {cpuPercent: 0}} | autoscaling has no metric",
        "{resources: {requests: {cpu: null}}} | autoscaling.cpuPercent is a share of resources.requests.cpu",
        "{autoscaling: {enabled: false}, replicaCount: 1, podDisruptionBudget: {maxUnavailable: '', minAvailable: 1}} | podDisruptionBudget.minAvailable is 1 of 1 replicas",
        "{podDisruptionBudget: {maxUnavailable: '', minAvailable: 3}} | podDisruptionBudget.minAvailable is 3 of 3 replicas",
        "{podDisruptionBudget: {maxUnavailable: '', minAvailable: '100%'}} | podDisruptionBudget.minAvailable is 100%",
        "{podDisruptionBudget: {maxUnavailable: 0}} | podDisruptionBudget.maxUnavailable is 0",
        "{podDisruptionBudget: {maxUnavailable: '0%'}} | podDisruptionBudget.maxUnavailable is 0",
        "{podDisruptionBudget: {minAvailable: 1}} | podDisruptionBudget has both",
        "{podDisruptionBudget: {maxUnavailable: ''}} | podDisruptionBudget has neither",
        "{database: {connectionLimit: 200}} | 10 replicas and one more during a roll-out hold 222 connections",
        "{database: {ca: {secret: a}}} | database.ca names both",
        "{database: {ca: {configMap: ''}}} | database.ca names neither",
        "{vault: {ca: {configMap: a, secret: b}}} | vault.ca names both",
        "{vault: {ca: {configMap: ''}}} | vault.ca names neither",
        "{keycloak: {ca: {configMap: a, secret: b}}} | keycloak.ca names both",
        "{migration: {password: {secret: ''}}} | migration.password.secret is missing",
        "{migration: {password: {secret: hushkey-database}}} | migration.password.secret names a Secret that the service mounts",
        "{migration: {password: {secret: hushkey-alexa}}} | migration.password.secret names a Secret that the service mounts",
        "{migration: {username: hushkey}} | migration.username and database.username are the same",
        "{vault: {address: 'http://vault.example.com:8200'}} | vault.address is http",
        "{vault: {method: app-role}} | vault.appRole.secret is missing",
        "{vault: {method: token-file}} | vault.tokenFile is missing",
        "{vault: {method: agent}} | extraInitContainers has no Vault Agent",
        "{serviceAccount: {create: false}} | serviceAccount.name is missing",
        "{keycloak: {sessions: {enabled: true, secret: a}}} | keycloak.sessions.serverUrl is missing",
        "{keycloak: {sessions: {enabled: true, serverUrl: 'https://k.example.com'}}} | keycloak.sessions.secret is missing",
        "{ingress: {public: {enabled: true}}} | ingress.public.tlsSecret is missing",
        "{ingress: {internal: {enabled: true, host: i.example.com}}} | ingress.internal.tlsSecret is missing",
        "{ingress: {internal: {enabled: true, tlsSecret: t}}} | ingress.internal.host is missing",
        "{ingress: {internal: {enabled: true, tlsSecret: t, host: hushkey.example.com}}} | ingress.internal.host is the issuer's",
        "{ingress: {internal: {enabled: true, tlsSecret: t, host: i.example.com, mtls: {enabled: true, controller: haproxy}}}} | ingress.internal.mtls.caSecret is missing",
        "{ingress: {internal: {enabled: true, tlsSecret: t, host: i.example.com, mtls: {enabled: true, caSecret: c}}}} | ingress.internal.mtls.controller is missing",
        "{gateway: {public: {enabled: true}}} | gateway.public.parentRefs is empty",
        "{gateway: {internal: {enabled: true, host: i.example.com}}} | gateway.internal needs parentRefs",
        "{gateway: {internal: {enabled: true, host: hushkey.example.com, parentRefs: [{name: g}]}}} | gateway.internal.host is the issuer's",
        "{gateway: {internal: {enabled: true, host: i.example.com, parentRefs: [{name: g}], ownGateway: {className: e, tlsSecret: t, caConfigMap: c}}}} | gateway.internal has both",
        "{gateway: {internal: {enabled: true, host: i.example.com, ownGateway: {className: e, tlsSecret: t}}}} | gateway.internal.ownGateway needs tlsSecret and caConfigMap",
        "{exchange: {cameraBackendAudience: 'https://hushkey.example.com'}} | exchange.cameraBackendAudience is the issuer",
        "{listen: {managementPort: 8080}} | listen.httpPort and listen.managementPort are the same",
        "{config: {hushkey.issuer: 'https://other.example.com'}} | config: hushkey.issuer is set by another value already",
        "{config: {quarkus.datasource.password: x}} | config: quarkus.datasource.password is a secret",
        "{config: {quarkus.oidc.login.credentials.secret: x}} | config: quarkus.oidc.login.credentials.secret is a secret",
        "{config: {hushkey.migration.password: x}} | config: hushkey.migration.password is a secret",
        "{config: {hushkey.vault.agent: true}} | config: hushkey.vault.agent belongs to a log-in at Vault",
        "{secretSettings: {hushkey.migration.password: {secret: a, key: b}}} | secretSettings: hushkey.migration.password must not reach the service",
        "{secretSettings: {quarkus.datasource.password: {secret: a, key: b}}} | secretSettings: quarkus.datasource.password is set by another value already",
        "{assistants: {alexa: {settings: {redirect-uris: x}}}} | assistants.alexa.settings: redirect-uris has a value of its own",
        "{externalSecrets: {enabled: true}} | externalSecrets.store.name is missing",
        "{externalSecrets: {enabled: true, store: {name: s}, secrets: [{name: hushkey-databse, data: [{key: a, remoteKey: b}]}]}} | nothing uses the Secret hushkey-databse",
      })
  void contradiction_isRefused(String values, String message) {
    assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(message);
  }

  @Test
  void contradictions_areNamedTogether() {
    assertThatThrownBy(
            () ->
                Chart.render(
                    "{autoscaling: {minReplicas: 20}, vault: {method: app-role}, migration: {username: hushkey}}"))
        .hasMessageContainingAll(
            "autoscaling.minReplicas", "vault.appRole.secret", "migration.username");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{replicas: 3} | replicas",
        "{database: {pasword: {secret: a}}} | pasword",
        "{vault: {kubernetes: {jwtFile: /token}}} | jwtFile",
        "{networkPolicy: {egress: []}} | egress",
        "{monitoring: {serviceMonitor: {enable: true}}} | enable",
        "{assistants: {alexa: {redirectUri: []}}} | redirectUri",
        "{assistants: {Alexa: {}}} | Alexa",
        "{timeouts: {database.statment: PT1S}} | database.statment",
        "{issuer: 'http://hushkey.example.com'} | issuer",
        "{issuer: 'https://hushkey.example.com/'} | issuer",
        "{profile: dev} | profile",
        "{profile: test} | profile",
        "{image: {digest: latest}} | digest",
        "{database: {port: '5432'}} | port",
        "{database: {host: 'db.example.com:5432'}} | host",
        "{database: {password: {secret: 'Not A Name'}}} | secret",
        "{vault: {method: token}} | method",
        "{keycloak: {realmUrl: 'http://keycloak.example.com/realms/hushkey'}} | realmUrl",
        "{assistants: {alexa: {redirectUris: ['https://*.example.com/cb']}}} | redirectUris",
        "{assistants: {alexa: {redirectUris: []}}} | redirectUris",
        "{assistants: {alexa: {clientSecrets: [plain-text]}}} | clientSecrets",
        "{securityContext: {runAsUser: 0}} | runAsUser",
        "{extraEnv: [{name: QUARKUS_DATASOURCE_PASSWORD, value: x}]} | extraEnv",
        "{config: {log.level: INFO}} | log.level",
        "{resources: {limits: {memmory: 1Gi}}} | memmory",
        "{fullnameOverride: hushkey.prod} | fullnameOverride",
        "{networkPolicy: {vault: [{cidr: 10.0.0.1/32}]}} | vault",
        "{ingress: {internal: {mtls: {controller: nginx}}}} | controller",
      })
  void misspeltOrMalformedValue_isRefusedByTheSchema(String values, String name) {
    assertThatThrownBy(() -> Chart.render(values))
        .hasMessageContaining("don't meet the specifications of the schema")
        .hasMessageContaining(name);
  }

  @Test
  void notes_sayWhatToLookAtNext() {
    assertThat(Chart.notes())
        .contains("helm -n voice test hk --logs", "quarkus-run.jar doctor")
        .contains("bound_service_account_names=hk-hushkey bound_service_account_namespaces=voice")
        .contains("audience=vault")
        .contains("There is no public way in yet")
        .contains("pin image.digest")
        .doesNotContain("There is no NetworkPolicy");
    assertThat(
            Chart.notes(
                "test: {enabled: false}",
                "migration: {enabled: false}",
                "networkPolicy: {enabled: false}",
                "autoscaling: {requestsPerSecond: 10}",
                "gateway: {public: {enabled: true, parentRefs: [{name: public}]}}"))
        .contains("exec deployment/hk-hushkey -c hushkey --", "quarkus-run.jar doctor")
        .contains("run `hushkey migrate` before each upgrade")
        .contains("There is no NetworkPolicy")
        .contains("but monitoring.rules, which makes them, is off")
        .doesNotContain("There is no public way in yet");
  }
}
