package dev.hushkey.ownership;

import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

@Entity
@Table(name = "ownership")
class OwnershipRow {

  @Id
  @Column(name = "device_id")
  String deviceId;

  /** Null once removed; the row stays, so that the epoch never goes back. */
  @Column(name = "user_id")
  String userId;

  /**
   * Who owned it when a backup was made that was restored since. Null once the camera backend has
   * said who does now; until then it has no owner.
   */
  @Column(name = "owner_at_backup")
  String ownerAtBackup;

  long epoch;
  String name;
  String room;

  @Column(name = "changed_at")
  Instant changedAt;

  /** The owner as far as we know. */
  Optional<UserId> lastKnownOwner() {
    return Optional.ofNullable(userId == null ? ownerAtBackup : userId).map(UserId::new);
  }

  OwnedDevice toOwnedDevice() {
    return new OwnedDevice(new DeviceId(deviceId), new UserId(userId), epoch, name, room);
  }
}
