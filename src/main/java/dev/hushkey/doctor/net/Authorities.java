package dev.hushkey.doctor.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authorities from files. */
public final class Authorities {

  private Authorities() {}

  /**
   * Those of PEM files.
   *
   * @throws IOException one cannot be read or holds no certificate
   */
  public static KeyStore ofPem(List<Path> files) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          for (Certificate each :
              CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("authority-" + number++, each);
          }
        }
      }
      return store;
    } catch (GeneralSecurityException unusable) {
      throw new IOException("not PEM files of certificates: " + files, unusable);
    }
  }

  /**
   * Those of a key store, PKCS #12 or JKS.
   *
   * @throws IOException it cannot be read with this password
   */
  public static KeyStore ofStore(Path file, char[] password) throws IOException {
    try {
      return KeyStore.getInstance(file.toFile(), password);
    } catch (GeneralSecurityException unusable) {
      throw new IOException("not a key store: " + file, unusable);
    }
  }

  /** TLS for a client that trusts these and no others. */
  public static SSLContext trusting(KeyStore authorities) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("this Java has no TLS", broken);
    }
  }
}
