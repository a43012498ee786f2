// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

/**
 * What a log has to report since it was opened.
 *
 * @param storedBytes between the oldest record kept and the end
 * @param waitingBytes appended and not yet durable
 * @param tornBytes unfinished writes of the process before that were cut off when the log was
 *     opened
 * @param damagedPlaces stretches of the log that cannot be read any more and were passed over
 * @param damagedBytes in these stretches
 * @param failedCommits times that writing to the disk failed
 */
public record LogStatistics(
    long storedBytes,
    long waitingBytes,
    long tornBytes,
    long damagedPlaces,
    long damagedBytes,
    long failedCommits) {}
