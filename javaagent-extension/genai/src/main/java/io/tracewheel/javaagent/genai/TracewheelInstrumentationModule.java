// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.util.Arrays;

/**
 * What all our instrumentation modules share: which classes advice may take along into the
 * application's class loader. Stays in the agent itself.
 */
public abstract class TracewheelInstrumentationModule extends InstrumentationModule {

  private static final String OURS = "io.tracewheel.javaagent.";

  /**
   * @param name as in {@code otel.instrumentation.<name>.enabled}, with more names that switch the
   *     module as well
   */
  protected TracewheelInstrumentationModule(String name, String... moreNames) {
    super(name, withSwitchForAll(moreNames));
  }

  /** The last name counts only where the user set none of the others. */
  private static String[] withSwitchForAll(String[] names) {
    String[] all = Arrays.copyOf(names, names.length + 1);
    all[names.length] = "tracewheel";
    return all;
  }

  @Override
  public boolean isHelperClass(String className) {
    return className.startsWith(OURS);
  }
}
