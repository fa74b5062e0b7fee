package dev.hushkey.doctor.net;

import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import dev.hushkey.doctor.finding.Status;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Shakes hands with a server whatever its certificate, and then says all that is wrong with it: an
 * ordinary client only says that it failed.
 */
public final class TlsLook {

  private static final Duration SOON = Duration.ofDays(30);
  private static final Duration VERY_SOON = Duration.ofDays(7);
  private static final int POSTGRESQL_SSL_REQUEST_LENGTH = 8;
  private static final int POSTGRESQL_SSL_REQUEST = 80877103;

  private final Clock clock;

  public TlsLook(Clock clock) {
    this.clock = clock;
  }

  /** How a conversation comes to TLS. */
  public enum Begin {
    /** At once. */
    TLS,
    /** After PostgreSQL's request for it. */
    POSTGRESQL
  }

  /** Where to. */
  public record Server(String host, int port, Begin begin) {

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** Looks at one server, as a client that trusts these authorities. */
  public void look(Check check, Server server, Optional<KeyStore> authorities, Findings findings) {
    Recorder recorder = new Recorder();
    String protocol;
    try {
      protocol = shakeHands(server, recorder);
    } catch (SSLException failed) {
      findings.fail(check, "%s: no TLS: %s", server, failed.getMessage());
      return;
    } catch (IOException silent) {
      findings.skip(check, "%s: %s", server, new NoAnswer(silent).getMessage());
      return;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no TLS", broken);
    }
    Instant end = end(recorder.chain);
    boolean fine = true;
    fine &= requireTrust(check, server, recorder, authorities, findings);
    fine &= requireName(check, server, recorder.chain[0], findings);
    fine &= requireTime(check, server, end, findings);
    if (fine) {
      findings.ok(check, "%s: %s, trusted, for %d more days", server, protocol, days(end));
    }
  }

  private long days(Instant end) {
    return Duration.between(clock.instant(), end).toDays();
  }

  private static boolean requireTrust(
      Check check,
      Server server,
      Recorder recorder,
      Optional<KeyStore> authorities,
      Findings findings) {
    try {
      trusting(authorities).checkServerTrusted(recorder.chain, recorder.authType);
      return true;
    } catch (GeneralSecurityException refused) {
      if (isExpired(recorder.chain)) {
        // said below, with the day
        return false;
      }
      String issuer = recorder.chain[recorder.chain.length - 1].getIssuerX500Principal().getName();
      findings.fail(
          check, "%s: the certificate is of an authority that we do not trust: %s", server, issuer);
      return false;
    }
  }

  private static boolean isExpired(X509Certificate[] chain) {
    try {
      for (X509Certificate each : chain) {
        each.checkValidity();
      }
      return false;
    } catch (CertificateException over) {
      return true;
    }
  }

  private static boolean requireName(
      Check check, Server server, X509Certificate certificate, Findings findings) {
    if (CertificateNames.cover(certificate, server.host())) {
      return true;
    }
    findings.fail(
        check,
        "%s: the certificate is for %s, not for %s",
        server,
        String.join(", ", CertificateNames.of(certificate)),
        server.host());
    return false;
  }

  private boolean requireTime(Check check, Server server, Instant end, Findings findings) {
    Duration left = Duration.between(clock.instant(), end);
    if (!left.isPositive()) {
      findings.fail(check, "%s: the certificate ended at %s", server, end);
    } else if (left.compareTo(VERY_SOON) < 0) {
      findings.fail(
          check, "%s: the certificate ends in %d days, at %s", server, left.toDays(), end);
    } else if (left.compareTo(SOON) < 0) {
      findings.add(
          check,
          Status.WARNING,
          "%s: the certificate ends in %d days, at %s".formatted(server, left.toDays(), end),
          check.remedy());
    } else {
      return true;
    }
    return false;
  }

  private static Instant end(X509Certificate[] chain) {
    return Arrays.stream(chain)
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  private static X509TrustManager trusting(Optional<KeyStore> authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities.orElse(null));
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static String shakeHands(Server server, Recorder recorder)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {recorder}, null);
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(server.host(), server.port()), (int) Limits.CONNECT.toMillis());
      plain.setSoTimeout((int) Limits.ANSWER.toMillis());
      if (server.begin() == Begin.POSTGRESQL) {
        askPostgresql(plain);
      }
      try (SSLSocket tls =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, server.host(), server.port(), true)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(null);
        tls.setSSLParameters(parameters);
        try {
          tls.startHandshake();
        } catch (IOException refused) {
          // A server that wants a certificate of ours shows its own first.
          if (recorder.chain == null) {
            throw refused;
          }
        }
        return tls.getSession().getProtocol();
      }
    }
  }

  /** SSLRequest, https://www.postgresql.org/docs/current/protocol-message-formats.html. */
  private static void askPostgresql(Socket socket) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(POSTGRESQL_SSL_REQUEST_LENGTH);
    out.writeInt(POSTGRESQL_SSL_REQUEST);
    out.flush();
    if (new DataInputStream(socket.getInputStream()).readByte() != 'S') {
      throw new SSLException("PostgreSQL refuses it");
    }
  }

  /** Accepts everything, to be judged afterwards; nothing is ever sent over such a connection. */
  private static final class Recorder implements X509TrustManager {

    private X509Certificate[] chain;
    private String authType;

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String how) {
      chain = shown.clone();
      authType = how;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String how)
        throws CertificateException {
      throw new CertificateException("no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
