package dev.hushkey.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.testing.TestCertificate;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateGaugesTest {

  @TempDir Path directory;

  @Test
  void configurationsWithAKeyStore_areNamed() {
    assertThat(
            CertificateGauges.names(
                List.of(
                    "quarkus.tls.listener.key-store.pem.0.cert",
                    "quarkus.tls.listener.key-store.pem.0.key",
                    "quarkus.tls.\"to-keycloak\".key-store.p12.path",
                    "quarkus.tls.key-store.pem.0.cert",
                    "quarkus.tls.keycloak.trust-store.pem.certs",
                    "quarkus.http.ssl.certificate.key-store-file")))
        .containsExactly("default", "listener", "to-keycloak");
  }

  @Test
  void end_isThatOfTheCertificateThatEndsFirst() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    assertThat(CertificateGauges.end(store)).isEmpty();
    for (int days : List.of(90, 5, 30)) {
      TestCertificate made =
          TestCertificate.make(directory, "of-" + days, "dns:" + days + ".example.com", days);
      try (InputStream in = Files.newInputStream(made.certificate())) {
        store.setCertificateEntry(
            "of-" + days, CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    Instant end = Instant.ofEpochSecond(CertificateGauges.end(store).orElseThrow());
    assertThat(Duration.between(Instant.now(), end))
        .isBetween(Duration.ofDays(4), Duration.ofDays(5));
  }
}
