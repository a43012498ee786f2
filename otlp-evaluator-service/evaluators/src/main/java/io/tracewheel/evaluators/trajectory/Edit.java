// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.evaluators.trajectory;

import java.util.List;

/**
 * One step of turning the actual calls into the expected ones. Positions count from 1.
 *
 * @param kind what to do
 * @param tool name of the tool
 * @param expected position among the expected calls; 0 for a call to remove
 * @param actual position among the actual calls; 0 for a call to add
 * @param differences of a change: paths of the arguments that differ, never their values
 */
public record Edit(Kind kind, String tool, int expected, int actual, List<String> differences) {

  /** What to do; all but keep cost one. */
  public enum Kind {
    /** The call is as expected. */
    KEEP,
    /** The right tool with other arguments. */
    CHANGE,
    /** An actual call that was not expected here. */
    REMOVE,
    /** An expected call that is not there. */
    ADD
  }
}
