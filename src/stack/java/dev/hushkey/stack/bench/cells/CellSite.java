package dev.hushkey.stack.bench.cells;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Approval;
import dev.hushkey.stack.fixture.Linking.Tokens;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.process.Http;
import dev.hushkey.stack.process.Progress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One cell: Hushkey, PostgreSQL, OpenBao and Keycloak of its own. */
final class CellSite implements AutoCloseable {

  /** Who links, by the name that they log in with. */
  private static final Map<String, String> PEOPLE =
      new TreeMap<>(Map.of("alice", People.ALICE, "bob", People.BOB));

  private static final String FURTHER_LINKS =
      """
      with made as (
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), 'bench-' || n, 'alexa', 'ACTIVE',
               clock_timestamp(), clock_timestamp(), clock_timestamp()
          from generate_series(1, ?) as n
        returning id)
      insert into upstream_token
             (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
      select id, 'vault:v1:sealed', clock_timestamp(), clock_timestamp() + interval '1 hour', 'na',
             'https://events.example/', 1
        from made
      """;

  private final String name;
  private final LocalStack stack;

  private CellSite(String name, LocalStack stack) {
    this.name = name;
    this.stack = stack;
  }

  /** Starts all of it, under a directory of its own. */
  static CellSite start(String name, Path directory) {
    CellSite site =
        new CellSite(
            name, LocalStack.startBeside(directory.resolve(name), new Progress(System.out)));
    site.stack.ensureDatabase(LocalStack.HUSHKEY);
    site.startHushkey();
    return site;
  }

  void startHushkey() {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig());
    config.put("hushkey.cell", name);
    stack.hushkey().start(config);
  }

  /** SIGKILL: no goodbye. */
  void kill() {
    stack.hushkey().kill();
  }

  String name() {
    return name;
  }

  String address() {
    return stack.hushkey().address();
  }

  String authority() {
    return URI.create(address()).getAuthority();
  }

  /** The secret of the admin program at this cell's Keycloak. */
  String adminSecret() {
    return stack.keycloak().clientSecret("hushkey-admin");
  }

  /** A token of the skill, of this cell's Keycloak. */
  String skill() {
    return stack.keycloak().serviceToken("alexa-skill");
  }

  /** What a person of this cell has linked. */
  record Linked(CellSite cell, String device, Tokens tokens, Linking at) {}

  /** Everybody links, logging in at this cell; the assistant fetches its tokens at the proxy. */
  List<Linked> link(String proxy) {
    List<Linked> all = new ArrayList<>();
    Linking pages = new Linking(stack);
    Linking assistant = pages.at(proxy);
    for (Map.Entry<String, String> person : PEOPLE.entrySet()) {
      String camera = name + "-camera-of-" + person.getKey();
      own(camera, person.getValue());
      Approval approval =
          pages.approve(person.getKey(), Map.of(new DeviceId(camera), Set.of(Action.VIEW)));
      requireOurs(approval.code());
      Tokens tokens = assistant.exchange(approval).tokens();
      requireOurs(tokens.refreshToken());
      all.add(new Linked(this, camera, tokens, assistant));
    }
    return all;
  }

  private void requireOurs(String issued) {
    if (!issued.startsWith(name + ".")) {
      throw new IllegalStateException("what cell " + name + " has issued does not name it");
    }
  }

  private void own(String camera, String user) {
    Http.send(
            HttpRequest.newBuilder(URI.create(address() + "/v1/devices/owners"))
                .header("Content-Type", "application/json")
                .header(
                    "Authorization", "Bearer " + stack.keycloak().serviceToken("camera-backend"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"changes":[{"device":"%s","user":"%s","name":"Door","room":"Porch"}]}"""
                            .formatted(camera, user))))
        .orFail("a change of owner");
  }

  /** So many further links, which nobody uses. */
  void addLinks(int links) {
    try (Connection connection = stack.postgres().connect(LocalStack.HUSHKEY);
        PreparedStatement insert = connection.prepareStatement(FURTHER_LINKS)) {
      insert.setInt(1, links);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stack.stopBeside();
  }
}
