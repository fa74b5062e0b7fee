package dev.hushkey.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for 127.0.0.1 that vouches for itself, made by the JDK's keytool.
 *
 * @param certificate PEM, and the authority to trust
 * @param key PEM, PKCS #8
 */
public record TestCertificate(Path certificate, Path key, SSLContext server) {

  private static final char[] PASSWORD = "only-for-this-file".toCharArray();

  /** Makes one in this directory. */
  public static TestCertificate make(Path directory, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    return make(directory, name, "ip:127.0.0.1", 90);
  }

  /**
   * The same for somebody else, or not for long.
   *
   * @param subject as keytool takes it, such as {@code dns:other.example.com}
   */
  public static TestCertificate make(Path directory, String name, String subject, int days)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path file = directory.resolve(name + ".p12");
    keytool(file, name, List.of("-ext", "san=" + subject, "-validity", Integer.toString(days)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    byte[] certificate = store.getCertificate(name).getEncoded();
    byte[] key = store.getKey(name, PASSWORD).getEncoded();
    return new TestCertificate(
        pem(directory.resolve(name + ".crt"), "CERTIFICATE", certificate),
        pem(directory.resolve(name + ".key"), "PRIVATE KEY", key),
        context(store));
  }

  private static void keytool(Path file, String name, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(more);
    command.addAll(
        0,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            name,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "bc:c=ca:true",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static Path pem(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type));
  }
}
