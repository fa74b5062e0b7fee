package dev.hushkey.doctor.vault;

import static dev.hushkey.doctor.finding.Check.VAULT_CLOCK;
import static dev.hushkey.doctor.finding.Check.VAULT_DRIFT;
import static dev.hushkey.doctor.finding.Check.VAULT_LOG_IN;
import static dev.hushkey.doctor.finding.Check.VAULT_REACHABLE;
import static dev.hushkey.doctor.finding.Check.VAULT_TLS;
import static dev.hushkey.doctor.finding.Check.VAULT_VERSION;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.AppRoleBounds;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.provision.VaultChange;
import dev.hushkey.cli.provision.VaultPlan;
import dev.hushkey.cli.provision.VaultProvisioning;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Http;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.TlsLook;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.Secrets;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.seal.login.OneLogIn;
import dev.hushkey.seal.vault.LoginChoice;
import dev.hushkey.seal.vault.VaultCredentials;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.seal.vault.VaultTls;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** Looks at Vault as the service would use it. */
public final class VaultExamination {

  /** Whatever the state: sealed, standby and the like are no errors here. */
  private static final String HEALTH =
      "/v1/sys/health?standbyok=true&perfstandbyok=true&sealedcode=200&uninitcode=200&drsecondarycode=200";

  private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");
  private static final int OPEN_BAO = 2;
  private static final int VAULT_MINOR = 16;
  private static final int HTTPS = 443;
  private static final int OK = 200;

  private final ServiceSettings installation;
  private final Secrets secrets;
  private final Findings findings;
  private final VaultSettings settings;

  public VaultExamination(ServiceSettings installation, Secrets secrets, Findings findings) {
    this.installation = installation;
    this.secrets = secrets;
    this.findings = findings;
    this.settings = installation.vault();
  }

  /**
   * Looks at everything.
   *
   * @param inspector a token with the policy {@code hushkey-inspect}, for the drift
   * @param sealed what is in use, if the database can be asked
   */
  public void examine(Optional<SecretText> inspector, Supplier<Optional<InUse.Sample>> sealed) {
    if (!ServiceSettings.isSet(settings.address())) {
      findings.skipRest(Area.VAULT, "hushkey.vault.address is not in order");
      return;
    }
    try {
      Optional<SSLContext> tls = settings.tls().map(VaultTls::of);
      examineTls();
      if (examineServer(tls)) {
        examineLogIns(tls, sealed);
        examineDrift(tls, inspector);
      }
    } catch (IllegalStateException unusable) {
      findings.fail(VAULT_TLS, "%s", String.valueOf(unusable.getMessage()));
    }
    findings.skipRest(Area.VAULT, "Vault has to answer and let us log in first");
  }

  private void examineTls() {
    URI address = settings.address();
    if (!"https".equalsIgnoreCase(address.getScheme())) {
      findings.add(
          VAULT_TLS,
          installation.unencrypted(address.getHost()),
          address + " is not encrypted",
          VAULT_TLS.remedy());
      return;
    }
    try {
      Optional<List<Path>> files = settings.tls().flatMap(VaultSettings.Tls::caFile).map(List::of);
      Optional<KeyStore> authorities =
          files.isPresent() ? Optional.of(Authorities.ofPem(files.get())) : Optional.empty();
      int port = address.getPort() < 0 ? HTTPS : address.getPort();
      installation
          .tls()
          .look(
              VAULT_TLS,
              new TlsLook.Server(address.getHost(), port, TlsLook.Begin.TLS),
              authorities,
              findings);
    } catch (IOException unreadable) {
      findings.fail(VAULT_TLS, "hushkey.vault.tls.ca-file: %s", unreadable.getMessage());
    }
  }

  private boolean examineServer(Optional<SSLContext> tls) {
    try (Web web = new Web(tls)) {
      Instant before = installation.clock().instant();
      Answer reply = web.get(base() + HEALTH);
      JsonNode health = reply.json();
      if (reply.status() != OK || !health.has("sealed")) {
        findings.fail(VAULT_REACHABLE, "%s answers %d, which is no Vault", base(), reply.status());
        return false;
      }
      installation.clocks().compare(VAULT_CLOCK, reply.headers(), before, findings);
      JsonNode status = web.get(base() + "/v1/sys/seal-status").json();
      examineVersion(health.path("version").asText(), status.path("storage_type").asText());
      return examineState(health);
    } catch (NoAnswer silent) {
      findings.fail(VAULT_REACHABLE, "%s: %s", base(), silent.getMessage());
      return false;
    }
  }

  private boolean examineState(JsonNode health) {
    if (!health.path("initialized").asBoolean()) {
      findings.add(
          VAULT_REACHABLE, Status.FAILURE, base() + " is not initialized", "bao operator init");
    } else if (health.path("sealed").asBoolean()) {
      findings.add(VAULT_REACHABLE, Status.FAILURE, base() + " is sealed", "bao operator unseal");
    } else {
      findings.ok(
          VAULT_REACHABLE,
          "%s is unsealed%s",
          base(),
          health.path("standby").asBoolean() ? ", a standby" : "");
      return true;
    }
    return false;
  }

  private void examineVersion(String version, String storage) {
    Matcher numbers = VERSION.matcher(version);
    boolean fits =
        numbers.matches()
            && (Integer.parseInt(numbers.group(1)) >= OPEN_BAO
                || Integer.parseInt(numbers.group(2)) >= VAULT_MINOR);
    if (!fits) {
      findings.fail(VAULT_VERSION, "version %s", version);
    } else if ("inmem".equals(storage)) {
      findings.fail(VAULT_VERSION, "version %s, a development server without storage", version);
    } else {
      findings.ok(VAULT_VERSION, "version %s, storage %s", version, storage);
    }
  }

  private void examineLogIns(Optional<SSLContext> tls, Supplier<Optional<InUse.Sample>> sealed) {
    VaultDriver driver = new VaultDriver(settings);
    try {
      Optional<SecretText> serve = logIn(settings, VaultSettings.PREFIX, driver);
      serve.ifPresent(
          token -> LogInExamination.serving(installation, open(tls, token), findings).examine());
      if (settings.rotate().isEmpty()) {
        findings.warn(
            VAULT_LOG_IN, "hushkey.vault.rotate.*: no second log-in, so keys are not rotated");
        return;
      }
      logIn(settings.rotate().get(), VaultSettings.PREFIX + ".rotate", driver)
          .ifPresent(
              token -> {
                OperatorVault vault = open(tls, token);
                LogInExamination.rotating(installation, vault, findings).examine();
                examineKeys(vault);
                compare(vault, sealed.get());
              });
    } finally {
      driver.close();
    }
  }

  private Optional<SecretText> logIn(
      VaultCredentials credentials, String prefix, VaultDriver driver) {
    if (LoginChoice.problemWith(credentials, prefix).isPresent()) {
      findings.skip(VAULT_LOG_IN, "%s.*: no log-in, or several, are configured", prefix);
      return Optional.empty();
    }
    if (OneLogIn.usesUp(credentials)) {
      findings.skip(
          VAULT_LOG_IN, "%s: a wrapped secret-id can be used once, by the service", prefix);
      return Optional.empty();
    }
    String method = OneLogIn.method(credentials, prefix, driver);
    try {
      SecretText token = OneLogIn.token(credentials, prefix, driver, installation.clock());
      secrets.add(token.reveal());
      findings.ok(VAULT_LOG_IN, "%s, by %s", prefix, method);
      return Optional.of(token);
    } catch (VaultFault refused) {
      findings.fail(VAULT_LOG_IN, "%s, by %s: %s", prefix, method, refused.getMessage());
      return Optional.empty();
    }
  }

  private void examineKeys(OperatorVault vault) {
    VaultProvisioning provisioning = new VaultProvisioning(vault, plan());
    List<VaultChange> changes = new ArrayList<>();
    for (String key : SealingKeys.of(installation)) {
      try {
        changes.add(provisioning.compareKey(key));
      } catch (CommandFailure failed) {
        findings.fail(Check.VAULT_KEYS, "%s: %s", key, failed.getMessage());
      }
    }
    report(Check.VAULT_KEYS, changes);
  }

  private void compare(OperatorVault vault, Optional<InUse.Sample> sealed) {
    sealed.ifPresentOrElse(
        all ->
            new VersionExamination(vault, settings.transitMount(), findings)
                .examine(all, SealingKeys.of(installation)),
        () ->
            findings.skip(
                Check.VAULT_CIPHERTEXTS, "PostgreSQL does not say in time what is sealed"));
  }

  private void examineDrift(Optional<SSLContext> tls, Optional<SecretText> inspector) {
    if (inspector.isEmpty()) {
      findings.skip(
          VAULT_DRIFT,
          "needs a token of the policy hushkey-inspect: --vault-token-file (the service's own"
              + " log-ins may not read policies)");
      return;
    }
    try {
      report(VAULT_DRIFT, new VaultProvisioning(open(tls, inspector.get()), plan()).compare());
    } catch (CommandFailure failed) {
      findings.skip(VAULT_DRIFT, "%s", failed.getMessage());
    }
  }

  private void report(Check check, List<VaultChange> changes) {
    boolean fine = true;
    for (VaultChange change : changes) {
      String text = change.path() + ": " + String.join("; ", some(change.lines()));
      switch (change.kind()) {
        case SAME, UNSAID -> {}
        case MISSING -> findings.fail(check, "%s is missing", change.path());
        case DIFFERENT, CONFLICT -> findings.fail(check, "%s", text);
      }
      fine &= change.kind() == VaultChange.Kind.SAME || change.kind() == VaultChange.Kind.UNSAID;
    }
    if (fine) {
      findings.ok(check, "%d things as they should be", changes.size());
    }
  }

  private static List<String> some(List<String> lines) {
    int most = 4;
    List<String> some = new ArrayList<>(lines.subList(0, Math.min(most, lines.size())));
    if (lines.size() > most) {
      some.add("and %d more lines".formatted(lines.size() - most));
    }
    return some;
  }

  private VaultPlan plan() {
    boolean appRole =
        settings.appRole().isPresent()
            || settings.rotate().flatMap(VaultCredentials::appRole).isPresent();
    return new VaultPlan(
        installation.assistants().assistants().keySet(),
        settings.transitMount(),
        Optional.empty(),
        Optional.empty(),
        appRole ? Optional.of(AppRoleBounds.unsaid()) : Optional.empty(),
        settings.kubernetes().flatMap(ServiceAccount::of));
  }

  private OperatorVault open(Optional<SSLContext> tls, SecretText token) {
    return new OperatorVault(
        new Http(Optional.empty(), tls), settings.address(), token, settings.namespace());
  }

  private String base() {
    return settings.address().toString().replaceAll("/+$", "");
  }
}
