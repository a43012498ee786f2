// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.judges.rubric;

import org.jspecify.annotations.Nullable;

/** What became of a rubric and a run. */
public sealed interface Filled {

  /**
   * A prompt.
   *
   * @param instructions system prompt
   * @param user what is asked
   * @param leftOut what of the run did not fit, one phrase; null when nothing
   * @param items how many items the judge must judge; -1 when it finds them itself
   */
  record Prompt(String instructions, String user, @Nullable String leftOut, int items)
      implements Filled {

    /** Changes with every word of it. */
    public String hash() {
      return Rubric.hash(instructions + "\u0000" + user);
    }
  }

  /**
   * The run lacks something that the rubric asks about.
   *
   * @param what it lacks
   */
  record Missing(Source what) implements Filled {}
}
