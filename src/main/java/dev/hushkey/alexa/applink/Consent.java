package dev.hushkey.alexa.applink;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What a user allowed in the app.
 *
 * @param redirectUri the redirect URI that the assistant repeats when it redeems a code for this
 * @param decidedAt when the user decided, by the database's clock: every code for this has that
 *     instant, whenever it is made
 */
record Consent(
    UserId user,
    Assistant assistant,
    String redirectUri,
    Map<DeviceId, Set<Action>> devices,
    Instant decidedAt) {}
