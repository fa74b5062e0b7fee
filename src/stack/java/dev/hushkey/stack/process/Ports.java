package dev.hushkey.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;

/**
 * The TCP ports of a stack, all on the loopback address. {@code assistant}: where the demo plays
 * the assistant's cloud.
 */
public record Ports(
    int hushkey, int keycloak, int openBao, int openBaoCluster, int postgres, int assistant) {
  /** The first of six consecutive ports, unless {@link #BASE_VARIABLE} says another. */
  public static final int DEFAULT_BASE = 8700;

  /** The environment variable that moves all ports of {@code ./hushkey up}. */
  public static final String BASE_VARIABLE = "HUSHKEY_PORT_BASE";

  private static final int COUNT = 6;
  private static final int HIGHEST = 65_535;
  private static final int LOWEST_UNPRIVILEGED = 1024;

  /** The ports from {@code base} on. */
  public static Ports from(int base) {
    return new Ports(base, base + 1, base + 2, base + 3, base + 4, base + 5);
  }

  /** Reads what a person set in the environment. */
  public static Ports fromEnvironment(Optional<String> base) {
    return from(base.filter(text -> !text.isBlank()).map(Ports::parse).orElse(DEFAULT_BASE));
  }

  private static int parse(String text) {
    try {
      int base = Integer.parseInt(text.strip());
      if (base >= LOWEST_UNPRIVILEGED && base <= HIGHEST - COUNT + 1) {
        return base;
      }
    } catch (NumberFormatException e) {
      // answered below, like a number out of range
    }
    throw new StackException(
        "%s must be a number from %d to %d, it is '%s'"
            .formatted(BASE_VARIABLE, LOWEST_UNPRIVILEGED, HIGHEST - COUNT + 1, text));
  }

  /** Six ports that nobody listened on a moment ago. */
  public static Ports free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      // Held together until all are known, else the same port comes twice
      for (int i = 0; i < COUNT; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> free = held.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : held) {
        socket.close();
      }
      return new Ports(
          free.get(0), free.get(1), free.get(2), free.get(3), free.get(4), free.get(5));
    } catch (IOException e) {
      throw new UncheckedIOException("no free ports", e);
    }
  }

  public boolean areFree() {
    return IntStream.of(hushkey, keycloak, openBao, openBaoCluster, postgres, assistant)
        .noneMatch(Ports::isTaken);
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
    properties.setProperty("hushkey", Integer.toString(hushkey));
    properties.setProperty("keycloak", Integer.toString(keycloak));
    properties.setProperty("openbao", Integer.toString(openBao));
    properties.setProperty("openbao-cluster", Integer.toString(openBaoCluster));
    properties.setProperty("postgres", Integer.toString(postgres));
    properties.setProperty("assistant", Integer.toString(assistant));
    return properties;
  }

  public static Ports from(Properties properties) {
    return new Ports(
        port(properties, "hushkey"),
        port(properties, "keycloak"),
        port(properties, "openbao"),
        port(properties, "openbao-cluster"),
        port(properties, "postgres"),
        port(properties, "assistant"));
  }

  private static int port(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name));
  }
}
