package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import java.time.Instant;

/** When a key was made and when it starts to sign, by the database's clock. */
record KeyTimes(String kid, SigningAlgorithm algorithm, Instant createdAt, Instant signsFrom) {}
