// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.adk;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/** Compiled against 1.0.0. Model calls are those of the clients below: google-genai, anthropic. */
public final class AdkModule extends TracewheelInstrumentationModule {

  public AdkModule() {
    super("google-adk", "google-adk-1.0");
  }

  /** Earlier releases keep their tracer elsewhere; their own spans are all there is. */
  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher().and(hasClassesNamed("com.google.adk.telemetry.Tracing"));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(
        new AgentInstrumentation(),
        new ToolInstrumentation(),
        new FunctionToolInstrumentation(),
        new OwnSpansInstrumentation());
  }
}
