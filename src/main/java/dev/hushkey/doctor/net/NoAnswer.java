package dev.hushkey.doctor.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** A server that gave no answer, and why, in our own words: they may be shown. */
public final class NoAnswer extends Exception {

  private static final long serialVersionUID = 1L;

  /** From what the JDK says. */
  public NoAnswer(IOException why) {
    super(words(why), why);
  }

  private static String words(IOException why) {
    if (has(why, HttpTimeoutException.class) || has(why, SocketTimeoutException.class)) {
      return "no answer in time";
    }
    if (has(why, UnresolvedAddressException.class) || has(why, UnknownHostException.class)) {
      return "no such host";
    }
    if (has(why, SSLException.class)) {
      return "TLS failed: " + root(why).getMessage();
    }
    return has(why, ConnectException.class) ? "connection refused" : "the connection was lost";
  }

  private static boolean has(Throwable why, Class<? extends Throwable> type) {
    return why != null && (type.isInstance(why) || has(why.getCause(), type));
  }

  private static Throwable root(Throwable why) {
    return why.getCause() == null ? why : root(why.getCause());
  }
}
