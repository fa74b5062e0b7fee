package dev.hushkey.cli.links;

import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Selector;
import dev.hushkey.secret.TokenName;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a command is about: what is named, and conditions, all of which narrow each other. */
final class SelectorOptions {

  @ArgGroup(validate = false, heading = "%n  What to revoke; these narrow each other:%n")
  private Named named = new Named();

  @ArgGroup(
      validate = false,
      heading = "%n  Conditions (INSTANT: 2026-01-31T08:00:00Z, 2026-01-31 UTC, or an age, 90d):%n")
  private Conditions conditions = new Conditions();

  @ArgGroup(validate = false, heading = "%n  Saved selections:%n")
  private Saved saved = new Saved();

  /** What is named. */
  static final class Named {
    @Option(names = "--everything", description = "Every link with every assistant.")
    boolean everything;

    @Option(
        names = "--assistant",
        paramLabel = "ASSISTANT",
        description = "Only links with this assistant; with --all, all of them.")
    AssistantId assistant;

    @Option(names = "--all", description = "All links with --assistant.")
    boolean all;

    @Option(names = "--user", paramLabel = "USER", description = "The links of this user.")
    UserId user;

    @Option(
        names = "--users",
        paramLabel = "FILE",
        description = "The links of the users listed in this file.")
    String users;

    @Option(names = "--link", paramLabel = "LINK", description = "This one link.")
    LinkId link;

    @Option(names = "--links", paramLabel = "FILE", description = "The links listed in this file.")
    String links;

    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "This device, in every link that includes it; the links live on.")
    DeviceId device;

    @Option(
        names = "--devices",
        paramLabel = "FILE",
        description = "The devices listed in this file, likewise.")
    String devices;

    @Option(
        names = "--leaked-tokens",
        paramLabel = "FILE",
        description = "The links of the leaked tokens listed in this file; stands alone.")
    String leakedTokens;
  }

  /** What must be true of a link. */
  static final class Conditions {
    @Option(
        names = "--authorized-before",
        paramLabel = "INSTANT",
        description = "Whose user allowed it before this instant.")
    String authorizedBefore;

    @Option(
        names = "--authorized-after",
        paramLabel = "INSTANT",
        description = "Whose user allowed it at this instant or later.")
    String authorizedAfter;

    @Option(
        names = "--issued-before",
        paramLabel = "INSTANT",
        description =
            "With a refresh token, or an access token that still works, that we issued before this"
                + " instant.")
    String issuedBefore;

    @Option(
        names = "--issued-after",
        paramLabel = "INSTANT",
        description = "With such a token that we issued at this instant or later.")
    String issuedAfter;

    @Option(
        names = "--last-used-before",
        paramLabel = "INSTANT",
        description = "Neither authorized nor used by its assistant at this instant or later.")
    String lastUsedBefore;

    @Option(
        names = "--last-used-after",
        paramLabel = "INSTANT",
        description = "Authorized or used by its assistant at this instant or later.")
    String lastUsedAfter;

    @Option(names = "--never-used", description = "Not used since its user allowed it.")
    boolean neverUsed;

    @Option(names = "--needs-relink", description = "Which only its user can repair.")
    boolean needsRelink;

    @Option(
        names = "--key-version",
        paramLabel = "N",
        description = "Whose tokens are sealed with this version of the assistant's Transit key.")
    Integer keyVersion;

    @Option(
        names = "--region",
        paramLabel = "REGION",
        description = "Whose tokens are of this region of the assistant, such as eu.")
    String region;

    boolean isAny() {
      return neverUsed
          || needsRelink
          || Stream.of(
                  authorizedBefore,
                  authorizedAfter,
                  issuedBefore,
                  issuedAfter,
                  lastUsedBefore,
                  lastUsedAfter,
                  keyVersion,
                  region)
              .anyMatch(Objects::nonNull);
    }
  }

  /** A selection in a file. */
  static final class Saved {
    @Option(
        names = "--selector",
        paramLabel = "FILE",
        description = "What this file selects, as --save-selector wrote it; stands alone.")
    String from;

    @Option(
        names = "--save-selector",
        paramLabel = "FILE",
        description =
            "Write what is selected to this new file, to be run again; no token is in it.")
    String to;
  }

  /**
   * What is selected.
   *
   * @param tokens the lines of leaked tokens, if that is what it is
   */
  record Selected(Selector selector, Optional<LeakedTokenList> tokens) {

    /** What a person types who means it; empty for a single user, link or device. */
    Optional<String> wordToType() {
      Selector.Listed listed = selector.listed();
      if (listed != null) {
        return Stream.of("leaked-tokens", "users", "links", "devices")
            .filter(word -> isListed(listed, word))
            .findFirst();
      }
      if (Boolean.TRUE.equals(selector.everything())) {
        return Optional.of("everything");
      }
      boolean single =
          selector.user() != null || selector.link() != null || selector.device() != null;
      return single ? Optional.empty() : Optional.of(selector.assistant().value());
    }

    private static boolean isListed(Selector.Listed listed, String word) {
      List<?> members =
          switch (word) {
            case "users" -> listed.users();
            case "links" -> listed.links();
            case "devices" -> listed.devices();
            default -> listed.leakedTokens();
          };
      return !members.isEmpty();
    }
  }

  /**
   * Reads the options, and the files that they name.
   *
   * @throws CommandFailure when they select nothing, or contradict each other
   */
  Selected read(CommandContext context) {
    Selected selected = saved.from == null ? fromOptions(context) : fromFile(context);
    require(selected.selector());
    if (saved.to != null) {
      SelectorFile.write(saved.to, selected.selector());
    }
    return selected;
  }

  private Selected fromFile(CommandContext context) {
    if (isAnyNamed() || conditions.isAny()) {
      throw CommandFailure.usage(
          "--selector stands alone: the file says what is selected. Change the file, or leave out"
              + " the other options.");
    }
    Selector selector = SelectorFile.read(saved.from, context.in());
    List<TokenName> tokens =
        selector.listed() == null ? List.of() : selector.listed().leakedTokens();
    return new Selected(
        selector,
        tokens.isEmpty() ? Optional.empty() : Optional.of(LeakedTokenList.ofNames(tokens)));
  }

  private boolean isAnyNamed() {
    return named.everything
        || named.all
        || Stream.of(
                named.assistant,
                named.user,
                named.users,
                named.link,
                named.links,
                named.device,
                named.devices,
                named.leakedTokens)
            .anyMatch(Objects::nonNull);
  }

  private Selected fromOptions(CommandContext context) {
    requireConsistent();
    Optional<LeakedTokenList> tokens =
        Optional.ofNullable(named.leakedTokens)
            .map(file -> LeakedTokenList.read(file, context.in()));
    Selector.Listed listed =
        new Selector.Listed(
            list("--users", named.users, UserId::new, context),
            list("--links", named.links, LinkId::from, context),
            list("--devices", named.devices, DeviceId::new, context),
            tokens.map(LeakedTokenList::names).orElse(List.of()));
    boolean isListed =
        Stream.of(named.users, named.links, named.devices, named.leakedTokens)
            .anyMatch(Objects::nonNull);
    return new Selected(
        new Selector(
            named.everything ? true : null,
            named.assistant,
            named.user,
            named.link,
            named.device,
            isListed ? listed : null,
            conditions.isAny() ? where(context.clock()) : null),
        tokens);
  }

  private void requireConsistent() {
    if (!isAnyNamed()) {
      throw CommandFailure.usage(
          "Name what to revoke: one or more of --everything, --assistant with --all, --user,"
              + " --users, --link, --links, --device, --devices, --leaked-tokens, or --selector."
              + (conditions.isAny() ? " Conditions alone are not enough." : ""));
    }
    boolean part =
        Stream.of(
                named.user,
                named.users,
                named.link,
                named.links,
                named.device,
                named.devices,
                named.leakedTokens)
            .anyMatch(Objects::nonNull);
    if (named.all && named.assistant == null) {
      throw CommandFailure.usage(
          "--all needs --assistant. To revoke the links with all assistants, use --everything.");
    }
    if (named.all && (part || named.everything)) {
      throw CommandFailure.usage(
          "--all means every link with --assistant: leave it out, or what else is named.");
    }
    if (named.assistant != null && !named.all && !part && !named.everything) {
      throw CommandFailure.usage(
          "--assistant alone narrows something. To revoke all its links, add --all.");
    }
    requireOneFromStandardInput();
  }

  private void requireOneFromStandardInput() {
    long piped =
        Stream.of(named.users, named.links, named.devices, named.leakedTokens)
            .filter(LineFile.STANDARD_INPUT::equals)
            .count();
    if (piped > 1) {
      throw CommandFailure.usage(
          "Only one list can come from standard input (-): put the others into files.");
    }
  }

  private static <T> List<T> list(
      String option, String file, Function<String, T> type, CommandContext context) {
    return file == null
        ? List.of()
        : new LineFile(option, file)
            .read(context.in(), type).stream().map(LineFile.Line::content).toList();
  }

  private Selector.Where where(Clock clock) {
    return new Selector.Where(
        between(
            clock,
            "--authorized-after",
            conditions.authorizedAfter,
            "--authorized-before",
            conditions.authorizedBefore),
        between(
            clock,
            "--issued-after",
            conditions.issuedAfter,
            "--issued-before",
            conditions.issuedBefore),
        between(
            clock,
            "--last-used-after",
            conditions.lastUsedAfter,
            "--last-used-before",
            conditions.lastUsedBefore),
        conditions.neverUsed ? true : null,
        conditions.needsRelink ? true : null,
        conditions.keyVersion,
        conditions.region);
  }

  private static Selector.Between between(
      Clock clock, String afterOption, String after, String beforeOption, String before) {
    return after == null && before == null
        ? null
        : new Selector.Between(
            InstantText.read(afterOption, after, clock).orElse(null),
            InstantText.read(beforeOption, before, clock).orElse(null));
  }

  /** The same reading as the server's, before anything is sent. */
  private static Selection require(Selector selector) {
    try {
      return selector.selection();
    } catch (FailureException refused) {
      throw refused.failure() instanceof Failure.MalformedRequest malformed
          ? CommandFailure.usage("%s %s.".formatted(malformed.parameter(), malformed.hint()))
          : refused;
    }
  }

  /** The instants that were typed, by option: an age means another one later. */
  Map<String, String> instants(Selector selector) {
    Map<String, String> instants = new LinkedHashMap<>();
    Selector.Where where = selector.where();
    if (where != null && saved.from == null) {
      put(instants, "authorized", where.authorized());
      put(instants, "issued", where.issued());
      put(instants, "last-used", where.lastUsed());
    }
    return instants;
  }

  private static void put(
      Map<String, String> instants, String condition, Selector.Between between) {
    if (between != null && between.after() != null) {
      instants.put("--" + condition + "-after", between.after().toString());
    }
    if (between != null && between.before() != null) {
      instants.put("--" + condition + "-before", between.before().toString());
    }
  }
}
