package dev.hushkey.cli.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.Table;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * All profiles of a person.
 *
 * @param file where they are written
 * @param usual the one that is meant when nothing else is said
 * @param named by name
 * @param cells groups of cells by name; in each, cells by theirs, in the order of the file
 */
public record Profiles(
    Path file,
    Optional<Profile> usual,
    Map<String, Profile> named,
    Map<String, Map<String, Cell>> cells) {

  private static final String USUAL = "profile";
  private static final String ALL = "profiles";
  private static final String CELLS = "cells";
  private static final String SERVER = "server";
  private static final String ISSUER = "issuer";
  private static final String AUTHORITIES = "ca-file";
  private static final String PRODUCTION = "production";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** As a server's setting {@code hushkey.cell} has it. */
  private static final Pattern CELL = Pattern.compile("[a-z][a-z0-9]{0,7}");

  /** None, because there is no file. */
  static Profiles none(Path file) {
    return new Profiles(file, Optional.empty(), Map.of(), Map.of());
  }

  /**
   * Checks what the file holds.
   *
   * @throws CommandFailure with the first thing that is wrong
   */
  static Profiles read(Path file, JsonNode content) {
    return new Reader(file).read(content);
  }

  /**
   * The profile of this name.
   *
   * @throws CommandFailure when there is none
   */
  Profile require(String name) {
    Profile found = named.get(name);
    if (found == null) {
      throw CommandFailure.usage(
          "There is no profile '%s' in %s. %s"
              .formatted(
                  Table.printable(name),
                  file,
                  named.isEmpty()
                      ? "It has none; docs/cli.md shows how to write one."
                      : "It has: " + String.join(", ", named.keySet())));
    }
    return found;
  }

  /**
   * The cells of this group.
   *
   * @throws CommandFailure when there are none
   */
  Map<String, Cell> requireCells(String group) {
    Map<String, Cell> found = cells.get(group);
    if (found == null) {
      throw CommandFailure.usage(
          "There is no [cells.%s] in %s. %s"
              .formatted(
                  Table.printable(group),
                  file,
                  cells.isEmpty()
                      ? "docs/cli.md shows how to write one."
                      : "There is: " + String.join(", ", cells.keySet())));
    }
    return found;
  }

  /** The profile that this server belongs to, however it was chosen. */
  Optional<Profile> of(Server server) {
    return named.values().stream().filter(profile -> profile.server().equals(server)).findFirst();
  }

  private record Reader(Path file) {

    Profiles read(JsonNode content) {
      requireKeys("", content, Set.of(USUAL, ALL, CELLS));
      Map<String, Profile> named = new TreeMap<>();
      JsonNode all = content.path(ALL);
      if (!all.isMissingNode() && !all.isObject()) {
        throw wrong(ALL + " must be tables, such as [profiles.production]");
      }
      all.properties().forEach(one -> add(named, profile(one.getKey(), one.getValue())));
      Optional<Profile> usual = text("", content, USUAL).map(name -> usual(name, named));
      return new Profiles(file, usual, named, groups(content.path(CELLS), named));
    }

    private Map<String, Map<String, Cell>> groups(JsonNode all, Map<String, Profile> named) {
      if (!all.isMissingNode() && !all.isObject()) {
        throw wrong(CELLS + " must be tables, such as [cells.live]");
      }
      Map<String, Map<String, Cell>> groups = new TreeMap<>();
      all.properties()
          .forEach(one -> groups.put(one.getKey(), group(one.getKey(), one.getValue(), named)));
      return groups;
    }

    private Map<String, Cell> group(String name, JsonNode table, Map<String, Profile> named) {
      String at = CELLS + "." + Table.printable(name);
      if (!NAME.matcher(name).matches() || !table.isObject() || table.isEmpty()) {
        throw wrong(
            at + " must be a table of cells, such as [cells.live] with eu = \"live-eu\" in it");
      }
      Map<String, Cell> cells = new LinkedHashMap<>();
      table.fieldNames().forEachRemaining(cell -> cells.put(cell, cell(at, cell, table, named)));
      if (cells.values().stream().map(Cell::profile).distinct().count() < cells.size()) {
        throw wrong(at + " has two cells with the same profile");
      }
      return cells;
    }

    private Cell cell(String at, String name, JsonNode table, Map<String, Profile> named) {
      if (!CELL.matcher(name).matches()) {
        throw wrong(
            "'%s' in %s cannot be a cell: its name has up to 8 small letters and digits, and begins with a letter"
                .formatted(Table.printable(name), at));
      }
      String profile = text(at, table, name).orElseThrow();
      if (!named.containsKey(profile)) {
        throw wrong(
            "%s.%s is '%s', and there is no [%s.%s]"
                .formatted(at, name, Table.printable(profile), ALL, Table.printable(profile)));
      }
      return new Cell(name, named.get(profile));
    }

    private Profile usual(String name, Map<String, Profile> named) {
      if (!named.containsKey(name)) {
        throw wrong(
            "%s is '%s', and there is no [%s.%s]"
                .formatted(USUAL, Table.printable(name), ALL, Table.printable(name)));
      }
      return named.get(name);
    }

    private Profile profile(String name, JsonNode table) {
      String at = ALL + "." + name;
      if (!NAME.matcher(name).matches()) {
        throw wrong(
            "'%s' cannot be the name of a profile: use up to 64 letters, digits, '.', '_' and '-'"
                .formatted(Table.printable(name)));
      }
      requireKeys(at, table, Set.of(SERVER, ISSUER, AUTHORITIES, PRODUCTION));
      String server = text(at, table, SERVER).orElseThrow(() -> wrong(at + " has no " + SERVER));
      return new Profile(
          name,
          address(at, server),
          text(at, table, ISSUER).map(issuer -> issuer(at, issuer)),
          text(at, table, AUTHORITIES).map(path -> path(at, path)),
          flag(at, table));
    }

    /** A log-in belongs to a server, so a second name for one would only hide which it is. */
    private void add(Map<String, Profile> named, Profile profile) {
      named.values().stream()
          .filter(other -> other.server().equals(profile.server()))
          .findFirst()
          .ifPresent(
              other -> {
                throw wrong(
                    "the profiles %s and %s have the same server"
                        .formatted(other.name(), profile.name()));
              });
      named.put(profile.name(), profile);
    }

    private void requireKeys(String at, JsonNode table, Set<String> known) {
      if (!table.isObject()) {
        throw wrong(at + " must be a table, such as [" + at + "]");
      }
      for (Iterator<String> keys = table.fieldNames(); keys.hasNext(); ) {
        String key = keys.next();
        if (!known.contains(key)) {
          throw wrong(
              "unknown key '%s'%s; known are %s"
                  .formatted(
                      Table.printable(key),
                      at.isEmpty() ? "" : " in " + at,
                      String.join(", ", new TreeSet<>(known))));
        }
      }
    }

    private Optional<String> text(String at, JsonNode table, String key) {
      JsonNode value = table.path(key);
      if (!value.isMissingNode() && (!value.isTextual() || value.textValue().isBlank())) {
        throw wrong((at.isEmpty() ? key : at + "." + key) + " must be text in quotation marks");
      }
      return Optional.ofNullable(value.textValue());
    }

    private boolean flag(String at, JsonNode table) {
      JsonNode value = table.path(PRODUCTION);
      if (!value.isMissingNode() && !value.isBoolean()) {
        throw wrong(at + "." + PRODUCTION + " must be true or false, without quotation marks");
      }
      return value.asBoolean();
    }

    private Server address(String at, String text) {
      try {
        return Server.from(text);
      } catch (CommandFailure unusable) {
        throw wrong(at + ": " + unusable.getMessage());
      }
    }

    /** As the realm writes it: a slash at its end counts. */
    private URI issuer(String at, String text) {
      address(at, text);
      return URI.create(text);
    }

    /** {@code ~/} is home; what is not absolute lies beside the config file. */
    private Path path(String at, String text) {
      try {
        return text.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), text.substring(2))
            : file.resolveSibling(text);
      } catch (InvalidPathException malformed) {
        throw wrong(at + "." + AUTHORITIES + " is not a path");
      }
    }

    private CommandFailure wrong(String what) {
      return CommandFailure.usage(file + ": " + what + ".");
    }
  }
}
