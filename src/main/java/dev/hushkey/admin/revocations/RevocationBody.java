package dev.hushkey.admin.revocations;

import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.Selector;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A revocation, or a dry run of one.
 *
 * @param revocation the id under which it is to be known; null: a new one
 * @param reason recorded in the audit trail; at most 500 characters
 * @param ticket where the incident is written down; at most 100 characters
 * @param dryRun count only
 * @param urgent do not wait for an approval
 * @param endSessions also log the affected users out at Keycloak
 * @param shred also have the versions of the keys destroyed that seal what is revoked
 */
@Schema(
    name = "RevocationRequest",
    description = "A revocation needs a reason, a dry run does not.",
    requiredProperties = "selector")
public record RevocationBody(
    RevocationId revocation,
    Selector selector,
    @Schema(ref = "Reason") String reason,
    @Schema(ref = "Ticket") String ticket,
    @Schema(description = "Count only", defaultValue = "false") boolean dryRun,
    @Schema(
            description =
                "Do not wait for the approval that a large revocation needs where the"
                    + " installation requires one. Goes on record as an alarm",
            defaultValue = "false")
        boolean urgent,
    @Schema(description = "Also log these users out at Keycloak", defaultValue = "false")
        boolean endSessions,
    @Schema(
            description =
                "Also have the versions of the Transit keys destroyed that seal what is revoked, once"
                    + " it is cleaned up: an operator does it, by `hushkey revocations shred`. Only"
                    + " for all links of an assistant, everything, or an assistant's links by"
                    + " `keyVersion` alone",
            defaultValue = "false")
        boolean shred) {}
