// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** The first client of {@code io.milvus:milvus-sdk-java}, from 2.4.0. */
public final class MilvusModule extends TracewheelInstrumentationModule {

  public MilvusModule() {
    super("milvus", "vector-stores");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new MilvusInstrumentation());
  }
}
