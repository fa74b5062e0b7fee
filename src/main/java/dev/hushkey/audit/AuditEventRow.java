package dev.hushkey.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One line of the record. Inserted, never changed: the database refuses it. */
@Entity
@Table(name = "audit_event")
class AuditEventRow {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long id;

  /** The database's clock says when. */
  @Column(insertable = false, updatable = false)
  Instant at;

  String kind;
  String actor;

  @Column(name = "user_id")
  String userId;

  String assistant;

  @Column(name = "link_id")
  UUID linkId;

  @Column(name = "device_id")
  String deviceId;

  String action;
  String outcome;
  String detail;

  @Column(name = "revocation_id")
  UUID revocationId;

  @Column(name = "correlation_id")
  String correlationId;
}
