package dev.hushkey.doctor.service;

import static dev.hushkey.doctor.finding.Check.SERVICE_MANAGEMENT;
import static dev.hushkey.doctor.finding.Check.SERVICE_PUBLIC;
import static dev.hushkey.doctor.finding.Check.SERVICE_READY;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.net.NoAnswer;
import dev.hushkey.doctor.net.Web;
import dev.hushkey.doctor.setup.ServiceSettings;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Looks at the replica on this machine, if one runs. */
public final class ServiceExamination {

  private static final Set<String> ANYWHERE = Set.of("0.0.0.0", "::", "[::]");
  private static final int PORT = 8080;
  private static final int TLS_PORT = 8443;
  private static final int MANAGEMENT_PORT = 9000;

  private final ServiceSettings installation;
  private final Findings findings;

  public ServiceExamination(ServiceSettings installation, Findings findings) {
    this.installation = installation;
    this.findings = findings;
  }

  /** Looks at both listeners. */
  public void examine() {
    String publicBase = publicBase();
    String managementBase = managementBase();
    try (Web web = new Web(Optional.of(anyCertificate()))) {
      boolean runs = examinePublic(web, publicBase);
      if (managementBase.replaceAll(".*:", "").equals(publicBase.replaceAll(".*:", ""))) {
        findings.fail(SERVICE_MANAGEMENT, "quarkus.management.port is that of the public listener");
      } else if (!installation.text("quarkus.management.enabled").orElse("true").equals("true")) {
        findings.fail(SERVICE_MANAGEMENT, "quarkus.management.enabled is not true");
      } else {
        examineManagement(web, managementBase, runs);
      }
    }
    findings.skipRest(Area.SERVICE, "the service does not run on this machine");
  }

  private boolean examinePublic(Web web, String base) {
    boolean fine = true;
    try {
      for (String path : List.of("/q/health/ready", "/q/metrics", "/q/openapi")) {
        int status = web.get(base + path).status();
        if (InnerPaths.isOpen(status)) {
          findings.fail(SERVICE_PUBLIC, "%s answers %d to %s", base, status, path);
          fine = false;
        }
      }
      if (fine) {
        findings.ok(SERVICE_PUBLIC, "%s answers, without /q", base);
      }
      return true;
    } catch (NoAnswer silent) {
      findings.skip(
          SERVICE_PUBLIC, "%s: %s; the service does not run here", base, silent.getMessage());
      return false;
    }
  }

  private void examineManagement(Web web, String base, boolean runs) {
    try {
      JsonNode health = web.get(base + "/q/health").json();
      if (!health.has("checks")) {
        findings.fail(SERVICE_MANAGEMENT, "%s is not Hushkey's management listener", base);
        return;
      }
      findings.ok(SERVICE_MANAGEMENT, "%s", base);
      examineHealth(health);
    } catch (NoAnswer silent) {
      if (runs) {
        findings.fail(SERVICE_MANAGEMENT, "%s: %s", base, silent.getMessage());
      } else {
        findings.skip(SERVICE_MANAGEMENT, "%s: %s", base, silent.getMessage());
      }
    }
  }

  private void examineHealth(JsonNode health) {
    Set<String> down = new TreeSet<>();
    for (JsonNode check : health.path("checks")) {
      if (!check.path("status").asText().equals("UP")) {
        down.add(check.path("name").asText() + " " + check.at("/data/state").asText(""));
      }
    }
    if (down.isEmpty() && health.path("status").asText().equals("UP")) {
      findings.ok(SERVICE_READY, "alive and ready");
    } else {
      findings.fail(SERVICE_READY, "%s", String.join("; ", down));
    }
  }

  private String publicBase() {
    boolean tls = installation.text("quarkus.http.insecure-requests").orElse("").equals("disabled");
    String host = host("quarkus.http.host");
    return tls
        ? "https://%s:%d".formatted(host, installation.number("quarkus.http.ssl-port", TLS_PORT))
        : "http://%s:%d".formatted(host, installation.number("quarkus.http.port", PORT));
  }

  private String managementBase() {
    boolean tls =
        installation.text("quarkus.management.tls-configuration-name").isPresent()
            || installation.text("quarkus.management.ssl.certificate.files").isPresent();
    return "%s://%s:%d"
        .formatted(
            tls ? "https" : "http",
            host("quarkus.management.host"),
            installation.number("quarkus.management.port", MANAGEMENT_PORT));
  }

  private String host(String setting) {
    String host = installation.text(setting).orElse("127.0.0.1");
    return ANYWHERE.contains(host) ? "127.0.0.1" : host;
  }

  /**
   * The replica's certificate is for its public name, and we ask it by the number of this machine.
   * Nothing secret is sent.
   */
  private static SSLContext anyCertificate() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no TLS", broken);
    }
  }

  /** An extended one: the JDK would else look at the name. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how, java.net.Socket to) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how, java.net.Socket to) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String how, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String how, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
