// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.kafka;

/**
 * A partition for as long as this evaluator reads it for one destination. What is handed out of it
 * before it is given up is not counted after that: somebody else has begun at the stored offset.
 * Guarded by its reader.
 */
final class Partition {
  final int number;

  /** Records that were handed out and are not done with. */
  int open;

  /** Behind the last record that is done with; -1 while none is. */
  long done = -1;

  /** What of it is stored. */
  long stored = -1;

  /** Behind the last record that was read; -1 while none was. */
  long read = -1;

  Partition(int number) {
    this.number = number;
  }
}
