package dev.hushkey.doctor.net;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** For whom a certificate is, RFC 9525: subject alternative names only. */
final class CertificateNames {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private CertificateNames() {}

  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> each : all) {
          if (each.get(0) instanceof Integer type && (type == DNS || type == ADDRESS)) {
            names.add(each.get(1).toString());
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      return List.of();
    }
    return names;
  }

  static boolean cover(X509Certificate certificate, String host) {
    return of(certificate).stream().anyMatch(name -> covers(name, host));
  }

  private static boolean covers(String name, String host) {
    if (isAddress(host)) {
      return isAddress(name) && InetAddress.ofLiteral(name).equals(InetAddress.ofLiteral(host));
    }
    String wanted = host.toLowerCase(Locale.ROOT);
    String given = name.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    return given.equals(wanted)
        || (given.startsWith("*.") && dot > 0 && wanted.substring(dot).equals(given.substring(1)));
  }

  private static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
