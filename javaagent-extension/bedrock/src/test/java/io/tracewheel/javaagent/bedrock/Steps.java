// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.bedrock;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Runs steps of the application and writes down how they ended. */
final class Steps {

  private final PrintStream seen;

  Steps(PrintStream seen) {
    this.seen = seen;
  }

  interface Step {
    @Nullable Object run() throws Exception;
  }

  void step(String name, Step step) {
    String result;
    try {
      result = String.valueOf(step.run());
    } catch (Throwable t) {
      result = describe(t);
    }
    seen.println(name + ": " + result);
  }

  /** Without ids of connections and ports, which no two runs share. */
  static String describe(Throwable t) {
    StringBuilder text = new StringBuilder();
    for (Throwable e = t; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage()).replaceAll("\\[id: .*?]|[0-9]{4,}", "#");
      text.append(e.getClass().getName()).append('(').append(message).append(") ");
    }
    return text.toString();
  }
}
