package dev.hushkey.seal.vault;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Makes the JDK's TLS settings from PEM files. */
public final class VaultTls {

  private VaultTls() {}

  /**
   * Trusts only the given authorities, or the JDK's if none are given; presents a client
   * certificate if there is one.
   *
   * @throws IllegalStateException a file is missing or invalid; names the settings
   */
  public static SSLContext of(VaultSettings.Tls settings) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
      settings.caFile().ifPresent(file -> builder.trustManager(readable("ca-file", file)));
      if (settings.clientCertificateFile().isPresent() != settings.clientKeyFile().isPresent()) {
        throw new IllegalStateException(
            "hushkey.vault.tls.client-certificate-file and .client-key-file go together");
      }
      settings
          .clientCertificateFile()
          .ifPresent(
              file ->
                  builder.keyManager(
                      readable("client-certificate-file", file),
                      readable("client-key-file", settings.clientKeyFile().orElseThrow())));
      return ((JdkSslContext) builder.build()).context();
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new IllegalStateException(
          "hushkey.vault.tls.*: not PEM files of certificates and a PKCS #8 key", unusable);
    }
  }

  private static File readable(String setting, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalStateException(
          "hushkey.vault.tls.%s: %s cannot be read".formatted(setting, file));
    }
    return file.toFile();
  }
}
