package dev.hushkey.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;

/** What the camera backend says about owners. */
public final class OwnershipFuzz {

  /** The bodies of ownership. */
  public static void ownership(String input) {
    Refusals.body(input, DevicesResource.Owner.class)
        .filter(owner -> owner.user() != null)
        .flatMap(
            owner ->
                Refusals.readOwn(
                    () ->
                        OwnershipChange.register(
                            new dev.hushkey.identity.DeviceId("door"),
                            owner.user(),
                            owner.name(),
                            owner.room())))
        .ifPresent(change -> assertThat(change.name()).isNotBlank());
    Refusals.body(input, DevicesResource.Changes.class);
  }

  private OwnershipFuzz() {}
}
