package dev.hushkey.stack.bench.load;

/**
 * What came out of one run.
 *
 * @param perSecond answers, whether good or bad
 * @param failed answers that were no success, and requests without an answer
 * @param failedItems of requests with many items, those that failed while the request did not
 * @param p50Millis the median latency
 * @param p99Millis what one request in a hundred took longer than
 */
public record Load(
    double perSecond,
    long requests,
    long failed,
    long failedItems,
    double p50Millis,
    double p99Millis) {}
