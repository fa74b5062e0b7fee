package dev.hushkey.stack.bench.revoke;

import dev.hushkey.stack.bench.client.Callers;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the probes authenticate with, and the codes, each of which is good for one question. */
final class Keys {

  private final Callers callers;
  private final Queue<Map<String, String>> codes;

  Keys(Callers callers, List<Map<String, String>> codes) {
    this.callers = callers;
    this.codes = new ConcurrentLinkedQueue<>(codes);
  }

  String header(String caller) {
    return callers.header(caller);
  }

  /** The form that exchanges the next code. */
  Map<String, String> nextCode() {
    Map<String, String> form = codes.poll();
    if (form == null) {
      throw new IllegalStateException("there are no more codes: the run took longer than planned");
    }
    return form;
  }
}
