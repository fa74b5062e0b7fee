package dev.hushkey.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.preview.Preview;
import dev.hushkey.revocation.selection.Conditions;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Subjects;
import dev.hushkey.revocation.selection.Window;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random links and random selections, against a plain model: a dry run counts and a revocation ends
 * exactly what the selection says, at once and after the sweep. {@code -Dselection.seed=N} repeats
 * a run, {@code -Dselection.rounds=N} makes it longer.
 */
@OnStack
class SelectionIT {

  private static final int ROUNDS = Integer.getInteger("selection.rounds", 25);
  private static final long SEED = Long.getLong("selection.seed", System.nanoTime());
  private static final int CONDITIONS = 7;
  private static final int LINKS = 24;
  private static final List<String> ASSISTANTS = List.of("alexa", "google", "acme");
  private static final List<String> REGIONS = List.of("na", "eu", "fe");

  @Inject Revocations revocations;
  @Inject RevocationRecords records;
  @Inject Links links;
  @Inject Mutiny.SessionFactory sessions;
  @Inject Pool pool;
  @Inject EventBus bus;

  private SweepTrigger sweep;
  private Random random;
  private Instant start;
  private List<String> users;

  /** What a link is like; instants in minutes before the start, so that they often coincide. */
  private record Model(
      LinkId id,
      String user,
      String assistant,
      boolean needsRelink,
      int authorized,
      Tokens tokens,
      Sealed sealed) {

    List<String> devices() {
      return List.of(user + "-1", user + "-2");
    }

    /** In minutes before the start, so the latest is the smallest. */
    int lastUsed() {
      return IntStream.of(
              authorized,
              tokens.refreshed().orElse(Integer.MAX_VALUE),
              tokens.recorded().orElse(Integer.MAX_VALUE))
          .min()
          .getAsInt();
    }

    boolean isUsed() {
      return tokens.refreshed().isPresent() || tokens.recorded().isPresent();
    }

    IntStream issued() {
      return IntStream.concat(
          IntStream.of(tokens.issued()),
          tokens.expired() ? IntStream.empty() : tokens.access().stream());
    }
  }

  /** Of one link: when they were issued and used, and whether its access token is over. */
  private record Tokens(
      int issued,
      OptionalInt refreshed,
      OptionalInt access,
      boolean expired,
      OptionalInt recorded) {}

  private record Sealed(int version, String region) {}

  /** Selections of everything are a part of it. */
  @BeforeAll
  static void forgetOtherTests() {
    Database.update("truncate link, access_token, cut_off, ownership cascade");
    Database.update(
        "update revocation set erased_at = clock_timestamp(), finished_at = clock_timestamp()");
  }

  @BeforeEach
  void sweepOnlyWhenAsked() {
    sweep = SweepTrigger.install(sessions, pool, bus, links);
    random = new Random(SEED);
  }

  @Test
  void selection_atRandom_endsExactlyWhatItSays() {
    int ended = 0;
    int looked = 0;
    for (int round = 0; round < ROUNDS; round++) {
      newWorld();
      List<Model> world = IntStream.range(0, LINKS).mapToObj(_ -> anyLink()).toList();
      store(world);
      Optional<Selection> drawn =
          round < CONDITIONS ? Optional.of(alone(round)) : anySelection(world);
      if (drawn.isEmpty()) {
        continue;
      }
      looked++;
      ended += check(world, drawn.get(), "seed %d, round %d: ".formatted(SEED, round));
    }
    // Otherwise it would prove little.
    assertThat(looked).isGreaterThan(ROUNDS / 2);
    assertThat(ended).as("seed %d", SEED).isPositive();
  }

  private Subjects subjects;
  private Conditions where;

  private int check(List<Model> world, Selection selection, String when) {
    String what = when + selection.words();
    List<Model> meant = world.stream().filter(this::isMeant).toList();
    boolean ofDevices = !subjects.devices().isEmpty();
    Set<String> links =
        meant.stream()
            .filter(link -> !ofDevices || !ended(link).isEmpty())
            .map(link -> link.id().toString())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> grants =
        meant.stream().flatMap(link -> ended(link).stream()).collect(Collectors.toSet());

    Preview preview = result(revocations.count(selection, Actor.system()));
    assertThat(List.of(preview.links(), preview.users()))
        .as(what)
        .containsExactly(
            (long) links.size(),
            meant.stream()
                .filter(link -> links.contains(link.id().toString()))
                .map(Model::user)
                .distinct()
                .count());
    assertThat(preview.parts().stream().mapToLong(Preview.Part::links).sum())
        .as(what)
        .isEqualTo(links.size());
    assertThat(preview.sample().stream().map(one -> one.link().link().toString()))
        .as(what)
        .hasSize(Math.min(Preview.SAMPLE, links.size()))
        .isSubsetOf(links);
    Revocation revocation =
        result(revocations.revoke(selection, Revocation.Cause.of("a test"), Actor.system(), false));
    List<Model> afterwards = List.of(newLink(world.getFirst()), newLink(world.getLast()));
    store(afterwards);

    assertState(world, afterwards, ofDevices ? Set.of() : links, grants, what);
    sweep.sweepNow();
    assertState(world, afterwards, ofDevices ? Set.of() : links, grants, what + ", swept");
    Revocation swept = result(records.require(revocation.id()));
    assertThat(swept.progress().finishedAt()).as(what).isPresent();
    assertThat(swept.progress().cleanedUp().swept())
        .as(what)
        .isEqualTo(ofDevices ? grants.size() : links.size());
    assertThat(swept.order().what().ends()).isEqualTo(selection.words());
    assertThat(
            rows(
                "select l.id from link l join upstream_token u on u.link_id = l.id"
                    + " where l.user_id like ? || '%' and u.sealed is null"))
        .as(what + ", erased")
        .isEqualTo(ofDevices ? Set.of() : links);
    return links.size();
  }

  private List<String> ended(Model link) {
    return link.devices().stream()
        .filter(device -> subjects.devices().contains(new DeviceId(device)))
        .map(device -> link.id() + " " + device)
        .toList();
  }

  private void assertState(
      List<Model> world,
      List<Model> afterwards,
      Set<String> links,
      Set<String> grants,
      String what) {
    Set<String> living =
        Stream.concat(world.stream(), afterwards.stream())
            .map(link -> link.id().toString())
            .filter(id -> !links.contains(id))
            .collect(Collectors.toSet());
    Set<String> live =
        Stream.concat(world.stream(), afterwards.stream())
            .filter(link -> living.contains(link.id().toString()))
            .flatMap(link -> link.devices().stream().map(device -> link.id() + " " + device))
            .filter(grant -> !grants.contains(grant))
            .collect(Collectors.toSet());
    assertThat(
            rows("select id from current_link where user_id like ? || '%' and state <> 'REVOKED'"))
        .as(what)
        .isEqualTo(living);
    assertThat(
            rows(
                "select link_id || ' ' || device_id from current_device_grant"
                    + " where user_id like ? || '%' and live"))
        .as(what)
        .isEqualTo(live);
  }

  private Set<String> rows(String select) {
    String all =
        Database.text(
            "select coalesce(string_agg(found.one::text, ','), '') from (%s) as found (one)"
                .formatted(select),
            users.getFirst().substring(0, users.getFirst().length() - 1));
    return Stream.of(all.split(",")).filter(one -> !one.isEmpty()).collect(Collectors.toSet());
  }

  private boolean isMeant(Model link) {
    return subjects.assistant().map(id -> id.value().equals(link.assistant())).orElse(true)
        && (subjects.users().isEmpty() || subjects.users().contains(new UserId(link.user())))
        && (subjects.links().isEmpty() || subjects.links().contains(link.id()))
        && isIn(where.authorized(), link.authorized())
        && (where.issued().isAny() || link.issued().anyMatch(at -> isIn(where.issued(), at)))
        && isIn(where.lastUsed(), link.lastUsed())
        && (!where.neverUsed() || !link.isUsed())
        && (!where.needsRelink() || link.needsRelink())
        && where.keyVersion().orElse(link.sealed().version()) == link.sealed().version()
        && where.region().map(link.sealed().region()::equals).orElse(true);
  }

  private boolean isIn(Window window, int minutesAgo) {
    Instant at = ago(minutesAgo);
    return window.after().map(after -> !at.isBefore(after)).orElse(true)
        && window.before().map(at::isBefore).orElse(true);
  }

  private Instant ago(int minutes) {
    return start.minus(minutes, ChronoUnit.MINUTES);
  }

  private void newWorld() {
    // Links of this round may be older than what an earlier one cut off.
    Database.update("delete from cut_off");
    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
    start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);
    String run = "sel-" + UUID.randomUUID() + "-";
    users = IntStream.range(0, 6).mapToObj(n -> run + n).toList();
    Database.update(
        """
        insert into ownership (device_id, user_id, epoch, name, changed_at)
        select u || '-' || n, u, 1, 'camera', clock_timestamp()
          from unnest(string_to_array(?, ',')) as u, generate_series(1, 2) as n
        """,
        String.join(",", users));
  }

  private Model anyLink() {
    int authorized = minute();
    return new Model(
        LinkIds.create(),
        any(users),
        any(ASSISTANTS),
        chance(30),
        authorized,
        new Tokens(
            Math.max(0, authorized - random.nextInt(3)),
            maybe(() -> Math.max(0, authorized - random.nextInt(6))),
            maybe(() -> Math.max(0, authorized - random.nextInt(6))),
            chance(30),
            maybe(() -> Math.max(0, authorized - random.nextInt(6)))),
        new Sealed(1 + random.nextInt(3), any(REGIONS)));
  }

  /** Made after the revocation, by the same user with the same assistant. */
  private Model newLink(Model like) {
    start = Instant.now();
    return new Model(
        LinkIds.create(),
        like.user(),
        like.assistant(),
        like.needsRelink(),
        0,
        new Tokens(0, OptionalInt.empty(), OptionalInt.of(0), false, OptionalInt.empty()),
        like.sealed());
  }

  /** One condition of every link: by chance alone, a run might never come to it. */
  private Selection alone(int condition) {
    Window window = new Window(Optional.of(ago(9)), Optional.of(ago(4)));
    where =
        new Conditions(
            condition == 0 ? window : Window.ANY,
            condition == 1 ? window : Window.ANY,
            condition == 2 ? window : Window.ANY,
            condition == 3,
            condition == 4,
            condition == 5 ? OptionalInt.of(2) : OptionalInt.empty(),
            condition == 6 ? Optional.of("eu") : Optional.empty());
    subjects = new Subjects(Optional.empty(), List.of(), List.of(), List.of());
    return Selection.of(subjects, where);
  }

  private Optional<Selection> anySelection(List<Model> world) {
    try {
      where =
          new Conditions(
              anyWindow(),
              anyWindow(),
              anyWindow(),
              chance(10),
              chance(15),
              maybeRarely(() -> 1 + random.nextInt(3)),
              chance(20) ? Optional.of(any(REGIONS)) : Optional.empty());
    } catch (IllegalArgumentException contradiction) {
      return Optional.empty();
    }
    if (chance(30)) {
      where =
          chance(50)
              ? Conditions.NONE
              : new Conditions(
                  new Window(Optional.empty(), Optional.of(ago(minute()))),
                  Window.ANY,
                  Window.ANY,
                  false,
                  false,
                  OptionalInt.empty(),
                  Optional.empty());
    }
    subjects =
        new Subjects(
            chance(40)
                ? Optional.of(new AssistantId(any(ASSISTANTS)))
                : Optional.<AssistantId>empty(),
            some(users.stream().map(UserId::new).toList()),
            some(world.stream().map(Model::id).toList()),
            chance(60)
                ? List.of()
                : some(
                    users.stream()
                        .flatMap(user -> Stream.of(user + "-1", user + "-2"))
                        .map(DeviceId::new)
                        .toList()));
    return Optional.of(Selection.of(subjects, where));
  }

  private <T> List<T> some(List<T> all) {
    return chance(60) ? List.of() : all.stream().filter(_ -> chance(60)).toList();
  }

  private Window anyWindow() {
    return new Window(
        chance(15) ? Optional.of(ago(minute())) : Optional.empty(),
        chance(15) ? Optional.of(ago(minute())) : Optional.empty());
  }

  private int minute() {
    return 1 + random.nextInt(12);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private OptionalInt maybe(java.util.function.IntSupplier value) {
    return chance(50) ? OptionalInt.of(value.getAsInt()) : OptionalInt.empty();
  }

  private OptionalInt maybeRarely(java.util.function.IntSupplier value) {
    return chance(15) ? OptionalInt.of(value.getAsInt()) : OptionalInt.empty();
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private void store(List<Model> world) {
    insert(
        "insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)",
        world,
        _ -> true,
        link ->
            "'%s', '%s', '%s', '%s', %4$s, %4$s, %4$s"
                .replace("%4$s", at(link.authorized()))
                .formatted(
                    link.id(),
                    link.user(),
                    link.assistant(),
                    link.needsRelink() ? "NEEDS_RELINK" : "ACTIVE"));
    for (int n = 0; n < 2; n++) {
      int device = n;
      insert(
          "insert into device_grant (link_id, device_id, actions, epoch, granted_at)",
          world,
          _ -> true,
          link ->
              "'%s', '%s', array['view'], 1, %s"
                  .formatted(link.id(), link.devices().get(device), at(link.authorized())));
    }
    insert(
        "insert into upstream_token (link_id, sealed, region, received_at, access_expires_at,"
            + " event_endpoint, version)",
        world,
        _ -> true,
        link ->
            "'%s', 'vault:v%d:sealed', '%s', %s, now(), 'https://localhost', 1"
                .formatted(
                    link.id(),
                    link.sealed().version(),
                    link.sealed().region(),
                    at(link.authorized())));
    insert(
        "insert into refresh_token (token_hash, link_id, issued_at, last_used_at)",
        world,
        _ -> true,
        link ->
            "sha256('%1$s'), '%1$s', %2$s, %3$s"
                .formatted(
                    link.id(),
                    at(link.tokens().issued()),
                    link.tokens().refreshed().stream()
                        .mapToObj(this::at)
                        .findFirst()
                        .orElse("null")));
    insert(
        "insert into access_token (id, link_id, issued_at, expires_at)",
        world,
        link -> link.tokens().access().isPresent(),
        link ->
            "gen_random_uuid(), '%s', %s, now() %s interval '1 hour'"
                .formatted(
                    link.id(),
                    at(link.tokens().access().getAsInt()),
                    link.tokens().expired() ? "-" : "+"));
    insert(
        "insert into audit_event (kind, actor, outcome, user_id, assistant, link_id, at)",
        world,
        link -> link.tokens().recorded().isPresent(),
        link ->
            "'check', 'a test', 'allowed', '%s', '%s', '%s', %s"
                .formatted(
                    link.user(),
                    link.assistant(),
                    link.id(),
                    at(link.tokens().recorded().getAsInt())));
  }

  private String at(int minutesAgo) {
    return "'" + ago(minutesAgo) + "'::timestamptz";
  }

  private static void insert(
      String into,
      List<Model> world,
      Predicate<Model> which,
      java.util.function.Function<Model, String> values) {
    List<String> rows = new ArrayList<>();
    world.stream().filter(which).forEach(link -> rows.add("(" + values.apply(link) + ")"));
    if (!rows.isEmpty()) {
      Database.update(into + " values " + String.join(", ", rows));
    }
  }

  private static <T> T result(Uni<T> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
