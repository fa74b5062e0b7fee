package dev.hushkey.stack.bench.client;

import java.io.Closeable;
import java.io.IOException;

/** Requests over one connection, one after the other. */
public interface Exchange extends Closeable {

  /** How the client behaves. */
  enum Manner {
    PLAIN,
    SLOW,
    RESET_BEFORE_ANSWER,
    RESET_MID_ANSWER
  }

  /**
   * What is sent.
   *
   * @param authorization the header's value; empty: no such header
   */
  record Request(String method, String path, String authorization, String type, String body) {

    /** A request with a JSON body. */
    public static Request json(String method, String path, String authorization, String body) {
      return new Request(method, path, authorization, "application/json", body);
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** A whole answer. */
  record Reply(int status, String body) {

    @Override
    public String toString() {
      return "Reply[" + status + "]";
    }
  }

  /**
   * Asks and waits.
   *
   * @throws IOException when there is no whole answer; the next request opens a new connection
   */
  Reply ask(Request request, Manner manner) throws IOException;

  @Override
  void close();
}
