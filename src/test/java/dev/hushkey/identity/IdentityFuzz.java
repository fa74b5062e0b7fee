package dev.hushkey.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;

/** Typed ids. */
public final class IdentityFuzz {

  /** Every id. What was read prints as it came, on one line. */
  public static void ids(String input) {
    Refusals.readOwn(() -> new UserId(input))
        .ifPresent(id -> assertThat(id.toString()).isEqualTo(input).doesNotContain("\n"));
    Refusals.readOwn(() -> new DeviceId(input))
        .ifPresent(id -> assertThat(id.toString()).isEqualTo(input).doesNotContain("/", "\n"));
    Refusals.readOwn(() -> new AssistantId(input))
        .ifPresent(
            id -> {
              assertThat(id.toString()).isEqualTo(input);
              assertThat(id.isInDrill() ? id.real().inDrill() : id.real()).isEqualTo(id);
            });
    Refusals.readOwn(() -> LinkId.from(input))
        .ifPresent(id -> assertThat(id.toString()).isEqualToIgnoringCase(input));
    Refusals.readOwn(() -> RevocationId.from(input));
    Refusals.readOwn(() -> DrillId.from(input));
    Refusals.readOwn(() -> Action.from(input))
        .ifPresent(action -> assertThat(action.wireName()).isEqualTo(input));
  }

  /** Names that people chose. */
  public static void displayName(String input) {
    assertThat(DisplayName.look(DisplayName.look(input))).isNotNull();
    assertThat(DisplayName.isolate(input)).contains(input);
    String shorter = DisplayName.shorten(input, 10);
    assertThat(shorter.codePointCount(0, shorter.length())).isLessThanOrEqualTo(10);
    DisplayName.isVisible(input);
  }

  private IdentityFuzz() {}
}
