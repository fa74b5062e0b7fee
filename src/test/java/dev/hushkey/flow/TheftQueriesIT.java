package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The queries of docs/runbooks/assistant-credentials-stolen.md find whom a theft affected. */
@OnStack
class TheftQueriesIT {

  private static final Path PAGE = Path.of("docs/runbooks/assistant-credentials-stolen.md");
  private static final Pattern SQL = Pattern.compile("```sql\n(.*?);\n *```", Pattern.DOTALL);

  private final Linking alexa = new Linking(TestStack.current());

  private static List<String> queries() throws IOException {
    return SQL.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
  }

  /** The answer as text, with the variables as psql fills them in. */
  private static String ask(String query, Map<String, String> variables) {
    String filled =
        Pattern.compile(":'(\\w+)'")
            .matcher(query)
            .replaceAll((MatchResult name) -> "'" + variables.get(name.group(1)) + "'");
    return Database.text("select string_agg(q::text, '\n') from (" + filled + ") as q");
  }

  private static String now() {
    return Database.text("select clock_timestamp()::text");
  }

  @Test
  void usersWhoseTokensWereIssued_areFoundByTheTimeOfTheTheft() throws IOException {
    LinkedCamera before = LinkedCamera.ofBob();
    LinkedCamera refreshed = LinkedCamera.ofAlice();
    String from = now();
    alexa.refresh(refreshed.refreshToken()).tokens();
    String until = now();
    alexa.refresh(before.refreshToken()).tokens();

    String affected =
        ask(queries().getFirst(), Map.of("assistant", "alexa", "from", from, "until", until));

    assertThat(affected).isEqualTo("(" + People.ALICE + "," + refreshed.link() + ")");
  }

  @Test
  void actsWithAStolenRefreshToken_areFoundThroughItsSuccessors() throws IOException {
    String from = now();
    LinkedCamera camera = LinkedCamera.ofAlice();
    Linking.Tokens first = alexa.refresh(camera.refreshToken()).tokens();
    Linking.Tokens second = alexa.refresh(first.refreshToken()).tokens();
    Api.check(camera.accessToken(), camera.device(), Action.EVENTS).then().statusCode(200);
    Api.check(first.accessToken(), camera.device(), Action.VIEW).then().statusCode(200);
    Api.check(second.accessToken(), camera.device(), Action.CONTROL).then().statusCode(200);
    Api.introspect(second.accessToken()).then().statusCode(200);

    String acts =
        ask(
            queries().getLast(),
            Map.of("from", from, "fingerprint", fingerprint(camera.refreshToken())));

    assertThat(acts.lines().map(TheftQueriesIT::kindAndAction))
        .containsExactly(
            "tokens-refreshed,done,assistant:alexa,",
            "tokens-refreshed,done,assistant:alexa,",
            "check,allowed,service:alexa-skill,view",
            "check,refused,service:alexa-skill,control",
            "introspection,allowed,service:alexa-skill,");
  }

  @Test
  void opaqueAccessToken_isFoundByItsFingerprint() {
    Linking google = alexa.as(StackAssistant.GOOGLE);
    Linking.Tokens tokens =
        google.link("alice", Map.of(Api.newCamera(People.ALICE), Set.of(Action.VIEW)));
    assertThat(
            Database.text(
                "select user_id from audit_event where kind = 'tokens-issued' and detail like ?",
                "%(" + fingerprint(tokens.accessToken()) + ")%"))
        .isEqualTo(People.ALICE);
  }

  private static String kindAndAction(String row) {
    String[] columns = row.split(",", -1);
    return String.join(",", columns[1], columns[2], columns[3], columns[6]);
  }

  private static String fingerprint(String token) {
    return TokenHash.of(SecretText.of(token)).fingerprint();
  }
}
