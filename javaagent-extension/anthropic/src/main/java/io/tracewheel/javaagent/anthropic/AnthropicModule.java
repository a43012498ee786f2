// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.anthropic;

import io.opentelemetry.javaagent.extension.instrumentation.TypeInstrumentation;
import io.tracewheel.javaagent.genai.TracewheelInstrumentationModule;
import java.util.Arrays;
import java.util.List;

/**
 * anthropic-java from 2.2.0: messages and beta messages, blocking and async, plain and streaming.
 * Switched by {@code otel.instrumentation.tracewheel-anthropic.enabled}; switched off, the
 * library's own spans (from 2.72.0) come back.
 */
public final class AnthropicModule extends TracewheelInstrumentationModule {

  public AnthropicModule() {
    super("tracewheel-anthropic");
  }

  @Override
  public List<TypeInstrumentation> typeInstrumentations() {
    return Arrays.asList(
        new BlockingServiceInstrumentation(),
        new AsyncServiceInstrumentation(),
        new TransportInstrumentation(),
        new OwnSpansInstrumentation());
  }
}
