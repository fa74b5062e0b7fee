package dev.hushkey.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.ToIntFunction;

/** The TCP ports of a stack, all on the loopback address. */
public record Ports(Map<Listener, Integer> all) {
  /** The first of the consecutive ports, unless {@link #BASE_VARIABLE} says another. */
  public static final int DEFAULT_BASE = 8700;

  /** The environment variable that moves all ports of {@code ./hushkey up}. */
  public static final String BASE_VARIABLE = "HUSHKEY_PORT_BASE";

  private static final int HIGHEST = 65_535;
  private static final int LOWEST_UNPRIVILEGED = 1024;

  /** Who listens, in the order of the ports. */
  public enum Listener {
    HUSHKEY("Hushkey"),
    KEYCLOAK("Keycloak"),
    OPENBAO("OpenBao"),
    OPENBAO_CLUSTER("OpenBao (cluster)"),
    POSTGRES("PostgreSQL"),
    /** Where the demo plays the assistant's cloud. */
    ASSISTANT("the demo's assistant"),
    KEYCLOAK_TLS("Keycloak (TLS)"),
    OPENBAO_TLS("OpenBao (TLS)"),
    HUSHKEY_INNER("Hushkey (inner)");

    private final String service;

    Listener(String service) {
      this.service = service;
    }

    /** As people call it. */
    String service() {
      return service;
    }

    private String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One port for each listener. */
  public Ports {
    all = Map.copyOf(all);
  }

  private static Ports each(ToIntFunction<Listener> port) {
    Map<Listener, Integer> all = new EnumMap<>(Listener.class);
    for (Listener listener : Listener.values()) {
      all.put(listener, port.applyAsInt(listener));
    }
    return new Ports(all);
  }

  /** The ports from {@code base} on. */
  public static Ports from(int base) {
    return each(listener -> base + listener.ordinal());
  }

  /** Reads what a person set in the environment. */
  public static Ports fromEnvironment(Optional<String> base) {
    return from(base.filter(text -> !text.isBlank()).map(Ports::parse).orElse(DEFAULT_BASE));
  }

  private static int parse(String text) {
    int highest = HIGHEST - Listener.values().length + 1;
    try {
      int base = Integer.parseInt(text.strip());
      if (base >= LOWEST_UNPRIVILEGED && base <= highest) {
        return base;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new StackException(
        "%s must be a number from %d to %d, it is '%s'"
            .formatted(BASE_VARIABLE, LOWEST_UNPRIVILEGED, highest, text));
  }

  /** Ports that nobody listened on a moment ago. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // Held together until all are known, else the same port comes twice
      for (int i = 0; i < Listener.values().length; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> free = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return each(listener -> free.get(listener.ordinal()));
    } catch (IOException e) {
      throw new UncheckedIOException("no free ports", e);
    }
  }

  /** Hushkey's own. */
  public int hushkey() {
    return of(Listener.HUSHKEY);
  }

  /** Hushkey's for health, metrics and the API document. */
  public int inner() {
    return of(Listener.HUSHKEY_INNER);
  }

  /** Keycloak's plain http. */
  public int keycloak() {
    return of(Listener.KEYCLOAK);
  }

  /** Keycloak's https. */
  public int keycloakTls() {
    return of(Listener.KEYCLOAK_TLS);
  }

  /** OpenBao's plain http. */
  public int openBao() {
    return of(Listener.OPENBAO);
  }

  /** OpenBao's https. */
  public int openBaoTls() {
    return of(Listener.OPENBAO_TLS);
  }

  /** Where OpenBao's nodes talk to each other. */
  public int openBaoCluster() {
    return of(Listener.OPENBAO_CLUSTER);
  }

  /** PostgreSQL's, with and without TLS. */
  public int postgres() {
    return of(Listener.POSTGRES);
  }

  /** Where the demo plays the assistant's cloud. */
  public int assistant() {
    return of(Listener.ASSISTANT);
  }

  /** The port of this listener. */
  public int of(Listener listener) {
    return all.get(listener);
  }

  public boolean areFree() {
    return all.values().stream().noneMatch(Ports::isTaken);
  }

  static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of a server that just stopped linger; they do not hinder the next one either
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** What {@link #from(Properties)} reads back. */
  public Properties toProperties() {
    Properties properties = new Properties();
    all.forEach((listener, port) -> properties.setProperty(listener.key(), port.toString()));
    return properties;
  }

  public static Ports from(Properties properties) {
    return each(listener -> Integer.parseInt(properties.getProperty(listener.key())));
  }
}
