package dev.hushkey;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.SqlInSources.Source;
import dev.hushkey.SqlInSources.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The plan of the tables: each belongs to one room, and no other room writes it
 * (docs/adr/0024-every-table-has-one-owner.md). Views belong to nobody and are for everybody.
 */
class TableOwnerTest {

  private static final Path PAGE = Path.of("docs/schema.md");

  private static final Map<String, String> OWNERS =
      Map.ofEntries(
          entry("database_timeline", "timeline"),
          entry("ownership", "ownership"),
          entry("link", "link"),
          entry("device_grant", "link"),
          entry("user_decision", "link"),
          entry("revocation", "revocation"),
          entry("revocation_request", "revocation.approval"),
          entry("sweep_pace", "revocation.pace"),
          entry("cut_off", "revocation"),
          entry("log_out", "revocation"),
          entry("drill", "drill"),
          entry("pushed_request", "oauth.authorize"),
          entry("authorization_code", "oauth.authorize"),
          entry("authorization_code_device", "oauth.authorize"),
          entry("access_token", "oauth.issued"),
          entry("access_token_device", "oauth.issued"),
          entry("refresh_token", "oauth.issued"),
          entry("refresh_chain", "oauth.issued"),
          entry("upstream_token", "upstreamtoken"),
          entry("upstream_pause", "upstream"),
          entry("upstream_brake", "upstreamtoken"),
          entry("upstream_pace", "upstreamtoken"),
          entry("errand", "errand"),
          entry("errand_count", "errand"),
          entry("errand_pace", "errand"),
          entry("dpop_proof", "caller"),
          entry("app_link_attempt", "alexa.applink"),
          entry("signing_key", "oauth.keys"),
          entry("rewrap", "transitkeys"),
          entry("shredding", "transitkeys"),
          entry("audit_event", "audit"),
          entry("record_keeping", "migration"),
          entry("log_in_pace", "account.turn"),
          entry("log_in_turn", "account.turn"));

  /** A room that reads another's table in a statement of its own, and why it has to. */
  private record Read(String room, String table, String why) {}

  private static final String SEALED =
      "Which versions of which keys seal what is in use, to compare with those that Vault has.";

  private static final List<Read> READS =
      List.of(
          new Read(
              "link",
              "authorization_code_device",
              "A link takes its device grants from its code, all with one insert."),
          new Read(
              "link",
              "ownership",
              "A link takes only devices that are still the user's at the moment of the insert."),
          new Read(
              "upstreamtoken",
              "link",
              "A rewrap pages by an index of the link's own state, which the view's cannot use."),
          new Read(
              "upstreamtoken",
              "upstream_pause",
              "A lease is taken in one statement, and not while its assistant is left alone."),
          new Read(
              "errand",
              "revocation",
              "While an admin lets the background work of a revocation rest, so do its errands."),
          new Read(
              "revocation",
              "errand_count",
              "What is shown of a revocation includes what assistants did, in one statement."),
          new Read(
              "revocation",
              "link",
              "The sweep looks for rows that do not say yet what the view says already."),
          new Read(
              "revocation",
              "device_grant",
              "The sweep looks for rows that do not say yet what the view says already."),
          new Read(
              "revocation",
              "user_decision",
              "A cut-off is dated after the latest decision of any user."),
          new Read(
              "revocation",
              "upstream_token",
              "A leaked token is looked for among all that we issued or hold, in one statement."),
          new Read(
              "revocation",
              "access_token",
              "A leaked token is looked for among all that we issued or hold, in one statement."),
          new Read(
              "revocation",
              "refresh_token",
              "A leaked token is looked for among all that we issued or hold, in one statement."),
          new Read(
              "revocation",
              "refresh_chain",
              "A leaked token is looked for among all that we issued or hold, in one statement."),
          new Read(
              "revocation.selection",
              "cut_off",
              "A list that was revoked is read back from its cut-offs."),
          new Read(
              "revocation.selection",
              "link",
              "What a selection matches is looked up by indexes of the link's own state."),
          new Read(
              "revocation.selection",
              "device_grant",
              "What a selection matches includes one of these devices."),
          new Read(
              "revocation.selection",
              "upstream_token",
              "What a selection matches is sealed with a version of a key, or is of a region."),
          new Read(
              "revocation.selection",
              "access_token",
              "What a selection matches has a token that was issued then."),
          new Read(
              "revocation.selection",
              "refresh_token",
              "What a selection matches has a token that was issued or used then."),
          new Read(
              "revocation.preview",
              "link",
              "A million links are counted by their rows: asking the view for each takes ten seconds."),
          new Read(
              "revocation.preview",
              "revocation",
              "What the clean-ups under way have not come to yet is not counted."),
          new Read(
              "revocation.relink",
              "link",
              "Whoever is back is told by what ended a link and by the links made since, living or not."),
          new Read(
              "revocation.relink",
              "device_grant",
              "Whoever is back is told by what ended a grant and by the grants made since."),
          new Read(
              "revocation.relink",
              "user_decision",
              "Only users who have decided since can be back; an index finds them."),
          new Read(
              "oauth.authorize",
              "ownership",
              "A code takes only devices that are the user's at the moment of the insert."),
          new Read(
              "oauth.issued",
              "link",
              "A refresh is one statement and tells whether the link was made by a rich request;"
                  + " the sweep asks when a link's row ended; an opaque token is its link's user's."),
          new Read(
              "oauth.status",
              "link",
              "An introspection is one statement and tells what a rich request was granted."),
          new Read(
              "oauth.status",
              "access_token_device",
              "An introspection is one statement and tells what the token was narrowed to."),
          new Read(
              "oauth.status",
              "refresh_token",
              "An introspection is one statement and tells a refresh token's instants."),
          new Read(
              "alexa.acceptgrant",
              "upstream_token",
              "Whether the token lives and its code was accepted before is true of one moment."),
          new Read("handout.decision", "link", "One statement decides."),
          new Read("handout.decision", "device_grant", "One statement decides."),
          new Read("handout.decision", "access_token", "One statement decides."),
          new Read("handout.decision", "ownership", "One statement decides."),
          new Read("handout.decision", "upstream_token", "One statement decides."),
          new Read("handout.decision", "access_token_device", "One statement decides."),
          new Read(
              "gauge",
              "link",
              "A bounded share of the rows tells how many links wait for their users."),
          new Read("gauge", "revocation", "One statement tells how far all clean-ups have come."),
          new Read(
              "gauge", "ownership", "Of how many devices a restore has made the owner unknown."),
          new Read(
              "restore",
              "database_timeline",
              "Whether anything tells of a restore is asked in its own transaction, as the owner."),
          new Read(
              "standby",
              "database_timeline",
              "One statement tells how far a standby is behind, by the latest sign of life."),
          new Read(
              "doctor.postgres",
              "ownership",
              "Of how many devices a restore has made the owner unknown."),
          new Read("doctor.postgres", "record_keeping", "It says for how long the record is kept."),
          new Read("doctor.postgres", "link", SEALED),
          new Read("doctor.postgres", "upstream_token", SEALED),
          new Read("doctor.postgres", "signing_key", SEALED),
          new Read(
              "account.connected",
              "ownership",
              "One statement lists a user's links, devices and their last use for the page."));

  private static final SqlInSources SQL = new SqlInSources(new TreeSet<>(OWNERS.keySet()));

  private static final List<Source> HOUSE = SqlInSources.ofHushkey();

  @Test
  void tables_areWrittenByTheirOwnersOnly() {
    assertThat(foreign(HOUSE).filter(Use::writes)).isEmpty();
  }

  @Test
  void tables_areReadByOtherRooms_onlyAsListed() {
    assertThat(
            foreign(HOUSE)
                .filter(use -> !use.writes())
                .filter(use -> READS.stream().noneMatch(read -> isMeantBy(use, read))))
        .isEmpty();
  }

  @Test
  void listedReads_areStillMade() {
    List<Use> uses = foreign(HOUSE).toList();
    assertThat(READS)
        .filteredOn(read -> uses.stream().noneMatch(use -> isMeantBy(use, read)))
        .isEmpty();
  }

  @Test
  void owners_writeTheirTables() {
    Map<String, String> writers = new TreeMap<>();
    SQL.uses(HOUSE).stream()
        .filter(Use::writes)
        .forEach(use -> writers.put(use.table(), use.room()));
    assertThat(writers).isEqualTo(new TreeMap<>(OWNERS));
  }

  @Test
  void statements_nameTheirTables() {
    assertThat(SqlInSources.statementsWithoutTheirTable(HOUSE)).isEmpty();
  }

  @Test
  void everyTableOfTheMigrations_hasAnOwner() {
    Pattern create =
        Pattern.compile("(?m)^create table (?:if not exists )?(\\w++)(?! partition of)");
    assertThat(Migrations.find(create).map(made -> made.group(1)))
        .containsExactlyInAnyOrderElementsOf(OWNERS.keySet());
  }

  @Test
  void pageOfTheSchema_namesTheSameOwners() throws IOException {
    Pattern row = Pattern.compile("(?m)^\\| `(\\w+)` \\| `([\\w.]+)` \\| V\\d+ \\|");
    Map<String, String> page = new TreeMap<>();
    row.matcher(Files.readString(PAGE))
        .results()
        .forEach(found -> page.put(found.group(1), found.group(2)));
    assertThat(page).isEqualTo(new TreeMap<>(OWNERS));
  }

  @Test
  void foreignWrite_isSeenHoweverItIsWritten() {
    for (String code :
        List.of(
            "\"update link set state = 'X'\"",
            "\"UPDATE link SET state = 'X'\"",
            "\"delete from \" + \"link where id = $1\"",
            "\"\"\"\n  with old as (\n    delete from link\n     where id = $1)\n  select 1\n  \"\"\"",
            "\"\"\"\n  insert into link as l (id)\n  values ($1)\n  \"\"\"",
            "session.persist(new LinkRow())")) {
      assertThat(foreign(List.of(LINK_ROW, audit(code))).filter(Use::writes))
          .as(code)
          .containsExactly(new Use("audit", "link", true, "A.java"));
    }
  }

  @Test
  void foreignRead_isSeenHoweverItIsWritten() {
    for (String code :
        List.of(
            "\"select id from link\"",
            "\"select 1 from current_link c, link l where c.id = l.id\"",
            "\"delete from audit_event using link l where l.id = link_id\"",
            "\"select \" + COLUMNS + \" from link\"",
            "\"from LinkRow\"")) {
      assertThat(foreign(List.of(LINK_ROW, audit(code))))
          .as(code)
          .containsExactly(new Use("audit", "link", false, "A.java"));
    }
  }

  @Test
  void whatIsNoUseOfATable_isNotTakenForOne() {
    for (String code :
        List.of(
            "// update link set state = 'X'\n",
            "\"an update of the link\"",
            "\"select id from current_link where id = :link\"",
            "\"select id from current_link where reason = 'update link'\"",
            "\"select link_id from current_device_grant -- not from link\"")) {
      assertThat(foreign(List.of(LINK_ROW, audit(code)))).as(code).isEmpty();
    }
  }

  private static final Source LINK_ROW =
      new Source("link", "LinkRow.java", "@Entity\n@Table(name = \"link\")\nclass LinkRow {}");

  private static Source audit(String code) {
    return new Source("audit", "A.java", "class A {\n  Object a = " + code + ";\n}");
  }

  private static Stream<Use> foreign(List<Source> sources) {
    return SQL.uses(sources).stream().filter(use -> !OWNERS.get(use.table()).equals(use.room()));
  }

  private static boolean isMeantBy(Use use, Read read) {
    return use.room().equals(read.room()) && use.table().equals(read.table()) && !use.writes();
  }
}
