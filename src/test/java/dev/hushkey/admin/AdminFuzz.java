package dev.hushkey.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.admin.revocations.ErasuresResource;
import dev.hushkey.admin.revocations.RevocationApprovalsResource;
import dev.hushkey.admin.revocations.RevocationBody;
import dev.hushkey.fuzz.Refusals;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;

/** What people who run Hushkey send. */
public final class AdminFuzz {

  /** The bodies of the admin API. */
  public static void adminBody(String input) {
    Refusals.body(input, RevocationBody.class)
        .ifPresent(request -> Refusals.read(() -> Reason.require(request.reason())));
    Refusals.body(input, RevocationApprovalsResource.Rejection.class);
    Refusals.body(input, ErasuresResource.Erase.class);
    Refusals.body(input, DrillsResource.Request.class);
    Refusals.body(input, RetriesResource.Request.class);
    Refusals.body(input, SigningKeysResource.Request.class);
    Refusals.body(input, SigningKeysResource.Withdrawal.class);
  }

  /** Identifiers in paths and queries. */
  public static void adminPath(String input) {
    Refusals.read(() -> PathIds.read("link", input, LinkId::from));
    Refusals.read(() -> PathIds.read("revocation", input, RevocationId::from));
    Refusals.read(() -> PathIds.find("user", input, UserId::new));
  }

  /** The reason of an act. */
  public static void reason(String input) {
    Refusals.read(() -> Reason.require(input))
        .ifPresent(reason -> assertThat(reason.chars()).noneMatch(Character::isISOControl));
  }

  private AdminFuzz() {}
}
