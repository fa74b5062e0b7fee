package dev.hushkey.stack.process;

import java.time.Duration;
import java.util.Optional;

/** Looks before the start whether each port is free, or held by this stack itself. */
public final class PortCheck {
  private static final int OFFSET = 1000;

  private final StateDirectory state;

  public PortCheck(StateDirectory state) {
    this.state = state;
  }

  /** Fails with the first port that someone else holds. */
  public void run(Ports ports) {
    int elsewhere = ports.hushkey() + OFFSET;
    for (Ports.Listener listener : Ports.Listener.values()) {
      // The demo's assistant may be played by somebody already
      if (listener != Ports.Listener.ASSISTANT) {
        check(listener.service(), ports.of(listener), elsewhere);
      }
    }
  }

  private void check(String service, int port, int elsewhere) {
    if (!Ports.isTaken(port)) {
      return;
    }
    Optional<PortHolder> holder = PortHolder.of(port);
    // A leftover of ours: its start adopts or ends it by its record
    if (holder.filter(held -> held.belongsTo(state)).isPresent()
        // or a socket that closes this moment
        || ServiceProcess.await(() -> !Ports.isTaken(port), Duration.ofSeconds(1))) {
      return;
    }
    throw new StackException(message(service, port, holder, elsewhere));
  }

  static String message(String service, int port, Optional<PortHolder> holder, int elsewhere) {
    String who = holder.map(PortHolder::toString).orElse("a process of another user");
    return """
        Port %d, which %s needs, is in use by %s.
        End that process, or move all ports: %s=%d ./hushkey up"""
        .formatted(port, service, who, Ports.BASE_VARIABLE, elsewhere);
  }
}
