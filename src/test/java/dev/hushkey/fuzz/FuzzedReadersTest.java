package dev.hushkey.fuzz;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.hushkey.oauth.request.RequestParameters;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What reads text from outside is fuzzed, and what is added later, too. */
class FuzzedReadersTest {

  /** How our readers are called. */
  private static final String READS =
      "read|parse|from|unpack|fromKey|hasForm|isSignature|isPlain|isClaimed|resultsIn|toForget";

  /** What texts from outside come as. */
  private static final Set<String> RAW =
      Set.of(
          String.class.getName(),
          byte[].class.getName(),
          Buffer.class.getName(),
          JsonNode.class.getName(),
          MultivaluedMap.class.getName(),
          RequestParameters.class.getName(),
          "dev.hushkey.upstream.UpstreamHttp$Answer",
          "dev.hushkey.cli.session.Answer");

  /** Readers in name, of something that is not an outsider's, or that a target reaches. */
  private static final Map<String, String> EXPLAINED =
      Map.ofEntries(
          // reached by the target of their only caller
          Map.entry("dev.hushkey.identity.CanonicalUuid.read", "by each id"),
          Map.entry("dev.hushkey.upstream.AnswerJson.read", "by token-answer and others"),
          Map.entry("dev.hushkey.caller.SignedToken.read", "by signed-token and dpop-proof"),
          Map.entry("dev.hushkey.caller.SignedToken.isSignature", "by signed-token"),
          Map.entry("dev.hushkey.account.page.ConsentSelection.read", "by consent-form"),
          Map.entry("dev.hushkey.account.login.LogOutProof.isClaimed", "by log-out-state"),
          Map.entry("dev.hushkey.identity.AccessTokenId.from", "by access-token"),
          Map.entry("dev.hushkey.handout.decision.Nonce.read", "by handout"),
          Map.entry("dev.hushkey.cli.profile.Profiles.read", "by cli-profiles"),
          Map.entry("dev.hushkey.cli.terminal.SecretFile.read", "the name of a file, as typed"),
          // not an outsider's: our own settings, our own rows, our own values
          Map.entry("dev.hushkey.oauth.keys.KeyPurpose.from", "a column of ours"),
          Map.entry("dev.hushkey.oauth.keys.PublicJwk.parse", "a column of ours"),
          Map.entry("dev.hushkey.seal.login.LoginMethod.read", "a file of the operator"));

  private static JavaClasses ours;
  private static JavaClasses fuzzers;
  private static Set<String> called;

  @BeforeAll
  static void importClasses() {
    // by name is enough; to resolve what our classes use would take longer than all the rest
    ArchConfiguration.withThreadLocalScope(
        configuration -> {
          configuration.setResolveMissingDependenciesFromClassPath(false);
          ours = new ClassFileImporter().importPath(Path.of("target/classes/dev/hushkey"));
          fuzzers = fuzzers();
        });
    called =
        fuzzers.stream()
            .flatMap(
                target ->
                    Stream.<JavaAccess<?>>concat(
                        target.getCodeUnitCallsFromSelf().stream(),
                        target.getMethodReferencesFromSelf().stream()))
            .map(call -> call.getTargetOwner().getName() + "." + call.getName())
            .collect(toCollection(TreeSet::new));
  }

  private static JavaClasses fuzzers() {
    try (Stream<Path> files = Files.walk(Path.of("target/test-classes/dev/hushkey"))) {
      return new ClassFileImporter()
          .importPaths(files.filter(file -> file.toString().endsWith("Fuzz.class")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRaw(JavaParameter parameter) {
    return RAW.contains(parameter.getRawType().getName());
  }

  private static String nameOf(JavaCodeUnit unit) {
    return unit.getOwner().getName() + "." + unit.getName();
  }

  private static Stream<JavaMethod> readers() {
    return ours.stream()
        // they read an operator's settings, and what the operator's own services say
        .filter(room -> !room.getPackageName().matches("dev\\.hushkey\\.(doctor|guard)(\\..*)?"))
        .flatMap(room -> room.getMethods().stream())
        .filter(method -> method.getName().matches(READS))
        .filter(method -> method.getModifiers().contains(JavaModifier.STATIC))
        .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(method -> method.getParameters().stream().anyMatch(FuzzedReadersTest::isRaw));
  }

  @Test
  void reader_ofTextFromOutside_hasATarget() {
    Set<String> missing =
        readers()
            .map(FuzzedReadersTest::nameOf)
            .filter(reader -> !called.contains(reader) && !EXPLAINED.containsKey(reader))
            .collect(toCollection(TreeSet::new));

    assertThat(missing)
        .as("add a target in the …Fuzz class of the room (docs/supply-chain.md), or a reason here")
        .isEmpty();
  }

  @Test
  void body_ofADoor_hasATarget() {
    Set<String> targets =
        fuzzers.stream()
            .flatMap(target -> target.getReferencedClassObjects().stream())
            .map(reference -> reference.getRawType().getName())
            .collect(toCollection(TreeSet::new));
    Set<String> bodies =
        ours.stream()
            .filter(room -> room.isAnnotatedWith("jakarta.ws.rs.Path"))
            .flatMap(room -> room.getMethods().stream())
            .filter(FuzzedReadersTest::isOperation)
            .flatMap(method -> method.getParameters().stream())
            .filter(parameter -> parameter.getAnnotations().isEmpty())
            .map(parameter -> parameter.getRawType().getName())
            // forms are read by the readers above
            .filter(type -> !type.equals(MultivaluedMap.class.getName()))
            .collect(toCollection(TreeSet::new));

    assertThat(bodies).hasSizeGreaterThan(10);
    assertThat(targets).as("add it to the …Fuzz class of its room").containsAll(bodies);
  }

  private static boolean isOperation(JavaMethod method) {
    return method.getAnnotations().stream()
        .map(JavaAnnotation::getRawType)
        .map(JavaClass::getName)
        .anyMatch(name -> name.matches("jakarta\\.ws\\.rs\\.(GET|POST|PUT|DELETE|PATCH)"));
  }

  @Test
  void explanations_areOfReaders() {
    List<String> known = readers().map(FuzzedReadersTest::nameOf).toList();
    assertThat(known).containsAll(EXPLAINED.keySet());
  }

  @Test
  void fuzzClasses_areAllListed() {
    List<String> listed = FuzzTargets.CLASSES.stream().map(Class::getName).toList();
    assertThat(fuzzers).extracting(JavaClass::getName).containsExactlyInAnyOrderElementsOf(listed);
  }
}
