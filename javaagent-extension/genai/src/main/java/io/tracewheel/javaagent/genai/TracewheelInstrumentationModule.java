// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.genai;

import io.opentelemetry.javaagent.extension.instrumentation.InstrumentationModule;
import java.util.Arrays;
import net.bytebuddy.matcher.ElementMatcher;
import org.jspecify.annotations.Nullable;

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
    this(true, name, moreNames);
  }

  /**
   * @param underSwitchForAll false for what only its own names may switch on
   */
  protected TracewheelInstrumentationModule(
      boolean underSwitchForAll, String name, String... moreNames) {
    super(name, underSwitchForAll ? withSwitchForAll(moreNames) : moreNames);
    AgentReport report = AgentReport.get();
    if (report != null) {
      report.created(this);
    }
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

  /** Matches all; only the report listens here. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    AgentReport report = AgentReport.get();
    if (report == null) {
      return super.classLoaderMatcher();
    }
    report.installed(this);
    return new ElementMatcher.Junction.AbstractBase<ClassLoader>() {
      @Override
      public boolean matches(@Nullable ClassLoader loader) {
        report.seen(loader);
        return true;
      }
    };
  }
}
