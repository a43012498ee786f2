// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.log;

/** How a record gets from the log to the destinations. */
public enum Passage {
  /** As it is, in its turn. */
  FREE,
  /** Not before it is released: it waits for scores that are to leave on its spans. */
  HELD,
  /** It is what was held, released: it goes in its turn, and is evaluated no more. */
  RELEASED,
  /** No request, but the positions of held records that are released, each 8 bytes, big-endian. */
  RELEASE
}
