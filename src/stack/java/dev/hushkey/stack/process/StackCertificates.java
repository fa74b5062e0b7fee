package dev.hushkey.stack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate authority of one stack, and what it signed: a certificate for {@code localhost}
 * and {@code 127.0.0.1} that PostgreSQL, OpenBao and Keycloak share. Made by the JDK's {@code
 * keytool} at the first start; nobody else ever trusts this authority.
 */
public final class StackCertificates {
  private static final String AUTHORITY = "ca";
  private static final String SERVER = "server";

  /** The key store holds the authority's key, so that it can sign more. */
  private static final String STORE = "tls-store";

  private static final String DAYS = "3650";
  private static final int PEM_COLUMNS = 64;

  private final StateDirectory state;
  private final StackSecrets secrets;

  public StackCertificates(StateDirectory state, StackSecrets secrets) {
    this.state = state;
    this.secrets = secrets;
  }

  /** Makes the authority and the certificate, unless they exist. */
  public synchronized void ensure() {
    // The last file that is written: a first start that was interrupted begins again
    if (Files.exists(authority())) {
      return;
    }
    StateDirectory.delete(directory());
    Path store = directory().resolve("store.p12");
    keytool(
        store, AUTHORITY, List.of("-ext", "bc:c=ca:true,pathlen:0", "-ext", "ku:c=keyCertSign"));
    String names = "san=dns:localhost,ip:127.0.0.1";
    keytool(store, SERVER, List.of("-signer", AUTHORITY, "-ext", "eku=serverAuth", "-ext", names));
    makePrivate(store);
    export(store);
  }

  private void keytool(Path store, String alias, List<String> extensions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-validity", DAYS));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-dname", "CN=Hushkey local stack " + alias));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    // A command line is everyone's to read
    command.addAll(List.of("-storepass:file", secrets.secretFile(STORE).toString()));
    command.addAll(extensions);
    Command done = Command.run(command, Map.of(), state.root());
    if (!done.succeeded()) {
      throw new StackException("keytool failed: " + done.output());
    }
  }

  /** keytool leaves the permissions to the umask. */
  private static void makePrivate(Path file) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file + " private", e);
    }
  }

  private void export(Path file) {
    char[] password = secrets.secret(STORE).toCharArray();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, password);
      }
      Key key = store.getKey(SERVER, password);
      Certificate own = store.getCertificate(SERVER);
      StateDirectory.writePrivately(key(), pem("PRIVATE KEY", key.getEncoded()));
      StateDirectory.writePrivately(certificate(), pem("CERTIFICATE", own.getEncoded()));
      Certificate issuer = store.getCertificate(AUTHORITY);
      StateDirectory.writePrivately(authority(), pem("CERTIFICATE", issuer.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (GeneralSecurityException e) {
      throw new StackException("cannot read " + file, e);
    }
  }

  private static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }

  private Path directory() {
    return state.directory("tls");
  }

  /** The authority's certificate, PEM: what a client has to trust. */
  public Path authority() {
    return directory().resolve("ca.crt");
  }

  /** The servers' certificate, PEM. */
  public Path certificate() {
    return directory().resolve("server.crt");
  }

  /** The servers' private key, PEM (PKCS #8). */
  public Path key() {
    return directory().resolve("server.key");
  }

  /** TLS for a client that trusts this stack's authority and no other. */
  public SSLContext clientContext() {
    return clientContext(authority());
  }

  /**
   * TLS for a client that trusts the authorities in this file and no other.
   *
   * @param authorities PEM
   */
  public static SSLContext clientContext(Path authorities) {
    try (InputStream in = Files.newInputStream(authorities)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + authorities, e);
    } catch (GeneralSecurityException e) {
      throw new StackException("cannot trust " + authorities, e);
    }
  }
}
