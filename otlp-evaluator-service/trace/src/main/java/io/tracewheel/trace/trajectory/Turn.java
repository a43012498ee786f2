// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import java.util.List;

/** From one message of the user to the next. Where content is not captured, all is one turn. */
public record Turn(List<Step> steps) {

  /** The words of the last answer in the turn that has any; empty when there is none. */
  public String answer() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      String answer = steps.get(i).answer();
      if (!answer.isBlank()) {
        return answer;
      }
    }
    return "";
  }
}
