/**
 * What probes and metrics are told about this replica and the systems that it depends on; cheap,
 * however often they ask (docs/adr/0039-only-what-every-answer-needs-makes-a-replica-unready.md).
 */
package dev.hushkey.health;
