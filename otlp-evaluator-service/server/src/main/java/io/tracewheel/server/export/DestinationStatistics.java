// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

/**
 * What one destination has done since the start.
 *
 * @param id of the destination
 * @param delivered requests that it has
 * @param failedAttempts that were or will be repeated
 * @param rejectedItems spans, data points, log records that it did not take from delivered requests
 * @param deadLettered requests that it refused for good
 * @param lagBytes in the log that it does not have yet
 * @param reachable false while attempts fail
 */
public record DestinationStatistics(
    String id,
    long delivered,
    long failedAttempts,
    long rejectedItems,
    long deadLettered,
    long lagBytes,
    boolean reachable) {}
