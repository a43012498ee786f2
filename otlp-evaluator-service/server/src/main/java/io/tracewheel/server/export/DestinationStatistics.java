// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

/**
 * What one destination has done since the start.
 *
 * @param id of the destination
 * @param delivered requests that it has
 * @param deliveredBytes of these, as protobuf, before compression
 * @param failedAttempts that were or will be repeated
 * @param possibleDuplicates of these attempts, those after which the destination may have the
 *     request all the same: no answer came
 * @param rejectedItems spans, data points, log records that it did not take from delivered requests
 * @param deadLettered requests that it refused for good
 * @param lagBytes in the log that it does not have yet
 * @param lagMillis since the oldest request was received that was read for it and that it does not
 *     have yet; 0 if there is none
 * @param inFlight requests that are being sent or wait for their next attempt
 * @param reachable false while attempts fail
 */
public record DestinationStatistics(
    String id,
    long delivered,
    long deliveredBytes,
    long failedAttempts,
    long possibleDuplicates,
    long rejectedItems,
    long deadLettered,
    long lagBytes,
    long lagMillis,
    int inFlight,
    boolean reachable) {}
