package dev.hushkey.account.connection;

import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkState;
import java.time.Instant;

/**
 * A living link with one assistant, as its user tells it from the others.
 *
 * @param since the user's consent
 */
public record Connection(LinkId link, LinkState state, Instant since, LastUse lastUse) {}
