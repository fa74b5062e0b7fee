package dev.hushkey.audit;

import java.util.Optional;

/**
 * What an answer stands on that was first looked at elsewhere; for the condition of a record, and
 * not recorded.
 *
 * @param tokens the stored tokens, as the condition compares them
 * @param links how many living links there were; empty when that does not matter
 */
public record Seen(String tokens, Optional<Integer> links) {}
