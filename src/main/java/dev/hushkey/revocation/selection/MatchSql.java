package dev.hushkey.revocation.selection;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The links that a selection matches, as the beginning of a statement: {@code page} says what was
 * looked at, and {@code matched} has the links. Only fixed text goes into it, values travel as
 * named parameters.
 */
public record MatchSql(String statement, Map<String, Object> values) {

  /** What one statement looks at. */
  public sealed interface Part {

    /** These links. */
    record SomeLinks(List<LinkId> links) implements Part {}

    /** The links of these users. */
    record SomeUsers(List<UserId> users) implements Part {}

    /** The links that include one of these devices. */
    record SomeDevices(List<DeviceId> devices) implements Part {}

    /** The links of so many users who come after this one. */
    record UsersAfter(String after, int most) implements Part {}

    /** The parts of a list; empty when no list bounds what has to be looked at. */
    static Optional<List<Part>> ofLists(Subjects subjects, int size) {
      if (!subjects.links().isEmpty()) {
        return Optional.of(
            split(subjects.links(), size).stream().<Part>map(SomeLinks::new).toList());
      }
      if (!subjects.users().isEmpty()) {
        return Optional.of(
            split(subjects.users(), size).stream().<Part>map(SomeUsers::new).toList());
      }
      return subjects.devices().isEmpty()
          ? Optional.empty()
          : Optional.of(
              split(subjects.devices(), size).stream().<Part>map(SomeDevices::new).toList());
    }

    private static <T> List<List<T>> split(List<T> members, int size) {
      return IntStream.range(0, (members.size() + size - 1) / size)
          .mapToObj(n -> members.subList(n * size, Math.min(members.size(), (n + 1) * size)))
          .toList();
    }
  }

  /** The links of this part that the selection matches. */
  public static MatchSql of(Selection.Matching selection, Part part) {
    Map<String, Object> values = new TreeMap<>();
    String looked = looked(part, values);
    List<String> cheap = new ArrayList<>(List.of("true"));
    List<String> dear = new ArrayList<>(List.of("true"));
    subjects(selection.subjects(), part, cheap, values);
    conditions(selection.where(), cheap, dear, values);
    String issued = issued(selection.where().issued(), values);
    String statement =
        looked
            + ", likely as materialized (\n"
            + "select l.id, l.user_id, l.authorized_at from looked l\n"
            + "  left join upstream_token u on u.link_id = l.id\n where "
            + String.join("\n   and ", cheap)
            + ")"
            + issued
            + ", matched as materialized (\nselect l.* from likely l\n where "
            + String.join("\n   and ", dear)
            + (issued.isEmpty()
                ? ""
                : "\n   and exists (select from issued i where i.link_id = l.id)")
            + ")";
    return new MatchSql(statement, values);
  }

  /** The devices of this part, or all that the selection names; a parameter of the statement. */
  public static String[] devices(Selection.Matching selection, Part part) {
    return devices(
        part instanceof Part.SomeDevices some ? some.devices() : selection.subjects().devices());
  }

  private static String[] devices(List<DeviceId> devices) {
    return devices.stream().map(DeviceId::value).toArray(String[]::new);
  }

  private static String looked(Part part, Map<String, Object> values) {
    return switch (part) {
      case Part.SomeLinks some -> {
        values.put("some", some.links().stream().map(LinkId::value).toArray(UUID[]::new));
        yield listed("l.id = any (cast(:some as uuid[]))");
      }
      case Part.SomeUsers some -> {
        values.put("some", some.users().stream().map(UserId::value).toArray(String[]::new));
        yield listed("l.user_id = any (cast(:some as text[]))");
      }
      case Part.SomeDevices some -> {
        values.put("some", devices(some.devices()));
        yield listed(
            "l.id in (select g.link_id from device_grant g"
                + " where g.device_id = any (cast(:some as text[])) and g.ended_at is null)");
      }
      case Part.UsersAfter next -> {
        values.put("after", next.after());
        values.put("most", next.most());
        yield """
        with page as materialized (
          select max(p.user_id) as last
            from (select l.user_id from link l
                   where l.state || '' <> 'REVOKED' and l.user_id > :after
                     and %1$s
                   order by l.user_id limit :most) as p),
        looked as materialized (
          select l.id, l.user_id, l.assistant, l.state, l.authorized_at
            from link l, page
           where l.state || '' <> 'REVOKED' and l.user_id > :after and l.user_id <= page.last
             and %1$s)
        """
            .formatted(ScopeSql.REAL);
      }
    };
  }

  private static String listed(String condition) {
    return "with page as (select cast(null as text) as last), looked as materialized (\n"
        + "select l.id, l.user_id, l.assistant, l.state, l.authorized_at from link l\n"
        + " where l.state <> 'REVOKED' and "
        + ScopeSql.REAL
        + " and "
        + condition
        + ")";
  }

  private static void subjects(
      Subjects subjects, Part part, List<String> cheap, Map<String, Object> values) {
    subjects
        .assistant()
        .map(AssistantId::value)
        .ifPresent(
            assistant -> {
              cheap.add("l.assistant = :assistant");
              values.put("assistant", assistant);
            });
    if (part instanceof Part.SomeLinks && !subjects.users().isEmpty()) {
      cheap.add("l.user_id = any (cast(:users as text[]))");
      values.put("users", subjects.users().stream().map(UserId::value).toArray(String[]::new));
    }
  }

  private static void conditions(
      Conditions where, List<String> cheap, List<String> dear, Map<String, Object> values) {
    cheap.addAll(window("l.authorized_at", "authorized", where.authorized(), values));
    where
        .keyVersion()
        .ifPresent(
            version -> {
              cheap.add("starts_with(u.sealed, :sealedWith)");
              values.put("sealedWith", "vault:v" + version + ":");
            });
    where
        .region()
        .ifPresent(
            region -> {
              cheap.add("u.region = :region");
              values.put("region", region);
            });
    if (where.needsRelink()) {
      cheap.add("l.state = 'NEEDS_RELINK'");
    }
    use(where, cheap, dear, values);
  }

  /** The record of a user is looked through only for links whose tokens do not tell already. */
  private static void use(
      Conditions where, List<String> cheap, List<String> dear, Map<String, Object> values) {
    String refreshed = "not exists (select from refresh_token t where t.link_id = l.id and ";
    String used = "(select v.last_used_at from link_use v where v.link_id = l.id)";
    if (where.neverUsed()) {
      cheap.add(refreshed + "t.last_used_at is not null)");
      dear.add(used + " is null");
    }
    if (!where.lastUsed().isAny()) {
      if (where.lastUsed().before().isPresent()) {
        cheap.add("l.authorized_at < :lastUsedBefore");
        cheap.add(refreshed + "t.last_used_at >= :lastUsedBefore)");
      }
      dear.addAll(
          window("greatest(l.authorized_at, " + used + ")", "lastUsed", where.lastUsed(), values));
    }
  }

  /** Both kinds of tokens by their links, since access tokens have no index by link. */
  private static String issued(Window issued, Map<String, Object> values) {
    if (issued.isAny()) {
      return "";
    }
    String when = String.join(" and ", window("t.issued_at", "issued", issued, values));
    return ", issued as materialized (\n"
        + "select t.link_id from likely l join access_token t on t.link_id = l.id\n"
        + " where t.revoked_at is null and t.expires_at > statement_timestamp() and "
        + when
        + "\nunion\nselect t.link_id from likely l join refresh_token t on t.link_id = l.id where "
        + when
        + ")";
  }

  private static List<String> window(
      String instant, String name, Window window, Map<String, Object> values) {
    List<String> conditions = new ArrayList<>();
    window.after().ifPresent(at -> add(instant + " >= :", name + "After", at, conditions, values));
    window.before().ifPresent(at -> add(instant + " < :", name + "Before", at, conditions, values));
    return conditions;
  }

  private static void add(
      String comparison,
      String name,
      Instant at,
      List<String> conditions,
      Map<String, Object> values) {
    conditions.add(comparison + name);
    values.put(name, at);
  }
}
