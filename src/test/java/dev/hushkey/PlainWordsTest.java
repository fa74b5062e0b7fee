package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One word for one thing, and plain English: what was once written otherwise does not return. */
class PlainWordsTest {

  private static final List<Word> WORDS =
      List.of(
          // names, by the field's word or the glossary's (docs/architecture.md)
          name("\\bCodeGrant\\b", "CodeGrant", "AuthorizationCodeGrant"),
          name("\\bGrantCode\\b", "GrantCode", "UpstreamAuthorizationCode"),
          name("\\bGrantOutcome\\b", "GrantOutcome", "TokenOutcome or AcceptGrantOutcome"),
          name("[Cc]ampaign", "CampaignId", "revocation"),
          name("\\bGatherings?\\b", "Gathering", "TransitBatcher"),
          name("items-a-call", "batching.items-a-call", "max-items"),
          name("most-waiting", "batching.most-waiting", "max-queued"),
          name("calls-at-once", "batching.calls-at-once", "max-concurrent-calls"),
          name("\\b(Link)?Shel(f|ves)\\b", "LinkShelf", "CiphertextStore, LinkCiphertexts"),
          name("\\bAuthorizationIntake\\b", "AuthorizationIntake", "AuthorizationRequestResolver"),
          name("\\bAccessTokenForm\\b", "AccessTokenForm", "AccessTokenJwt"),
          name("\\bAuthorizationDetailsText\\b", "AuthorizationDetailsText", "…DetailsJson"),
          name("\\bTicks\\b", "Ticks", "ConsentSelection"),
          name("\\bOffers?\\b", "Offers", "ConsentOptions"),
          name("\\bSurroundings\\b", "Surroundings", "CommandContext"),
          name("\\bLinkRemains\\b", "LinkRemains", "LinkCleanup"),
          name("\\bOwnLinks\\b", "OwnLinks", "UserLinks"),
          name("\\bToldTo(Person|Assistant)\\b", "ToldToPerson", "ErrorPage or ErrorRedirect"),
          name("\\bStanding\\b", "PresentedCode.Standing", "CodeStatus"),
          name("\\b[uU]pkeep\\b", "upkeep.rotate", "maintenance"),
          name("\\bsurroundings\\b", "run(surroundings", "context"),
          name("\\bKeyUpkeep\\b", "KeyUpkeep", "TransitKeyMaintenance"),
          name("\\bProtectedResource\\b", "ProtectedResource", "ProtectedResourceMetadataResource"),
          name("\\b(MOST|LONGEST)_[A-Z]", "LONGEST_NAME", "MAX_…"),
          name("dev[./]hushkey[./](enablement|grant|rotation)[./;]", "dev.hushkey.grant;", "alexa"),
          // what people read
          phrase("rows are put away in the background", "put away", "clean up"),
          phrase("could not be put on record", "put on record", "record"),
          phrase("decision: is none of ours", "none of ours", "not a known value"),
          phrase("The assistants are not configured right", "configured right", "invalid"),
          phrase("must be more than nothing and at most", "more than nothing", "positive"),
          phrase("Which command? links list", "Which command\\?", "Missing command."),
          phrase(
              "Whose token? --vault-token-file", "Whose token\\?", "Missing --vault-token-file."),
          phrase("404; is it a Hushkey?", "is it a Hushkey", "is this a Hushkey server?"),
          phrase("Run it again: twice does no harm.", "does no harm", "is safe"),
          phrase("opens no more, in no copy", "opens? no more", "can no longer be opened"),
          phrase("There is no way back.", "no way back", "cannot be undone"),
          phrase("an OAuth client of another house", "(another|other) houses?", "third-party"),
          phrase("Tells who owns which device", "[Tt]ells? who\\b", "say, report"),
          phrase("for the one who was asked about", "the one who was", "the caller, the owner"),
          phrase("Who comes too late gets no row", "\\b[Ww]ho comes\\b", "one that comes"),
          phrase("a code ends by itself, too", "\\bby itself\\b", "alone, on its own"),
          phrase("for everything that nobody foresaw", "foresaw", "unexpected"),
          phrase(
              "more than a day ago. Any replica may, at any time",
              "Any replica may,",
              "any replica may run it"),
          phrase("Total: a new failure does not compile", "Total: a new", "exhaustive"),
          phrase("two exchanges of one code wait in line", "waits? in line", "one after the other"),
          phrase("What became of one item", "[Ww]hat bec(ame|omes) of", "the result of"),
          phrase(
              "as Keycloak vouches for it",
              "(as|that) Keycloak vouches",
              "authenticated by Keycloak"),
          phrase("signs no more; what it signed", "signs no more", "stops signing"),
          phrase("becomes readable on purpose", "readable on purpose", "deliberately"),
          phrase("An upstream token left the house", "(leaves?|left) the house", "hand out"),
          phrase(
              "Alike from outside, different in the log",
              "[Aa]like from outside",
              "callers see no difference"),
          phrase("the log-in of the request at hand", "the request at hand", "the current request"),
          phrase(
              "it does not matter when that is missed", "does not matter when", "does no damage"),
          phrase(
              "so a lost line changes no answer",
              "changes no answer",
              "does not change the answer"),
          phrase(
              "Nothing of a body gets into a message",
              "[Nn]othing of (a body|us)\\b",
              "no part of"),
          phrase("Vault is away: timeout", "is away[:;( ]", "is unavailable"));

  private static final Pattern TEXT =
      Pattern.compile("(.*\\.(java|md|properties|html|hcl|sql|py|lua|sh|xml|css)|.*/hushkey)");

  /** A line break in prose, in a comment, or between two parts of a string. */
  private static final Pattern BREAK =
      Pattern.compile("(\"\\s*\\R\\s*\\+\\s*\"|\\s*\\R\\s*(\\*|//|#|--)?)\\s*");

  /** A word that we no longer use, an example that it is found in, and what to write instead. */
  private record Word(Pattern old, String example, String better) {}

  private static Word name(String old, String example, String better) {
    return new Word(Pattern.compile(old), example, better);
  }

  private static Word phrase(String example, String old, String better) {
    return new Word(Pattern.compile(old), example, better);
  }

  @Test
  void sourcesAndDocs_useTheWordsOfTheGlossaryAndPlainEnglish() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : texts()) {
      String text = unwrapped(Files.readString(file));
      WORDS.forEach(word -> uses(word, text).forEach(use -> found.add(file + ": " + use)));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyWord_isFoundInItsExample_alsoWhereTheLineBreaks() {
    for (Word word : WORDS) {
      assertThat(uses(word, "x " + word.example() + " y")).as(word.example()).isNotEmpty();
      String wrapped = unwrapped("  /** x\n   * " + word.example().replace(" ", "\n   * ") + " y");
      assertThat(uses(word, wrapped)).as(wrapped).isNotEmpty();
    }
  }

  private static String unwrapped(String text) {
    return BREAK.matcher(text).replaceAll(" ");
  }

  private static List<String> uses(Word word, String text) {
    return word.old()
        .matcher(text)
        .results()
        .map(use -> "… " + around(text, use) + " …: write " + word.better())
        .toList();
  }

  private static String around(String text, MatchResult use) {
    return text.substring(Math.max(0, use.start() - 40), Math.min(text.length(), use.end() + 40));
  }

  private static List<Path> texts() {
    Path self = Path.of("src/test/java/dev/hushkey/PlainWordsTest.java");
    return Stream.of("src", "docs", "vault-policies", "hushkey", "pom.xml", "README.md")
        .map(Path::of)
        .flatMap(PlainWordsTest::files)
        .filter(file -> TEXT.matcher("/" + file).matches())
        .filter(file -> !file.equals(self))
        .sorted()
        .toList();
  }

  private static Stream<Path> files(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
