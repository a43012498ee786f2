// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static io.opentelemetry.javaagent.extension.matcher.AgentElementMatchers.hasClassesNamed;
import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * {@code io.weaviate:client6}, which speaks gRPC. It is Java 17 bytecode, newer than ours may be,
 * so nothing of it is named in code.
 */
public final class Weaviate6Module extends TracewheelInstrumentationModule {

  public Weaviate6Module() {
    super("weaviate", "vector-stores");
  }

  @Override
  public ElementMatcher.Junction<ClassLoader> classLoaderMatcher() {
    return super.classLoaderMatcher().and(hasClassesNamed(Weaviate6Instrumentation.OPERATOR));
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new Weaviate6Instrumentation());
  }
}
