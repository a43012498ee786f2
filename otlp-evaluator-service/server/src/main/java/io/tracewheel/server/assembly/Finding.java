// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

import io.tracewheel.otlp.LogTarget;

/**
 * What was looked at when a score was found: a trace, a session, or a span behind its forwarding,
 * in the state it then had.
 *
 * @param kind {@code trace}, {@code session} or {@code span}
 * @param id what the score's id is made from
 * @param target span that the score belongs to
 * @param endUnixNano end of that span
 * @param complete whether nothing is known to be missing
 * @param traces how many traces
 * @param spans GenAI spans that were looked at
 * @param leftOut GenAI spans that were not, for want of memory
 * @param orphans GenAI spans whose parent is missing
 * @param trigger why now
 */
record Finding(
    String kind,
    String id,
    LogTarget target,
    long endUnixNano,
    boolean complete,
    int traces,
    int spans,
    int leftOut,
    int orphans,
    Trigger trigger) {

  static final String SPAN = "span";
  static final String TRACE = "trace";
  static final String SESSION = "session";
}
