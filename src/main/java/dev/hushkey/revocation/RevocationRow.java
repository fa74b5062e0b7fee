package dev.hushkey.revocation;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "revocation")
class RevocationRow {

  @Id UUID id;

  String scope;
  String reason;
  String actor;

  @Column(name = "cut_off_at")
  Instant cutOffAt;

  @Column(name = "swept_links")
  long sweptLinks;

  @Column(name = "end_sessions")
  boolean endSessions;

  @Column(name = "ended_sessions")
  long endedSessions;

  @Column(name = "finished_at")
  Instant finishedAt;
}
