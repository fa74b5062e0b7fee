package dev.hushkey.link;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** For inserts only: decisions read the view current_link, which knows the cut-offs. */
@Entity
@Table(name = "link")
class LinkRow {

  @Id UUID id;

  @Column(name = "user_id")
  String userId;

  String assistant;
  String state;
  String scope;

  @Column(name = "rich_request")
  boolean richRequest;

  @Column(name = "authorized_at")
  Instant authorizedAt;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "changed_at")
  Instant changedAt;

  @Column(name = "state_reason")
  String stateReason;
}
