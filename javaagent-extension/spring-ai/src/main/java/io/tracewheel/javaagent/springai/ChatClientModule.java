// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.springai;

import static java.util.Arrays.asList;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.List;

/** Chat clients and advisors, a module of their own because an application may have models only. */
public final class ChatClientModule extends TracewheelInstrumentationModule {

  public ChatClientModule() {
    super("spring-ai", "spring-ai-client");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return asList(new ClientObservationInstrumentation(), new ChatClientInstrumentation());
  }
}
